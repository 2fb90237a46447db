import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { dateOn, organisationId, postId } from '../domain/fields.ts';
import { itemNames, nameKeyOf } from '../activities/name-of.ts';
import type { ItemName } from '../activities/name-of.ts';
import { hostOf } from '../activities/postbox/situation.ts';
import { pendingHandOver } from '../domain/follow-up/hand-over.ts';
import type { PendingHandOver } from '../domain/follow-up/hand-over.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { findAgreement } from './agreements.ts';
import { principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { atUnit } from './home-unit.ts';
import { knownNeeds, privateKinds } from './known-needs.ts';
import { hiddenPlacements } from './known-placements.ts';
import { bilingual, namedAbout } from './named-about.ts';
import { listOf, nextLink, page, pageParameters, positionOf } from './paging.ts';
import { readers } from './policy.ts';
import type { Principal } from './principal.ts';
import { answeredUnread } from './answers-read.ts';
import { followUpName } from './sentences.ts';

export const openStatuses = ['open', 'paused', 'reported'] as const;
const statuses = listOf([...openStatuses, 'done', 'dropped', 'superseded', 'closed']);

const own = {
  status: statuses.optional(),
  light: listOf(['green', 'blue', 'yellow', 'red']).optional(),
  kind: z.string().max(60).optional(),
  dueBefore: dateOn.optional(),
  /** Only what came with a post that changed hands and nobody has accepted yet. */
  untaken: z.literal('true').optional(),
  ...pageParameters,
};
const ofOne = z.strictObject(own);
const ofAll = z.strictObject({
  ...own,
  owner: z.union([z.literal('me'), postId]).optional(),
  homeUnit: organisationId.optional(),
  side: organisationId.optional(),
  agreement: z.string().max(200).optional(),
});
type Asked = z.output<typeof ofAll>;

export const followUpShown = z
  .object({
    id: z.string(),
    entityId: z.string(),
    agreementId: z.string(),
    kind: z.string(),
    title: bilingual.nullable(),
    about: namedAbout.extend({ partyId: z.string().nullable() }),
    ownerPostId: z.string().nullable(),
    sideOrgId: z.string().nullable(),
    /** `assumed` until somebody has said so (S62); of a date also `default`: our usual time, until somebody sets another. */
    ownerCertainty: z.string(),
    dueCertainty: z.string(),
    openedOn: z.string(),
    dueOn: z.string(),
    /** No official calendar covers its date yet: it may still move. */
    isProvisional: z.boolean(),
    nextAt: z.string().nullable(),
    level: z.number(),
    light: z.string(),
    status: z.string(),
    pausedUntilOn: z.string().nullable(),
    meetingListOn: z.string().nullable(),
    /** Whoever was asked answered about it by mail, from an address of theirs, and nobody has read it yet. */
    answeredUnread: z.boolean(),
    /** Handed over and not accepted yet: since when, from whom, and the last day on which it may be; after that it returns. */
    handOver: z.object({ sinceOn: z.string(), fromPostId: z.string().nullable(), acceptByOn: z.string() }).nullable(),
    /** Since when it waits to be accepted, because its post changed hands (S71). */
    untakenSinceOn: z.string().nullable(),
    closedAt: z.string().nullable(),
  })
  .meta({ id: 'FollowUp' });
const list = z.object({
  items: z.array(followUpShown),
  names: z.record(z.string(), z.unknown()),
  nextCursor: z.string().nullable(),
});

export type FollowUpRow = Prisma.FollowUpGetPayload<object>;

interface Marks {
  isAnsweredUnread: boolean;
  isProvisional: boolean;
  handOver: PendingHandOver | null;
}

function shown(row: FollowUpRow, name: ItemName | undefined, marks: Marks): z.input<typeof followUpShown> {
  const { aboutKind, aboutId, dueAt: _dueAt, homeUnitId: _homeUnitId, ...rest } = row;
  return {
    ...rest,
    title: followUpName(row.kind),
    about: { kind: aboutKind, id: aboutId, name: name?.name ?? null, partyId: name?.partyId ?? null },
    nextAt: row.nextAt?.toISOString() ?? null,
    answeredUnread: marks.isAnsweredUnread,
    isProvisional: marks.isProvisional,
    handOver: marks.handOver,
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}

/** Rows as they are answered, with the names of what they are about. */
export async function shownAll(db: Database, rows: readonly FollowUpRow[], principal: Principal) {
  const aboutOf = ({ entityId, aboutKind: kind, aboutId: id }: FollowUpRow) => ({ entityId, kind, id });
  const names = await itemNames(db, rows.map(aboutOf), principal);
  const entityIds = rows.map(({ entityId }) => entityId);
  // What waits to be read is our own office's business.
  const unread = principal.isOurs ? await answeredUnread(db, entityIds) : new Set();
  const provisional = await provisionalAmong(db, entityIds);
  const handed = await handedAmong(db, entityIds);
  return rows.map((row) => {
    const key = `${row.entityId} ${row.id}`;
    const marks = {
      isAnsweredUnread: unread.has(key),
      isProvisional: provisional.has(key),
      handOver: handed.get(key) ?? null,
    };
    return shown(row, names.get(nameKeyOf(aboutOf(row))), marks);
  });
}

/** Whose dates no official calendar covers yet: `<entity id> <follow-up id>` each. Only what is open has one that may move. */
async function provisionalAmong(db: Database, entityIds: readonly string[]): Promise<Set<string>> {
  if (entityIds.length === 0) return new Set();
  const rows = await db.$queryRaw<{ entityId: string; id: string }[]>`
    SELECT entity.id AS "entityId", f.key AS id FROM entity, jsonb_each(entity.state -> 'followUps') AS f
    WHERE entity.id = ANY(${[...entityIds]}) AND f.value ->> 'provisional' = 'true'`;
  return new Set(rows.map(({ entityId, id }) => `${entityId} ${id}`));
}

/** What waits to be accepted by its new owner, by `<entity id> <follow-up id>`; few do, so that only their entities are read. */
async function handedAmong(db: Database, entityIds: readonly string[]): Promise<Map<string, PendingHandOver>> {
  const found = new Map<string, PendingHandOver>();
  if (entityIds.length === 0) return found;
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT entity.id FROM entity, jsonb_each(entity.state -> 'followUps') AS f
    WHERE entity.id = ANY(${[...entityIds]}) AND f.value ? 'handedFrom'`;
  const entities = await db.entity.findMany({ where: { id: { in: rows.map(({ id }) => id) } } });
  for (const entity of entities) {
    const host = hostOf(entity);
    for (const f of Object.values(host.followUps)) {
      const pending = pendingHandOver(host, f);
      if (pending) found.set(`${entity.id} ${f.id}`, pending);
    }
  }
  return found;
}

async function where(
  deps: ApiDeps,
  asked: Asked,
  principal: Principal,
  agreementId?: string,
): Promise<Prisma.FollowUpWhereInput> {
  const { db } = deps;
  const mine =
    asked.owner === 'me'
      ? (await db.post.findMany({ where: { holderId: principal.personId ?? '' }, select: { id: true } })).map(
          (post) => post.id,
        )
      : null;
  const visible = principal.isOurs
    ? null
    : await db.entity.findMany({
        where: { kind: 'agreement', partyIds: { has: principal.organisationId ?? '' } },
        select: { id: true },
      });
  const needs = await knownNeeds(db, principal.organisationId, visible?.map((entity) => entity.id) ?? []);
  const hidden = await hiddenPlacements(
    db,
    principal,
    visible?.map((entity) => entity.id),
  );
  const after = positionOf(asked.cursor);
  const [entityId = '', id = ''] = after?.id.split('#') ?? [];
  return {
    AND: [
      { status: { in: [...(asked.status ?? openStatuses)] } },
      agreementId ? { agreementId } : {},
      asked.agreement ? { agreementId: asked.agreement } : {},
      visible ? { agreementId: { in: visible.map((entity) => entity.id) } } : {},
      // What one party needs is not for the others to know.
      visible ? { NOT: { aboutKind: { in: [...privateKinds] }, NOT: { OR: needs } } } : {},
      hidden.followUps,
      mine ? { ownerPostId: { in: mine } } : asked.owner ? { ownerPostId: asked.owner } : {},
      asked.light ? { light: { in: [...asked.light] } } : {},
      asked.kind ? { kind: asked.kind } : {},
      await atUnit(db, asked.homeUnit),
      asked.side ? { sideOrgId: asked.side } : {},
      asked.dueBefore ? { dueOn: { lt: asked.dueBefore } } : {},
      asked.untaken ? { untakenSinceOn: { not: null } } : {},
      after
        ? {
            OR: [
              { dueOn: { gt: after.value } },
              { dueOn: after.value, entityId: { gt: entityId } },
              { dueOn: after.value, entityId, id: { gt: id } },
            ],
          }
        : {},
    ],
  };
}

export function followUpRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const read = async (request: FastifyRequest, asked: Asked, agreementId?: string) => {
    const rows = await db.followUp.findMany({
      where: await where(deps, asked, principalFrom(request), agreementId),
      orderBy: [{ dueOn: 'asc' }, { entityId: 'asc' }, { id: 'asc' }],
      take: asked.limit + 1,
    });
    const { items, nextCursor } = page(rows, asked.limit, (row) => ({
      value: row.dueOn,
      id: `${row.entityId}#${row.id}`,
    }));
    const answer = await shownAll(db, items, principalFrom(request));
    return { items: answer, names: await namesIn(db, answer), nextCursor };
  };

  typed.route({
    method: 'GET',
    url: '/v1/follow-ups',
    config: { who: readers },
    schema: {
      tags: ['follow-ups'],
      operationId: 'listFollowUps',
      summary: 'What is open everywhere, the next due first',
      querystring: ofAll,
      response: { 200: list, ...readProblems() },
    },
    handler: async (request, reply) => {
      const answer = await read(request, request.query);
      reply.headers(nextLink(request.url, answer.nextCursor));
      return answer;
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/follow-ups',
    config: { who: readers },
    schema: {
      tags: ['follow-ups'],
      operationId: 'listFollowUpsOfAgreement',
      summary: 'What is open in an agreement and its plans, the next due first',
      params: z.object({ id: z.string() }),
      querystring: ofOne,
      response: { 200: list, ...readProblems() },
    },
    handler: async (request, reply) => {
      await findAgreement(db, principalFrom(request), request.params.id);
      const answer = await read(request, request.query, request.params.id);
      reply.headers(nextLink(request.url, answer.nextCursor));
      return answer;
    },
  });
}
