import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { needFacts } from '../activities/need-facts.ts';
import type { NeedFacts } from '../activities/need-facts.ts';
import { needClass } from '../domain/agreement/need-fields.ts';
import { needPlaces } from '../domain/agreement/need-state.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { organisationId } from '../domain/fields.ts';
import type { Database } from '../prisma/client.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { openStatuses } from './follow-ups.ts';
import { unitsWithin } from './home-unit.ts';
import { listOf, nextLink, page, pageParameters, positionOf } from './paging.ts';
import { readers } from './policy.ts';
import { mayReadResearchers } from './principal.ts';
import type { Principal } from './principal.ts';

/**
 * The funnel of needs: how many stand where, and which. It has codes, dates and ids and no word of what a need is about: that
 * is read in the agreement, by whoever may. People of other sides see their own needs and those shared with them (S45).
 */

const parameters = z.strictObject({
  step: listOf([needPlaces[0] ?? '', ...needPlaces.slice(1)]).optional(),
  class: needClass.optional(),
  party: organisationId.optional(),
  homeUnit: organisationId.optional(),
  agreement: z.string().max(200).optional(),
  stuck: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Whether its next step is late, or nobody asks for it' }),
  ...pageParameters,
});
type Asked = z.output<typeof parameters>;
type Within = Asked & { homeUnitIds?: string[] | undefined };

const counted = <T extends z.ZodRawShape>(by: T) => z.array(z.object({ ...by, count: z.number(), stuck: z.number() }));
const shownNeed = z
  .object({
    agreementId: z.string(),
    needId: z.string(),
    partyId: z.string(),
    class: z.string(),
    urgency: z.string(),
    step: z.string(),
    sinceOn: z.string(),
    stuck: z.boolean(),
    /** What asks for its next step; null where nothing does. */
    followUp: z
      .object({ id: z.string(), kind: z.string(), dueOn: z.string(), ownerPostId: z.string().nullable() })
      .nullable(),
    termIds: z.array(z.string()),
    team: z.object({ least: z.number(), wanted: z.number() }).nullable(),
    fromOn: z.string().nullable(),
    toOn: z.string().nullable(),
    /** Why nobody was found. */
    reason: z.string().nullable(),
    /** Who was found, and who was asked for: for those who work with researchers; null for others. */
    personIds: z.array(z.string()).nullable(),
    requestedPersonId: z.string().nullable(),
  })
  .meta({ id: 'Need' });
const shownCollection = z.object({
  agreementId: z.string(),
  collectionId: z.string(),
  untilOn: z.string(),
  without: z.array(z.string()),
});
const answer = z
  .object({
    total: z.number(),
    /** In the order of the funnel; what matches the filters. */
    steps: counted({ step: z.string() }),
    classes: counted({ class: z.string() }),
    enterprises: counted({ organisationId: z.string() }),
    items: z.array(shownNeed),
    /** Where needs are being collected, and who has told none yet; our own people's alone. */
    collecting: z.array(shownCollection),
    names: z.record(z.string(), z.unknown()),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'NeedsFunnel' });

interface Open {
  id: string;
  kind: string;
  dueOn: string;
  ownerPostId: string | null;
}
type Need = NeedFacts & { followUp: Open | null; stuck: boolean };

const ended: ReadonlySet<string> = new Set(['delivered', 'closed']);
const keyOf = ({ agreementId, needId }: { agreementId: string; needId: string }): string => `${agreementId}/${needId}`;
/** One order for all pages: the longest in its step first. Numbers of needs as numbers. */
const positionIn = (need: Need) => ({
  value: need.sinceOn,
  id: `${need.agreementId}/${need.needId.replace(/\d+$/, (n) => n.padStart(4, '0'))}`,
});
const before = (a: { value: string; id: string }, b: { value: string; id: string }): number =>
  a.value < b.value || (a.value === b.value && a.id < b.id) ? -1 : 1;

/** Needs that a reader may know of: our own people all, others their own and what was shared with them. */
async function visible(db: Database, principal: Principal, asked: Within, at: string): Promise<Need[]> {
  const own = principal.organisationId ?? '';
  const found = await needFacts(db, {
    agreementIds: asked.agreement === undefined ? undefined : [asked.agreement],
    homeUnitIds: asked.homeUnitIds,
    partyId: principal.isOurs ? undefined : own,
  });
  const known = principal.isOurs
    ? found
    : found.filter(({ partyId, sharedWith }) => partyId === own || sharedWith.includes(own));
  const open = await openAbout(db, known);
  return known.map((need) => {
    const followUp = open.get(keyOf(need)) ?? null;
    const isLate = !followUp || followUp.dueOn < localDateOf(need.zone, at);
    return { ...need, followUp, stuck: !ended.has(need.place) && isLate };
  });
}

async function openAbout(db: Database, needs: readonly NeedFacts[]): Promise<Map<string, Open>> {
  const rows = await db.followUp.findMany({
    where: {
      entityId: { in: [...new Set(needs.map(({ agreementId }) => agreementId))] },
      aboutKind: 'need',
      status: { in: [...openStatuses] },
    },
    select: { entityId: true, aboutId: true, id: true, kind: true, dueOn: true, ownerPostId: true },
  });
  return new Map(rows.map(({ entityId, aboutId, ...open }) => [`${entityId}/${aboutId}`, open]));
}

const carried = z.object({ id: z.string(), untilOn: z.string(), without: z.array(z.string()) });

/** By the weekly follow-up, which is there as long as somebody has told none. */
async function collecting(db: Database, principal: Principal, { agreement, homeUnitIds }: Within) {
  if (!principal.isOurs) return [];
  const rows = await db.$queryRaw<{ agreementId: string; collection: unknown }[]>`
    SELECT e.id AS "agreementId", e.state->'collection' AS collection
    FROM follow_up f JOIN entity e ON e.id = f."entityId"
    WHERE f.kind = 'need-collection' AND f.status = ANY(${[...openStatuses]})
      AND (${agreement ?? null}::text IS NULL OR e.id = ${agreement ?? null})
      AND (${homeUnitIds ?? null}::text[] IS NULL OR e."homeUnitId" = ANY(${homeUnitIds ?? null}))
    ORDER BY e.id`;
  return rows.map(({ agreementId, collection }) => {
    const { id: collectionId, untilOn, without } = carried.parse(collection);
    return { agreementId, collectionId, untilOn, without };
  });
}

const fits =
  (asked: Asked) =>
  ({ place, said, partyId, stuck }: Need): boolean =>
    (!asked.step || asked.step.includes(place)) &&
    (!asked.class || (said.class ?? 'other') === asked.class) &&
    (!asked.party || partyId === asked.party) &&
    (!asked.stuck || String(stuck) === asked.stuck);

function countsBy(
  needs: readonly Need[],
  keyOfNeed: (need: Need) => string,
): { key: string; count: number; stuck: number }[] {
  const counts = new Map<string, { key: string; count: number; stuck: number }>();
  for (const need of needs) {
    const key = keyOfNeed(need);
    const row = counts.get(key) ?? { key, count: 0, stuck: 0 };
    counts.set(key, { key, count: row.count + 1, stuck: row.stuck + (need.stuck ? 1 : 0) });
  }
  return [...counts.values()];
}

function shown({ said, ...need }: Need, principal: Principal): z.input<typeof shownNeed> {
  const isOwn = need.partyId === principal.organisationId;
  const mayReadNames = mayReadResearchers(principal);
  return {
    agreementId: need.agreementId,
    needId: need.needId,
    partyId: need.partyId,
    class: said.class ?? 'other',
    urgency: said.urgency ?? 'normal',
    step: need.place,
    sinceOn: need.sinceOn,
    stuck: need.stuck,
    followUp: need.followUp,
    termIds: said.termIds ?? [],
    team: said.team ?? null,
    fromOn: said.fromOn ?? null,
    toOn: said.toOn ?? null,
    reason: need.place === 'unmatched' ? (said.reason ?? null) : null,
    personIds: mayReadNames ? [...new Set([...(said.personIds ?? []), ...need.heldBy])] : null,
    requestedPersonId: mayReadNames || isOwn ? (said.requestedPersonId ?? null) : null,
  };
}

export function needRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/needs',
    config: { who: readers },
    schema: {
      tags: ['needs'],
      operationId: 'listNeeds',
      summary:
        'The funnel of needs: how many at which step, of which class and enterprise, and which of them are stuck',
      querystring: parameters,
      response: { 200: answer, ...readProblems() },
    },
    handler: async (request, reply) => {
      const principal = principalFrom(request);
      const { homeUnit } = request.query;
      const homeUnitIds = homeUnit === undefined ? undefined : await unitsWithin(db, homeUnit);
      const asked = { ...request.query, homeUnitIds };
      const needs = (await visible(db, principal, asked, nowOf(deps))).filter(fits(asked));
      const after = positionOf(asked.cursor);
      const inOrder = needs.toSorted((a, b) => before(positionIn(a), positionIn(b)));
      const rest = after ? inOrder.filter((need) => before(after, positionIn(need)) < 0) : inOrder;
      const { items, nextCursor } = page(rest, asked.limit, positionIn);
      reply.headers(nextLink(request.url, nextCursor));
      const told = {
        total: needs.length,
        steps: countsBy(needs, ({ place }) => place)
          .toSorted((a, b) => orderOf(a.key) - orderOf(b.key))
          .map(({ key: step, ...rest_ }) => ({ step, ...rest_ })),
        classes: countsBy(needs, ({ said }) => said.class ?? 'other').map(({ key, ...rest_ }) => ({
          class: key,
          ...rest_,
        })),
        enterprises: countsBy(needs, ({ partyId }) => partyId).map(({ key, ...rest_ }) => ({
          organisationId: key,
          ...rest_,
        })),
        items: items.map((need) => shown(need, principal)),
        collecting: await collecting(db, principal, asked),
      };
      return { ...told, names: await namesIn(db, told), nextCursor };
    },
  });
}

const orderOf = (place: string): number => needPlaces.findIndex((known) => known === place);
