import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { addDays, daysBetween } from '../domain/calendar/local-date.ts';
import { dateOn, organisationId } from '../domain/fields.ts';
import { Language } from '../domain/notices/names.ts';
import { yieldKinds } from '../domain/placement/assessment.ts';
import { healedHow } from '../domain/placement/lost-days.ts';
import { outcomes, problems } from '../domain/placement/yield-report.ts';
import { caretakerZone } from '../workflows/inputs.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { preparesPlacements } from './known-placements.ts';
import { placementYieldPage } from './placement-yield-page.ts';
import { yieldReport } from './placement-yield-read.ts';
import { readers } from './policy.ts';
import { printHeaders } from './print-page.ts';
import { Problem } from './problem.ts';
import { readerOf } from './reader.ts';

/** What placements came to (S56, S58, S59): for whoever decides about the next batch, and for the funder's report. */

const MOST_DAYS = 3 * 366;
const USUAL_DAYS = 365;

const parameters = z.strictObject({
  /** Both days count. The last year if left out. */
  from: dateOn.optional(),
  to: dateOn.optional(),
  /** The researchers' home unit; all if left out. */
  unit: organisationId.optional(),
  format: z.enum(['json', 'html']).default('json'),
  language: z.enum(Language).optional(),
});
type Asked = z.output<typeof parameters>;

const lost = z.object({
  coveredDays: z.number(),
  handedOnDays: z.number(),
  missingDays: z.number(),
  openDays: z.number(),
});
const totals = z.object({
  placements: z.number(),
  byOutcome: z.record(z.enum(outcomes), z.number()),
  byProblem: z.record(z.enum(problems), z.number()),
  byYield: z.record(z.enum(yieldKinds), z.number()),
  daysDone: z.number(),
  minimumDays: z.number(),
  disruptions: z.number(),
  lost,
});
const placement = z.object({
  agreementId: z.string(),
  id: z.string(),
  personId: z.string(),
  unitId: z.string(),
  enterpriseId: z.string(),
  fromOn: z.string(),
  toOn: z.string(),
  outcome: z.string(),
  daysDone: z.number(),
  minimumDays: z.number(),
  problem: z.enum(problems),
  yields: z.array(
    z.object({
      kind: z.enum(yieldKinds),
      on: z.string(),
      planId: z.string().nullable(),
      applicationId: z.string().nullable(),
      what: z.string().nullable(),
    }),
  ),
  disruptions: z.array(
    z.object({
      coverId: z.string(),
      /** For our own office: illness is nobody else's business. */
      cause: z.string().nullable(),
      by: z.string(),
      at: z.string(),
      fromOn: z.string(),
      untilOn: z.string().nullable(),
      days: z.number(),
      how: z.enum(healedHow),
      successorId: z.string().nullable(),
    }),
  ),
  lost,
});
/** How many needs came to each step of the funnel in the period. */
const needsMoved = z.record(z.string(), z.number());
const answer = z
  .object({
    fromOn: z.string(),
    toOn: z.string(),
    unitId: z.string().nullable(),
    at: z.string(),
    totals: totals.extend({ needsMoved }),
    enterprises: z.array(totals.extend({ enterpriseId: z.string(), needsMoved, placementsOfIt: z.array(placement) })),
    names: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PlacementYield' });

/** @throws Problem `shape-invalid` */
function periodOf({ from, to }: Asked, now: string): { fromOn: string; toOn: string } {
  const toOn = to ?? localDateOf(caretakerZone, now);
  const fromOn = from ?? addDays(toOn, -USUAL_DAYS);
  const days = daysBetween(fromOn, toOn) + 1;
  if (days >= 1 && days <= MOST_DAYS) return { fromOn, toOn };
  const detail = days < 1 ? 'is before from' : `is more than ${MOST_DAYS} days from the first`;
  const detailZh = days < 1 ? '早于 from' : `距首日超过 ${MOST_DAYS} 天`;
  throw new Problem('shape-invalid', `Ask for a period of 1 to ${MOST_DAYS} days.`, {
    detailZh: `请查询 1 至 ${MOST_DAYS} 天的期间。`,
    errors: [{ pointer: '?to', detail, detailZh }],
  });
}

export function placementYieldRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/placements/yield',
    config: { who: readers, isForOurs: true },
    schema: {
      tags: ['placements'],
      operationId: 'getPlacementYield',
      summary:
        'What placements came to between two days: outcomes, days, problems solved, yields, needs moved and days lost; of each enterprise and of all',
      querystring: parameters,
      response: {
        200: {
          description: 'The report, as data or as a page to print',
          content: { 'application/json': { schema: answer }, 'text/html': { schema: z.string() } },
        },
        ...readProblems(),
      },
    },
    handler: async (request, reply) => {
      const asked = request.query;
      const principal = principalFrom(request);
      const at = nowOf(deps);
      const period = periodOf(asked, at);
      const report = await yieldReport(deps.db, principal, {
        period,
        unitId: asked.unit ?? null,
        mayReadCauses: preparesPlacements(principal),
      });
      if (asked.format === 'json') return reply.send({ ...report, at });
      const { language } = await readerOf(deps, principal, asked.language);
      return reply.headers(printHeaders).send(placementYieldPage(report, { language, ...deps }));
    },
  });
}
