import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiSchema, FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { noStandIns, seatsOf, standInsOf } from '../activities/holders.ts';
import { itemNames } from '../activities/name-of.ts';
import type { ItemName } from '../activities/name-of.ts';
import type { Bilingual } from '../domain/decider.ts';
import type { FollowUpHost } from '../domain/follow-up/host.ts';
import { knowingHolders, postsOfLadder } from '../domain/follow-up/told-levels.ts';
import type { PersonAt } from '../domain/follow-up/told-levels.ts';
import { byDay, flightRows, overdueRows, spanOf } from '../domain/foresight/flight-plan.ts';
import type { FlightRow } from '../domain/foresight/flight-plan.ts';
import { plannedLabel } from '../domain/foresight/words.ts';
import { Language } from '../domain/notices/names.ts';
import type { Database } from '../prisma/client.ts';
import { findAgreement } from './agreements.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { bilingual, namedAbout, nameIn } from './named-about.ts';
import { calendarHeaders, flightPlanCalendar } from './flight-plan-calendar.ts';
import { flightPlanPage } from './flight-plan-page.ts';
import { hiddenPlacements } from './known-placements.ts';
import { readers } from './policy.ts';
import { printHeaders } from './print-page.ts';
import { cooperationName, isForReader, namedPosts, readerOf, voiceOf } from './reader.ts';
import type { NamedPost, Reader } from './reader.ts';
import { followUpName } from './sentences.ts';
import { withStored } from './stored-entity.ts';

const MOST_MONTHS = 36;

const parameters = z.strictObject({
  months: z.coerce.number().int().min(1).max(MOST_MONTHS).default(18),
  format: z.enum(['json', 'html', 'ics']).default('json'),
  /** Of the page and the calendar; the reader's own if left out. */
  language: z.enum(Language).optional(),
});

const shownRow = z
  .object({
    entityId: z.string(),
    /** Where the row belongs to a plan: its id in the agreement. Its dates are amended there. */
    planId: z.string().nullable(),
    on: z.string(),
    /** `deadline`, or the kind of the notice. */
    what: z.string(),
    text: bilingual,
    followUpId: z.string().nullable(),
    kind: z.string().nullable(),
    title: bilingual.nullable(),
    about: namedAbout.nullable(),
    postId: z.string().nullable(),
    sideOrgId: z.string().nullable(),
    level: z.number(),
    step: z.string().nullable(),
    isProvisional: z.boolean(),
    isAssumed: z.boolean(),
    isDefault: z.boolean(),
  })
  .meta({ id: 'FlightRow' });
const answer = z.object({
  agreementId: z.string(),
  version: z.number(),
  fromOn: z.string(),
  untilOn: z.string(),
  /** On hold: their dates stand still until somebody resumes them. */
  standStill: z.array(z.object({ entityId: z.string(), untilOn: z.string() })),
  /** First what is still open of earlier dates, then what comes. */
  rows: z.array(shownRow),
  names: z.record(z.string(), z.unknown()),
});

/** A flight plan as one reader may see it. */
export interface FlightPlan {
  agreementId: string;
  version: number;
  /** Rises with every change of the agreement or one of its plans. */
  sequence: number;
  /** When one of them last changed, ISO instant. */
  changedAt: string;
  cooperation: Bilingual;
  fromOn: string;
  untilOn: string;
  standStill: { entityId: string; untilOn: string }[];
  rows: FlightRow[];
  /** By `nameKeyOf`. */
  itemNames: ReadonlyMap<string, ItemName>;
  posts: ReadonlyMap<string, NamedPost>;
  reader: Reader;
}

type Head = Awaited<ReturnType<typeof findAgreement>>;

async function planFor(
  db: Database,
  head: Head,
  reader: Reader,
  asked: { now: string; months: number },
): Promise<FlightPlan> {
  const { entityIds, isHidden } = await hiddenPlacements(db, reader, [head.id]);
  const children = await db.entity.findMany({
    where: { agreementId: head.id, kind: { not: 'agreement' }, id: { notIn: entityIds } },
    orderBy: { id: 'asc' },
  });
  const span = withStored(head, ({ state }) => spanOf(state, asked.now, asked.months));
  const family = [head, ...children];
  const personAt = await holdersNow(db, family);
  const each = family.map((entity) =>
    withStored(entity, ({ decider, state, seq }) => ({
      rows: [
        ...overdueRows(state, asked.now),
        ...flightRows({ decider: knowingHolders(decider, personAt), from: { state, seq } }, span),
      ].filter(({ about, followUpId }) => {
        const ownerPostId = state.followUps[followUpId ?? '']?.ownerPostId ?? null;
        return !about || !isHidden(head.id, { ...about, ownerPostId });
      }),
      hold: state.hold ? [{ entityId: entity.id, untilOn: state.hold.untilOn }] : [],
    })),
  );
  const all = each.flatMap(({ rows }) => rows);
  const posts = await namedPosts(
    db,
    all.map(({ postId }) => postId),
  );
  const rows = all.filter((one) => isForReader(reader, one, posts)).toSorted(byDay);
  return {
    agreementId: head.id,
    version: head.seq,
    sequence: family.reduce((sum, { seq }) => sum + seq, 0),
    changedAt: new Date(Math.max(...family.map(({ updatedAt }) => updatedAt.getTime()))).toISOString(),
    cooperation: await cooperationName(db, head, reader),
    fromOn: span.fromOn,
    untilOn: span.untilOn,
    standStill: each.flatMap(({ hold }) => hold),
    rows,
    itemNames: await itemNames(
      db,
      rows.flatMap((row) => aboutOf(row) ?? []),
      reader,
    ),
    posts,
    reader,
  };
}

/** Levels that one person holds are told once: who holds the posts now decides which. */
async function holdersNow(db: Database, family: readonly Head[]): Promise<PersonAt> {
  const hosts = family.map((entity) => withStored(entity, ({ state }): FollowUpHost => state));
  const around = (postId: string) => (hosts[0] ? standInsOf(hosts[0].homeUnit, postId) : noStandIns());
  const seats = await seatsOf(db, [...new Set(hosts.flatMap(postsOfLadder))], around);
  return (postId) => seats.get(postId)?.personId ?? null;
}

export const planIdOf = (entityId: string): string | null => entityId.split('.')[1] ?? null;

const aboutOf = ({ entityId, about }: FlightRow) => about && { entityId, ...about };

function told(row: FlightRow, plan: FlightPlan) {
  const { openedOn: _openedOn, untakenOfPostId: _of, ...shown } = row;
  const { reader } = plan;
  return {
    ...shown,
    about: row.about && { ...row.about, name: nameIn(plan.itemNames, row.entityId, row.about) },
    planId: planIdOf(row.entityId),
    text: plannedLabel(row.what, voiceOf(reader)),
    title: row.kind ? followUpName(row.kind) : null,
  };
}

/** What will be due and who will be told when, if nothing happens: to be gone through before a meeting ends. */
export function flightPlanRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/agreements/:id/flight-plan',
    config: { who: readers },
    schema: {
      tags: ['follow-ups'],
      operationId: 'getFlightPlan',
      summary: 'What will be due, who will be told and when, if nothing happens; as JSON, printable page or calendar',
      params: z.object({ id: z.string() }),
      querystring: parameters,
      response: {
        200: {
          description: 'The rows by day',
          content: {
            'application/json': { schema: answer },
            'text/html': { schema: z.string() },
            'text/calendar': { schema: z.string() },
          },
        },
        ...readProblems(),
      },
    } satisfies FastifyZodOpenApiSchema,
    handler: async (request, reply) => {
      const { months, format, language } = request.query;
      const principal = principalFrom(request);
      const head = await findAgreement(deps.db, principal, request.params.id);
      const reader = await readerOf(deps, principal, language);
      const plan = await planFor(deps.db, head, reader, { now: nowOf(deps), months });
      if (format === 'html') return reply.headers(printHeaders).send(flightPlanPage(plan, deps));
      if (format === 'ics') return reply.headers(calendarHeaders(plan)).send(flightPlanCalendar(plan));
      const { agreementId, version, fromOn, untilOn, standStill } = plan;
      const rows = plan.rows.map((one) => told(one, plan));
      const shown = { agreementId, version, fromOn, untilOn, standStill, rows };
      return reply.send({ ...shown, names: await namesIn(deps.db, rows) });
    },
  });
}
