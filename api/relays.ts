import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { personId } from '../domain/fields.ts';
import { personText } from '../domain/text.ts';
import { linkUrl } from '../mail/link-token.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { forget, idempotencyKey, keepAnswer, once, repeatable } from './idempotency.ts';
import { introducePerson, passOn } from './introductions.ts';
import { checkReferences } from './references.ts';
import { linkFact } from './link-view.ts';
import { coordinators, office } from './policy.ts';
import type { Principal } from './principal.ts';
import { isFinal } from './problem.ts';

export type RelayDeps = Pick<ApiDeps, 'db' | 'clock' | 'publicUrl' | 'linkSecret'> & {
  wakePostboxes(personIds: readonly string[]): Promise<void>;
};

const relay = z
  .object({
    noticeId: z.string(),
    agreementId: z.string(),
    personId: z.string(),
    channel: z.string().nullable(),
    /** At most 200 characters, to paste. */
    text: z.string(),
    /** The person's own signed link. */
    url: z.string().nullable(),
    since: z.string(),
  })
  .meta({ id: 'Relay' });

/** `isNew` is false where it had been done before. */
const relayed = z.object({ noticeId: z.string(), isNew: z.boolean() });
const introduced = z.object({ personId: z.string(), introducedAt: z.string(), isNew: z.boolean() });

/** What no mail can do: passing on by hand, and introducing ourselves to somebody outside. */
export function relayRoutes(app: FastifyInstance, deps: RelayDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();

  typed.route({
    method: 'GET',
    url: '/v1/relays',
    config: { who: office, isForOurs: true },
    schema: {
      tags: ['follow-ups'],
      operationId: 'listRelays',
      summary: 'What waits to be passed on by hand: to whom, by which channel, the words and the link',
      querystring: z.strictObject({}),
      response: { 200: z.object({ items: z.array(relay) }), ...readProblems() },
    },
    handler: async () => {
      const waiting = await stillToPassOn(db);
      const tasks = await db.notice.findMany({ where: { id: { in: waiting.map((row) => `${row.id}/relay`) } } });
      const people = await db.person.findMany({
        where: { id: { in: waiting.flatMap((row) => row.personId ?? []) } },
        select: { id: true, channel: true },
      });
      return {
        items: waiting.map((row) => {
          const task = tasks.find(({ id }) => id === `${row.id}/relay`);
          const linkId = task ? linkFact(task, 'linkId') : '';
          return {
            noticeId: row.id,
            agreementId: row.agreementId,
            personId: row.personId ?? '',
            channel: people.find(({ id }) => id === row.personId)?.channel ?? null,
            text: task ? linkFact(task, 'text') : '',
            url: linkId ? linkUrl(deps.publicUrl, deps.linkSecret, linkId) : null,
            since: row.at.toISOString(),
          };
        }),
      };
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/notices/:id/relayed',
    config: { who: office, isForOurs: true },
    schema: {
      tags: ['follow-ups'],
      operationId: 'relayNotice',
      summary: 'Say that a notice was passed on: by whom, how, when',
      params: z.object({ id: z.string().max(300) }),
      headers: idempotencyHeader,
      body: z.strictObject({
        by: personText(100, true),
        how: z.enum(['wechat', 'phone', 'office', 'in-person']),
        /** Left out: now. */
        at: z.iso.datetime().optional(),
      }),
      response: { 200: relayed, ...problemResponses() },
    },
    handler: async (request) => {
      const principal = principalFrom(request);
      const { id } = request.params;
      const now = nowOf(deps);
      const { by, how, at = now } = request.body;
      return answered(deps, request, principal, relayed, `notices/${id}/relayed`, async () => ({
        noticeId: id,
        ...(await passOn(db, id, { by, how, at: at < now ? at : now })),
      }));
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/people/:id/introduce',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags: ['directory'],
      operationId: 'introducePerson',
      summary: 'Release an introducing mail to an outside person in your own name; what was held goes out afterwards',
      params: z.object({ id: z.string() }),
      headers: idempotencyHeader,
      body: z.strictObject({
        /** The colleague in whose name it is written; left out: the caller. */
        byPersonId: personId.optional(),
        byName: personText(100, true).optional(),
        agreementId: z.string().optional(),
      }),
      response: {
        200: introduced,
        ...problemResponses(),
      },
    },
    handler: async (request) => {
      const principal = principalFrom(request);
      const { id } = request.params;
      const { byPersonId = principal.personId ?? null, byName = '', agreementId } = request.body;
      const done = await answered(deps, request, principal, introduced, `people/${id}/introduce`, async () => {
        await checkReferences(db, { byPersonId });
        return introducePerson(db, { personId: id, byPersonId, byName, at: nowOf(deps), agreementId });
      });
      await deps.wakePostboxes([id]);
      return done;
    },
  });
}

/** What waits for a hand, without what has been settled meanwhile: nobody is to be bothered with it any more. */
async function stillToPassOn(db: RelayDeps['db']) {
  const waiting = await db.notice.findMany({
    where: { status: 'open', reason: 'relay' },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: 200,
  });
  const keys = waiting.flatMap(({ entityId, followUpId }) => (followUpId ? [{ entityId, id: followUpId }] : []));
  const over = await db.followUp.findMany({
    where: { OR: keys, closedAt: { not: null } },
    select: { entityId: true, id: true },
  });
  return waiting.filter((row) => !over.some((f) => f.entityId === row.entityId && f.id === row.followUpId));
}

/** Once for each Idempotency-Key; what is done twice all the same changes nothing by itself. */
async function answered<T extends Record<string, string | boolean>>(
  { db }: RelayDeps,
  request: FastifyRequest,
  principal: Principal,
  shape: z.ZodType<T>,
  target: string,
  work: () => Promise<T>,
): Promise<T> {
  const repeat = repeatable(principal.id, target, '', idempotencyKey(request), request.body);
  return once(db, repeat, async ({ answer }) => {
    if (answer) return shape.parse(answer.body);
    try {
      const body = await work();
      await db.$transaction((tx) => keepAnswer(tx, repeat.commandId, { status: 200, body }));
      return body;
    } catch (error) {
      if (isFinal(error)) await forget(db, repeat.commandId);
      throw error;
    }
  });
}
