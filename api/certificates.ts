import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { lateBefore } from '../activities/caretaker.ts';
import { missedNight } from '../activities/caretaker/missed-night.ts';
import { certifiedPages } from '../activities/certificate.ts';
import type { CertifiedRow } from '../activities/certificate.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { addDays, daysBetween } from '../domain/calendar/local-date.ts';
import { isIncomplete, isLoss, Outcome } from '../domain/certificate/compare.ts';
import { Role } from '../domain/decider.ts';
import { dateOn, organisationId } from '../domain/fields.ts';
import { caretakerId, caretakerZone } from '../workflows/inputs.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { unitsWithin } from './home-unit.ts';
import { hiddenPlacements } from './known-placements.ts';
import type { HiddenPlacements } from './known-placements.ts';
import { listOf, nextLink, page, pageParameters, positionOf } from './paging.ts';
import type { Position } from './paging.ts';
import { Problem } from './problem.ts';

/** Proof that nothing was missed: what fell due, computed again from what was recorded, and what became of each of it. */

const MOST_DAYS = 400;
const USUAL_DAYS = 30;
/** In the order of the list: what is lost first. */
const outcomes = Object.values(Outcome);
const [firstOutcome, ...otherOutcomes] = outcomes;
const rankOf = (outcome: Outcome): string => String(outcomes.indexOf(outcome)).padStart(2, '0');

const parameters = z.strictObject({
  /** Both days count, in the home unit's zone. The last 30 days if left out. */
  from: dateOn.optional(),
  to: dateOn.optional(),
  /** A home unit, with those below it; all if left out. */
  unit: organisationId.optional(),
  outcome: listOf([firstOutcome ?? Outcome.missing, ...otherOutcomes]).optional(),
  ...pageParameters,
});
type Asked = z.output<typeof parameters>;

const row = z
  .object({
    id: z.string(),
    /** `caretaker`, in both, for the night that it did not look round. */
    entityId: z.string(),
    agreementId: z.string(),
    /**
     * A notice; a follow-up whose row is not what was recorded; the wake of an agreement or plan, or the caretaker's night, that passed
     * unrecorded.
     */
    what: z.enum(['notice', 'follow-up', 'wake']),
    outcome: z.enum(Outcome),
    followUpId: z.string().nullable(),
    kind: z.string().nullable(),
    step: z.string().nullable(),
    postId: z.string().nullable(),
    personId: z.string().nullable(),
    dueAt: z.string(),
    /** When it was recorded that it fell due, of the caretaker its last night; null where it was not. */
    at: z.string().nullable(),
    reason: z.string().nullable(),
    /** Of what waits to be passed on by hand or for an introduction: since when. */
    since: z.string().nullable(),
    mergedInto: z.string().nullable(),
    mailId: z.string().nullable(),
  })
  .meta({ id: 'CertificateRow' });

const totals = z.object({
  /** Notices that somebody had to get. */
  expected: z.number(),
  /** All that is lost: the sum of missing, stopped, late, mail-missing, follow-up-missing and follow-up-differs. */
  lost: z.number(),
  byOutcome: z.record(z.enum(Outcome), z.number()),
});
const answer = z
  .object({
    fromOn: z.string(),
    toOn: z.string(),
    unitId: z.string().nullable(),
    /** Up to then; what falls due later is not in it. */
    at: z.string(),
    /** Nothing is lost, and nothing waits for a hand of ours. */
    isComplete: z.boolean(),
    totals,
    items: z.array(row),
    names: z.record(z.string(), z.unknown()),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Certificate' });

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

const nobody = { followUpId: null, step: null, postId: null, personId: null, reason: null, since: null };

/** The caretaker has no entity: what it missed within the period stands under its own name, whatever unit was asked for. */
async function caretakersLoss(deps: ApiDeps, toOn: string): Promise<CertifiedRow[]> {
  const missed = await missedNight(deps.db, deps.clock, Date.now());
  if (!missed || localDateOf(caretakerZone, missed.dueAt) > toOn) return [];
  const names = { id: `${caretakerId}/night`, entityId: caretakerId, agreementId: caretakerId, kind: caretakerId };
  const loss = { what: 'wake' as const, outcome: Outcome.stopped, mergedInto: null, mailId: null };
  return [{ ...nobody, ...names, ...loss, dueAt: missed.dueAt, at: missed.lastAt }];
}

const placeOf = ({ outcome, dueAt, id }: CertifiedRow): Position => ({ value: `${rankOf(outcome)} ${dueAt}`, id });
const isAfter = (a: Position, b: Position): boolean => (a.value === b.value ? a.id > b.id : a.value > b.value);

/** Counts every row, also of what the reader may not know, and keeps the first ones after a position: memory does not grow with the period. */
class Counted {
  readonly byOutcome = zeroOfEach();
  expected = 0;
  private kept: CertifiedRow[] = [];
  private readonly most: number;
  private readonly isListed: (found: CertifiedRow) => boolean;

  constructor({ limit, cursor, outcome }: Asked, { isUntold }: Pick<HiddenPlacements, 'isUntold'>) {
    const after = positionOf(cursor);
    this.most = limit + 1;
    this.isListed = (found) =>
      !isUntold(found) &&
      (!outcome || outcome.includes(found.outcome)) &&
      (after === null || isAfter(placeOf(found), after));
  }

  add(rows: readonly CertifiedRow[]): void {
    for (const found of rows) {
      this.byOutcome[found.outcome] += 1;
      if (found.what === 'notice') this.expected += 1;
    }
    this.kept = [...this.kept, ...rows.filter(this.isListed)]
      .toSorted((a, b) => (isAfter(placeOf(a), placeOf(b)) ? 1 : -1))
      .slice(0, this.most);
  }

  get rows(): readonly CertifiedRow[] {
    return this.kept;
  }
  get isComplete(): boolean {
    return outcomes.every((outcome) => !isIncomplete(outcome) || this.byOutcome[outcome] === 0);
  }
  get lost(): number {
    return outcomes.filter(isLoss).reduce((sum, outcome) => sum + this.byOutcome[outcome], 0);
  }
}

const zeroOfEach = (): Record<Outcome, number> => ({
  missing: 0,
  stopped: 0,
  late: 0,
  'mail-missing': 0,
  'follow-up-missing': 0,
  'follow-up-differs': 0,
  failed: 0,
  unknown: 0,
  waiting: 0,
  open: 0,
  suppressed: 0,
  merged: 0,
  relayed: 0,
  sent: 0,
});

export function certificateRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/certificates',
    config: { who: [Role.coordinator, Role.director, Role.leader, Role.observer], isForOurs: true },
    schema: {
      tags: ['follow-ups'],
      operationId: 'getCertificate',
      summary:
        'What fell due between two days, computed again from the events, and what became of each of it; losses first',
      querystring: parameters,
      response: { 200: answer, ...readProblems() },
    },
    handler: async (request, reply) => {
      const asked = request.query;
      const at = nowOf(deps);
      const period = periodOf(asked, at);
      const counted = new Counted(asked, await hiddenPlacements(deps.db, principalFrom(request)));
      const lateAt = lateBefore(deps.clock, Date.now());
      counted.add(await caretakersLoss(deps, period.toOn));
      const unitIds = asked.unit === undefined ? undefined : await unitsWithin(deps.db, asked.unit);
      for await (const { rows } of certifiedPages(deps.db, { ...period, unitIds, lateAt })) counted.add(rows);
      const { expected, lost, byOutcome } = counted;
      const { items, nextCursor } = page(counted.rows, asked.limit, placeOf);
      reply.headers(nextLink(request.url, nextCursor));
      return {
        ...period,
        unitId: asked.unit ?? null,
        at,
        isComplete: counted.isComplete,
        totals: { expected, lost, byOutcome },
        items,
        names: await namesIn(deps.db, items),
        nextCursor,
      };
    },
  });
}
