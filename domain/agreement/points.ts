import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, itemId, organisationId, Standing, standing, tag } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';
import type { Unmet } from './stage-follow-ups.ts';

/**
 * Points: what was said, each with how far it got between the parties. Discussed, proposed, agreed and signed are four
 * different things and are never merged (S26, S27).
 */
export interface PointState {
  kind: PointKind;
  standing: Standing;
  /** What became of an agreed item; absent while nothing has. */
  settled?: 'commitment' | 'parked' | 'mechanism';
}

export const pointKind = z.enum([
  'field',
  'topic',
  'mechanism',
  'study',
  'principle',
  'hope',
  'offer',
  'barrier',
  'strategy',
  'model',
  'facility',
  'resource',
  'outcome',
]);
export type PointKind = z.infer<typeof pointKind>;

/** Once agreed, somebody has to do something about these; all other kinds are context (S33, S34, S38 to S40, S52). */
const toBeDone: readonly PointKind[] = ['mechanism', 'study', 'offer', 'outcome'];
/** A principle, one side's hope or a topic of talk is nobody's duty (S26, S31, S33). */
const neverDuty: readonly PointKind[] = ['principle', 'hope', 'topic'];

/** True of a kind of which no commitment can be made. */
export function isNeverDuty(kind: PointKind): boolean {
  return neverDuty.includes(kind);
}

const order: readonly Standing[] = [Standing.discussed, Standing.proposed, Standing.agreed, Standing.signed];
const isAgreed = (point: PointState): boolean => order.indexOf(point.standing) >= order.indexOf(Standing.agreed);

/** Ids of the points of each standing, in the order of recording. */
export function pointsByStanding(s: AgreementState): Record<Standing, string[]> {
  const of = (wanted: Standing): string[] =>
    Object.entries(s.points).flatMap(([id, point]) => (point.standing === wanted ? [id] : []));
  return { discussed: of('discussed'), proposed: of('proposed'), agreed: of('agreed'), signed: of('signed') };
}

/** Agreed items that are neither a commitment nor parked: they keep the symposium stage open (DOMAIN section 2). */
export function unsettledPoints(s: AgreementState): Unmet[] {
  return Object.entries(s.points).flatMap(([id, point]) =>
    isAgreed(point) && toBeDone.includes(point.kind) && !point.settled
      ? [
          {
            en: `${id} is agreed: make it a commitment or park it.`,
            zh: `${id} 已达成共识：请登记为约定事项或说明搁置理由。`,
          },
        ]
      : [],
  );
}

const pointRecorded = eventType<AgreementState, { pointId: string; kind: PointKind; standing: Standing }>(
  'pointRecorded',
  (s, d) => {
    s.points[d.pointId] = { kind: d.kind, standing: d.standing };
    count(s, d.pointId);
  },
);
const standingChanged = eventType<AgreementState, { pointId: string; from: Standing; to: Standing }>(
  'standingChanged',
  (s, d) => {
    const point = s.points[d.pointId];
    if (point) point.standing = d.to;
  },
);
const pointParked = eventType<AgreementState, { pointId: string; reason: string }>('pointParked', (s, d) => {
  const point = s.points[d.pointId];
  if (point) point.settled = 'parked';
});

const subject = (pointId: string) => ({ kind: 'point', id: pointId });

/** The symposium at which a speech was given. */
function symposiumOf(s: AgreementState, speechId: string): string | undefined {
  return Object.keys(s.symposia).find((id) => s.symposia[id]?.speeches.includes(speechId));
}

/**
 * Where something was said: a speech brings its symposium with it. Null if there is no such item, or if the speech was
 * given at another symposium than the one named.
 */
export function sourceOf(
  s: AgreementState,
  d: { speechId?: string | undefined; symposiumId?: string | undefined },
): { speechId?: string; symposiumId?: string } | null {
  if (d.symposiumId && !s.symposia[d.symposiumId]) return null;
  if (!d.speechId) return d.symposiumId ? { symposiumId: d.symposiumId } : {};
  const symposiumId = symposiumOf(s, d.speechId);
  if (!symposiumId || (d.symposiumId && d.symposiumId !== symposiumId)) return null;
  return { speechId: d.speechId, symposiumId };
}

export const points: Concern<AgreementState> = {
  events: [pointRecorded, standingChanged, pointParked],
  listens: [
    {
      // An agreed mechanism is what "establish a regular communication mechanism" asked for (S28).
      to: 'mechanismAgreed',
      apply: (s) => {
        for (const point of Object.values(s.points)) if (point.kind === 'mechanism') point.settled ??= 'mechanism';
      },
    },
  ],
  commands: [
    command({
      name: 'recordPoint',
      path: 'points',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record what was said, by kind, and whether it was discussed, proposed, agreed or signed',
        zh: '登记所谈要点：类别，以及属讨论、提议、共识还是已签署',
      },
      schema: (t) =>
        z.strictObject({
          kind: pointKind,
          standing: standing.default(Standing.discussed),
          text: t.passage,
          tag: tag.optional(),
          /** Whose it is: the side that hopes, offers or has it. */
          organisationId: organisationId.optional(),
          symposiumId: itemId('symposium').optional(),
          speechId: itemId('speech').optional(),
          /** When a model that is being explored is looked at again (S39). */
          reviewOn: dateOn.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const { reviewOn, symposiumId, speechId, ...rest } = d;
        const foreign = d.organisationId ? notParty(s, d.organisationId) : null;
        if (foreign) return foreign;
        const source = sourceOf(s, { symposiumId, speechId });
        if (!source) return unknownItem(speechId ?? symposiumId ?? '');
        if (reviewOn && d.kind !== 'model') {
          return refuse('shape-invalid', 'Only a model has a review date.', '仅合作模式设回顾日期。');
        }
        if (reviewOn && reviewOn <= today(s, context.at)) {
          return refuse('date-in-past', `${reviewOn} is not after today.`, `${reviewOn} 不晚于今天。`);
        }
        const pointId = nextId(s, 'point');
        const explore =
          d.kind === 'model'
            ? [openFollowUp(s, context, { kind: 'exploration', about: subject(pointId), dueOn: reviewOn ?? null })]
            : [];
        return [pointRecorded(subject(pointId), { pointId, ...rest, ...source }), ...explore];
      },
    }),
    command({
      name: 'changeStanding',
      path: 'points/{pointId}/standing',
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'Say that a point got further: proposed, agreed, signed; never back',
        zh: '更新要点性质：提议、共识、已签署；不得回退',
      },
      schema: (t) =>
        z.strictObject({
          pointId: itemId('point'),
          standing,
          note: t.line.optional(),
          symposiumId: itemId('symposium').optional(),
        }),
      decide: (s: AgreementState, d): Decision => {
        const point = s.points[d.pointId];
        if (!point) return unknownItem(d.pointId);
        if (d.symposiumId && !s.symposia[d.symposiumId]) return unknownItem(d.symposiumId);
        if (order.indexOf(d.standing) <= order.indexOf(point.standing)) {
          return refuse(
            'wrong-state',
            `${d.pointId} is ${point.standing} already.`,
            `${d.pointId} 现为 ${point.standing}，不得回退。`,
          );
        }
        const { standing: to, ...rest } = d;
        return [standingChanged(subject(d.pointId), { ...rest, from: point.standing, to })];
      },
    }),
    command({
      name: 'parkPoint',
      path: 'points/{pointId}/park',
      who: [Role.coordinator],
      describe: { en: 'Leave a point aside for now, with a reason', zh: '暂时搁置要点，须说明理由' },
      schema: (t) => z.strictObject({ pointId: itemId('point'), reason: t.passage }),
      decide: (s: AgreementState, d): Decision => {
        const point = s.points[d.pointId];
        if (!point) return unknownItem(d.pointId);
        if (point.settled)
          return refuse(
            'wrong-state',
            `${d.pointId} is settled: ${point.settled}.`,
            `${d.pointId} 已处理（${point.settled}）。`,
          );
        return [pointParked(subject(d.pointId), d), ...closeFollowUps(s, subject(d.pointId), Closing.dropped)];
      },
    }),
  ],
};
