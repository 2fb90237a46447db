import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { dateOn, personId } from '../domain/fields.ts';
import { refuse } from '../domain/refusal.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { fromOthers } from '../activities/inbound/whose-word.ts';
import { findAgreement } from './agreements.ts';
import { markRead, noteSuggestedAbsence } from './answers-read.ts';
import { principalFrom } from './authentication.ts';
import { lookAgain, nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { problemResponses, readProblems } from './documentation.ts';
import { listOf, nextLink, page, pageParameters, positionOf } from './paging.ts';
import { coordinators, office, readers } from './policy.ts';
import { mayReadPrivate } from './principal.ts';
import type { Principal } from './principal.ts';
import { refused } from './problem.ts';

type ReplyRow = Prisma.ReplyGetPayload<object>;

const reply = z
  .object({
    id: z.string(),
    /** An answer waits to be read; an absence is a machine's word, which waits to be noted or left. */
    kind: z.string(),
    agreementId: z.string(),
    entityId: z.string(),
    followUpIds: z.array(z.string()),
    /** To whom the answered mail went, and the address that wrote. */
    personId: z.string(),
    fromAddress: z.string(),
    /** It came from another address than that person's: it is not their word, and stops nothing. */
    isFromAnotherAddress: z.boolean(),
    mailId: z.string(),
    /** Null where the text is its party's own and not for this reader. */
    text: z.string().nullable(),
    at: z.string(),
    pausedUntilAt: z.string().nullable(),
    readAt: z.string().nullable(),
    readBy: z.string().nullable(),
    /** Of an absence: the days that it names, as far as they could be read; they are a suggestion. */
    awayFromOn: z.string().nullable(),
    awayToOn: z.string().nullable(),
    /** The absence that was noted; null where nobody has yet, or it was read and none was. */
    absenceId: z.number().nullable(),
  })
  .meta({ id: 'Reply' });

const parameters = z.strictObject({
  kind: listOf(['answer', 'absence']).optional(),
  unread: z.enum(['true', 'false']).optional(),
  ...pageParameters,
});
type Query = z.output<typeof parameters>;
const list = z.object({ items: z.array(reply), nextCursor: z.string().nullable() });

/** What people answered by mail: filed on its matter, read by a person, never acting by itself (DOMAIN 2a "Replies"). */
export function replyRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();

  async function listed(principal: Principal, where: Prisma.ReplyWhereInput, { kind, unread, cursor, limit }: Query) {
    const after = positionOf(cursor);
    const rows = await db.reply.findMany({
      where: {
        ...where,
        ...(kind ? { kind: { in: kind } } : {}),
        ...(unread ? { readAt: unread === 'true' ? null : { not: null } } : {}),
        ...(after ? { OR: [{ at: { lt: after.value } }, { at: after.value, id: { gt: after.id } }] } : {}),
      },
      orderBy: [{ at: 'desc' }, { id: 'asc' }],
      take: limit + 1,
    });
    const { items, nextCursor } = page(rows, limit, (row) => ({ value: row.at.toISOString(), id: row.id }));
    return { items: await told(principal, items), nextCursor };
  }

  /** Another side reads what its own people wrote, and no address of anybody else. */
  async function ownOnly({ isOurs, organisationId }: Principal): Promise<Prisma.ReplyWhereInput> {
    if (isOurs) return {};
    const people = organisationId ? await db.person.findMany({ where: { organisationId }, select: { id: true } }) : [];
    return { personId: { in: people.map((person) => person.id) } };
  }

  async function told(principal: Principal, rows: readonly ReplyRow[]): Promise<z.input<typeof reply>[]> {
    const texts = await db.text.findMany({ where: { id: { in: rows.map((row) => row.textId) } } });
    const agreements = await db.entity.findMany({
      where: { id: { in: rows.map((row) => row.agreementId) } },
      select: { id: true, homeUnitId: true, partyIds: true },
    });
    const others = await fromOthers(db, rows);
    return rows.map(({ textId, at, pausedUntilAt, readAt, ...row }) => {
      const text = texts.find(({ id }) => id === textId);
      const scope = agreements.find(({ id }) => id === row.agreementId);
      const isOpen =
        text && scope && (text.ownerPartyId === null || mayReadPrivate(principal, text.ownerPartyId, scope));
      return {
        ...row,
        isFromAnotherAddress: others.has(row.id),
        text: isOpen ? text.content : null,
        at: at.toISOString(),
        pausedUntilAt: pausedUntilAt?.toISOString() ?? null,
        readAt: readAt?.toISOString() ?? null,
      };
    });
  }

  async function one(principal: Principal, id: string): Promise<z.input<typeof reply>> {
    const row = await db.reply.findUnique({ where: { id } });
    const [item] = row ? await told(principal, [row]) : [];
    if (!item) throw refused(refuse('unknown-item', `There is no answer ${id}.`, `没有回复 ${id}。`));
    return item;
  }

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/replies',
    config: { who: readers },
    schema: {
      tags: ['follow-ups'],
      operationId: 'listAgreementReplies',
      summary: 'What was answered by mail about an agreement and its plans, and whether somebody has read it',
      params: z.object({ id: z.string() }),
      querystring: parameters,
      response: { 200: list, ...readProblems() },
    },
    handler: async (request, answer) => {
      const principal = principalFrom(request);
      const { id } = await findAgreement(db, principal, request.params.id);
      const found = await listed(principal, { agreementId: id, ...(await ownOnly(principal)) }, request.query);
      answer.headers(nextLink(request.url, found.nextCursor));
      return found;
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/replies',
    config: { who: office, isForOurs: true },
    schema: {
      tags: ['follow-ups'],
      operationId: 'listReplies',
      summary:
        'Answers by mail over all agreements, and absences that machines announced; `unread=true` for what waits',
      querystring: parameters,
      response: { 200: list, ...readProblems() },
    },
    handler: async (request, answer) => {
      const found = await listed(principalFrom(request), {}, request.query);
      answer.headers(nextLink(request.url, found.nextCursor));
      return found;
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/replies/:id/read',
    config: { who: office, isForOurs: true },
    schema: {
      tags: ['follow-ups'],
      operationId: 'markReplyRead',
      summary: 'Say that an answer by mail was read, or that no absence is noted; the first reader counts',
      params: z.object({ id: z.string().max(120) }),
      response: { 200: reply, ...problemResponses() },
    },
    handler: async (request) => {
      const principal = principalFrom(request);
      const { id } = request.params;
      await lookAgain(deps, await markRead(db, id, { by: principal.id, at: nowOf(deps) }));
      return one(principal, id);
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/replies/:id/absence',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags: ['follow-ups'],
      operationId: 'noteSuggestedAbsence',
      summary: 'Note the absence that a mailbox suggests; left out, its days are those that it names',
      params: z.object({ id: z.string().max(120) }),
      body: z.strictObject({ fromOn: dateOn.optional(), toOn: dateOn.optional(), deputyPersonId: personId.nullish() }),
      response: { 200: reply, ...problemResponses() },
    },
    handler: async (request) => {
      const principal = principalFrom(request);
      const { id } = request.params;
      const whom = await noteSuggestedAbsence(db, id, request.body, { by: principal.id, at: nowOf(deps) });
      if (whom) await lookAgain(deps, whom);
      return one(principal, id);
    },
  });
}

/** Which of these notices were answered by mail, by the notice's id. */
export async function answersTo(
  db: ApiDeps['db'],
  notices: readonly { id: string; entityId: string; mailId: string | null }[],
): Promise<Map<string, { replyId: string; isRead: boolean; isFromAnotherAddress: boolean }>> {
  const mailIds = notices.flatMap(({ mailId }) => mailId ?? []);
  const rows =
    mailIds.length > 0
      ? await db.reply.findMany({ where: { mailId: { in: mailIds }, kind: 'answer' }, orderBy: { at: 'desc' } })
      : [];
  const others = await fromOthers(db, rows);
  // Their own answer counts before what anybody else wrote.
  const ordered = rows.toSorted((a, b) => Number(others.has(a.id)) - Number(others.has(b.id)));
  return new Map(
    notices.flatMap(({ id, entityId, mailId }) => {
      const row = ordered.find((one) => one.mailId === mailId && one.entityId === entityId);
      if (!row) return [];
      return [
        [id, { replyId: row.id, isRead: row.readAt !== null, isFromAnotherAddress: others.has(row.id) }] as const,
      ];
    }),
  );
}
