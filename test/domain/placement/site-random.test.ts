import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { isRefusal } from '../../../domain/decider.ts';
import type { Actor } from '../../../domain/decider.ts';
import { placement } from '../../../domain/placement/index.ts';
import { halfMonthNumber } from '../../../domain/placement/half-month.ts';
import { counted, Mark, marked } from '../../../domain/placement/marks.ts';
import { storedText } from '../../../domain/text.ts';
import { silentOnes } from '../follow-up/office.ts';
import { accepted, coordinator, hostSupervisor, ref, researcher, text, unitSupervisor } from './life.ts';
import type { PlacementLife } from './life.ts';
import { plan, plannedBy, thriceAWeek } from './site-life.ts';

/** Any life on site: logs, answers, disputes, assessments, holds and renewals in any order, days passing between them. */

type Half = 'am' | 'pm';
interface Step {
  name: string;
  /** Made when it is done: days are counted from the present one. */
  data(on: string): object;
  by: Actor;
}

const by = fc.constantFrom<Actor>(researcher, hostSupervisor, unitSupervisor, coordinator);
const back = fc.integer({ min: -2, max: 40 });
/** This half month, or one of those before. */
const period = fc.constantFrom(0, 1, 1, 1, 2, 2, 3);
const idOf = (on: string, ago: number): string =>
  `period-${Math.max(1, halfMonthNumber({ period: { fromOn: '2026-03-02', toOn: '2027-03-01' } }, on) - ago)}`;
const half = fc.constantFrom<Half>('am', 'pm');
const halves = fc.array(fc.tuple(back, half), { minLength: 1, maxLength: 6 });
const words = text('words');
const at = (on: string, days: readonly (readonly [number, Half])[]) =>
  days.map(([ago, part]) => ({ onDate: addDays(on, -ago), half: part }));

const step = (name: string, data: fc.Arbitrary<(on: string) => object>): fc.Arbitrary<Step> =>
  fc.record({ name: fc.constant(name), data, by });
const fixed = (name: string, ...all: object[]): fc.Arbitrary<Step> =>
  step(
    name,
    fc.constantFrom(...all).map((data) => () => data),
  );

const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: step(
      'logDays',
      fc.tuple(period, halves, fc.integer({ min: 1, max: 14 })).map(([periodId, days, hours]) => (on: string) => ({
        periodId: idOf(on, periodId),
        days: at(on, days).map((each) => ({ ...each, hours, what: words })),
      })),
    ),
  },
  {
    weight: 6,
    arbitrary: step(
      'logDays',
      fc
        .tuple(period, fc.constantFrom('as-planned', 'as-planned', 'nothing'))
        .map(([periodId, took]) => (on: string) => ({ periodId: idOf(on, periodId), took, what: words })),
    ),
  },
  {
    weight: 2,
    arbitrary: step(
      'correctLog',
      period.map((periodId) => (on: string) => ({
        periodId: idOf(on, periodId),
        reason: words,
        took: 'as-planned',
        what: words,
      })),
    ),
  },
  step(
    'correctLog',
    fc.tuple(period, halves).map(([periodId, days]) => (on: string) => ({
      periodId: idOf(on, periodId),
      reason: words,
      days: at(on, days).map((each) => ({ ...each, what: words })),
    })),
  ),
  {
    weight: 6,
    arbitrary: step(
      'confirmPresence',
      period.map((periodId) => (on: string) => ({ periodId: idOf(on, periodId) })),
    ),
  },
  {
    weight: 3,
    arbitrary: step(
      'disputePresence',
      fc.tuple(period, halves).map(([periodId, days]) => (on: string) => ({
        periodId: idOf(on, periodId),
        days: at(on, days),
        reason: words,
      })),
    ),
  },
  {
    weight: 2,
    arbitrary: step(
      'settleDays',
      fc.tuple(period, halves, fc.boolean()).map(([periodId, days, counts]) => (on: string) => ({
        periodId: idOf(on, periodId),
        days: at(on, days).map((each) => ({ ...each, counts })),
        reason: words,
      })),
    ),
  },
  fixed('assess', { side: 'unit', rating: 'good', text: words }, { side: 'host', rating: 'insufficient', text: words }),
  fixed('recordResult', { problem: 'explained', text: words }),
  fixed('recordYield', { kind: 'patent' }, { kind: 'project', planId: 'plan-1' }),
  fixed('decideRenewal', { decision: 'end' }, { decision: 'renew', toOn: '2027-02-26' }),
  fixed('selectNextBatch', { nobodyBecause: words }),
  fixed('noteWelfare', { note: words }),
  step(
    'pausePlacement',
    fc.integer({ min: 3, max: 60 }).map((days) => (on: string) => ({
      untilOn: addDays(on, days),
      reason: words,
      approverPersonId: 'person-director',
    })),
  ),
  { weight: 2, arbitrary: fixed('resumePlacement', {}) },
  fixed('closePlacement', { outcome: 'fulfilled', reason: words }, { outcome: 'withdrawn', reason: words }),
);

function legal(life: PlacementLife): void {
  const { state: s } = life;
  const { fromOn, toOn } = s.period;
  const all = marked(s.log.marks, '0000-01-01', '9999-12-31', [
    Mark.logged,
    Mark.confirmed,
    Mark.disputed,
    Mark.struck,
  ]);
  expect(all.every(({ onDate }) => onDate >= fromOn && onDate <= toOn && onDate <= life.at.slice(0, 10))).toBe(true);
  const disputed = marked(s.log.marks, fromOn, toOn, [Mark.disputed]);
  const disputes = Object.values(s.followUps).filter((f) => f.kind === 'placement-dispute');
  // A day that is disputed is somebody's to settle, always; and only then.
  if (s.status !== 'closed') expect(disputes.length > 0).toBe(disputed.length > 0);
  // An open log has the clock of its placement: until it is missed, until it is forgotten, or our liaison asks.
  const silent = silentOnes(s).filter((id) => !id.startsWith('placement-log.'));
  expect(silent).toEqual([]);
  // The warning is open as long as it is remembered.
  const warns = Object.values(s.followUps).some((f) => f.kind === 'placement-pace');
  if (s.status !== 'closed') expect(warns).toBe(s.pace.warnedFor !== null);
  expect(s.stage === 'assessed').toBe(Boolean(s.assessment.by.unit && s.assessment.by.host && s.assessment.result));
  expect(s.log.missing).toEqual([...new Set(s.log.missing)]);
  expect(s.log.missed).toBeLessThanOrEqual(s.log.missing.length);
  expect(placement.evolve(placement.initial(ref), life.events)).toEqual(s);
}

test('no order of acts reaches an illegal state; what is refused changes nothing; nothing wakes for nothing', () => {
  const reached = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyStep, fc.integer({ min: 0, max: 14 })), { minLength: 15, maxLength: 60 }),
      (steps) => {
        const life = accepted({ toOn: '2026-08-31' }, { scheme: { id: 'own', version: 1, rules: [sixty] } });
        plan(life, plannedBy(thriceAWeek, '2026-03-02', '2026-08-31'));
        life.live('2026-03-03');
        for (const [{ name, data, by: actor }, days] of steps) {
          const on = life.at.slice(0, 10);
          const parsed = placement.commands.get(name)?.schema(storedText).parse(data(on));
          const before = JSON.stringify(life.state);
          const decision = placement.decide(life.state, name, parsed, { at: life.at, actor });
          expect(JSON.stringify(life.state)).toBe(before);
          if (!isRefusal(decision)) {
            life.record(decision, actor.id);
            reached.set(name, (reached.get(name) ?? 0) + 1);
          }
          life.wake();
          const wake = placement.nextWake(life.state);
          expect(wake === null || wake > life.at).toBe(true);
          if (days > 0) life.live(addDays(on, days));
          legal(life);
          if (life.state.status === 'closed') break;
        }
        const { fromOn, toOn } = life.state.period;
        reached.set('days', (reached.get('days') ?? 0) + counted(life.state.log.marks, fromOn, toOn));
      },
    ),
    { numRuns: 25 },
  );
  // What chance may leave out in one run has named tests of its own.
  for (const name of ['logDays', 'recordResult', 'days']) expect([name, reached.get(name) ?? 0]).not.toEqual([name, 0]);
});

const sixty = { rule: 'min-days-a-year', value: 60, source: 'CX3' };
