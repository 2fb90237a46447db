import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendar } from '../../../activities/calendars.ts';
import { isWorkingDay, localDateOf, workingDaysBetween } from '../../../domain/calendar/calendar.ts';
import type { Calendar } from '../../../domain/calendar/calendar.ts';
import { addDays, isoWeekday } from '../../../domain/calendar/local-date.ts';
import { Certainty } from '../../../domain/fields.ts';
import { LATE, today } from '../../../domain/follow-up/clocks.ts';
import { nextWake } from '../../../domain/follow-up/engine.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { foresee } from '../../../domain/foresight/foresee.ts';
import { byUrgency, isImmediate } from '../../../domain/notices/kinds.ts';
import { reachAt } from '../../../domain/notices/timing.ts';
import { followUpPolicies } from '../../../domain/policy/defaults.ts';
import type { FollowUpKind } from '../../../domain/policy/defaults.ts';
import { anyAgreement, anyPlan, later } from '../foresight/lives.ts';
import { Office, officeWith } from './office.ts';

/** DOMAIN 2a: "make-up days are working days, but nothing is planned onto them". */

const china = loadCalendar('CN', { fromOn: '2026-01-01' });
const FIRST = '2026-03-02';

/** Far more of them than any year has, two in a row too: whatever counts to a day meets one. */
function makeUpDays(seed: number): string[] {
  const days = Array.from({ length: 400 }, (_, n) => addDays(FIRST, n));
  return days.filter((on, n) => isoWeekday(on) > 5 && (n * 7 + seed) % 5 < 3);
}
const withMakeUpDays = (seed: number): Calendar => ({ ...china, off: [], on: makeUpDays(seed) });

function officeOn(at: string, calendar = china): Office {
  const office = new Office();
  office.state = officeWith(calendar);
  office.at = at;
  return office;
}

/** What is planned for a make-up day though nobody named it. */
function plannedOntoOne({ followUps, calendar }: FollowUpHost, named: ReadonlySet<string> = new Set()): string[] {
  return Object.values(followUps).flatMap((f) => [
    ...f.steps
      .filter(([key, at]) => key !== LATE && calendar.on.includes(localDateOf(calendar, at)))
      .map(([key]) => `${f.id} ${key}`),
    ...(calendar.on.includes(f.dueOn) && !named.has(f.dueOn) ? [`${f.id} due ${f.dueOn}`] : []),
  ]);
}

/** Sleeps until an instant; of all that is told meanwhile, nothing reaches anybody on a make-up day. Gives how much was told. */
function toldOnGoodDays(office: Office, until: string): number {
  const known = office.log.length;
  for (let wake = nextWake(office.state); wake !== null && wake <= until; wake = nextWake(office.state)) {
    const before = office.log.length;
    office.until(wake);
    for (const { notice } of office.log.slice(before)) {
      const { calendar } = office.state;
      const told = reachAt(calendar, { kind: notice.kind, at: wake }, { now: wake, hoursMatter: true });
      expect(isMakeUp(calendar, localDateOf(calendar, told))).toBe(false);
    }
  }
  office.until(until);
  return office.log.length - known;
}

describe('nothing is planned onto a make-up day', () => {
  test('what reminds of a date comes the day before, what follows it the working day after; the named date stays', () => {
    const office = officeOn('2026-04-20T01:00:00.000Z');
    office.open({ dueOn: '2026-05-09' });
    expect(Object.values(office.state.followUps).map((f) => f.dueOn)).toEqual(['2026-05-09']);
    office.until('2026-05-20T12:00:00.000Z');
    const days = office.told().map((line) => line.slice(0, 10));
    expect(days).not.toContain('2026-05-09');
    expect(office.told()).toContain('2026-05-08 due post-owner');
    expect(office.told()).toContain('2026-05-11 overdue post-owner');
  });

  test('a date named on one is recorded as such; a date that is ours is not planned onto it', () => {
    const office = officeOn('2026-04-20T01:00:00.000Z');
    office.open({ dueOn: '2026-04-30' });
    const named = { followUpId: 'visit-note.visit-1', reason: 'text-1' };
    expect(office.send('extendFollowUp', { ...named, dueOn: '2026-05-09' })).toBe('done');
    expect(office.events.at(-1)?.data).toMatchObject({ dueOn: '2026-05-09', isMakeUpDay: true });
    expect(office.send('extendFollowUp', { ...named, dueOn: '2026-05-08' })).toBe('done');
    expect(office.events.at(-1)?.data).not.toHaveProperty('isMakeUpDay');
    expect(Object.values(office.state.followUps)[0]).not.toHaveProperty('isMakeUpDay');
  });

  test('a date named on a free day moves to the first day that we may plan onto', () => {
    // 2025-04-26 is a free Saturday, Sunday the 27th is worked.
    const office = officeOn('2025-04-01T01:00:00.000Z', loadCalendar('CN', { fromOn: '2025-03-01' }));
    office.open({ dueOn: '2025-04-26' });
    expect(Object.values(office.state.followUps).map((f) => f.dueOn)).toEqual(['2025-04-28']);
  });

  test('one opened on the day before a make-up day is reminded all the same', () => {
    const office = officeOn('2026-05-08T01:00:00.000Z');
    office.open({ dueOn: '2026-05-09' });
    office.until('2026-05-11T12:00:00.000Z');
    expect(office.told()).toEqual(['2026-05-11 overdue post-owner']);
  });

  test('a pause that ends before one ends with it: the owner reads on Monday that it is back', () => {
    const office = officeOn('2026-05-06T01:00:00.000Z');
    office.open({ dueOn: '2026-05-29' });
    const pause = { kind: 'snoozed', untilOn: '2026-05-08', reason: 'text-1' };
    expect(office.send('pauseFollowUp', { followUpId: 'visit-note.visit-1', ...pause })).toBe('done');
    office.until('2026-05-09T15:00:00.000Z');
    expect(office.told()).toEqual([]);
    office.until('2026-05-10T16:00:00.000Z');
    expect(office.log.map(({ notice }) => notice.kind)).toEqual(['returned']);
    expect(reachAt(china, { kind: 'returned', at: office.at }, { now: office.at, hoursMatter: true })).toBe(
      '2026-05-11T00:30:00.000Z',
    );
  });

  test('property: no step and no usual date, whatever is done with a matter', () => {
    const kinds = fc.constantFrom(...Object.keys(followUpPolicies)) as fc.Arbitrary<FollowUpKind>;
    const opening = fc.record({
      kind: kinds,
      from: fc.integer({ min: 0, max: 20 }),
      dueIn: fc.option(fc.integer({ min: 0, max: 60 })),
      isDefault: fc.boolean(),
      asks: fc.boolean(),
      hasOwner: fc.boolean(),
    });
    const act = fc.record({
      name: fc.constantFrom('pauseFollowUp', 'extendFollowUp', 'reportFollowUp', 'reassignFollowUp', 'holdEscalation'),
      sleep: fc.integer({ min: 0, max: 15 }),
      days: fc.integer({ min: 1, max: 9 }),
    });
    let told = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.array(opening, { minLength: 1, maxLength: 8 }),
        fc.array(act, { maxLength: 8 }),
        (seed, openings, acts) => {
          const office = officeOn(`${FIRST}T01:00:00.000Z`, withMakeUpDays(seed));
          const named = new Set<string>();
          const check = (): void => expect(plannedOntoOne(office.state, named)).toEqual([]);
          for (const [n, { kind, from, dueIn, hasOwner, ...rest }] of openings.entries()) {
            office.until(later(office.at, from));
            const dueOn = dueIn === null ? null : addDays(office.at.slice(0, 10), dueIn);
            if (dueOn && !rest.isDefault) named.add(dueOn);
            const owner = hasOwner ? { ownerPostId: 'post-owner' } : { ownerPostId: null };
            office.open({ kind, about: { kind: 'item', id: `item-${n}` }, dueOn, ...owner, ...rest });
            check();
          }
          for (const { name, sleep, days } of acts) {
            told += toldOnGoodDays(office, later(office.at, sleep));
            const followUpId = Object.keys(office.state.followUps)[days % openings.length] ?? '';
            const dueOn = addDays(today(office.state, office.at), days * 3);
            if (name === 'extendFollowUp') named.add(dueOn);
            const body = { followUpId, reason: 'text-1' };
            const untilOn = addDays(today(office.state, office.at), days);
            const more: Record<string, object> = {
              pauseFollowUp: { kind: 'snoozed', untilOn },
              extendFollowUp: { dueOn },
              reassignFollowUp: { ownerPostId: 'post-next' },
            };
            office.send(name, { ...body, ...more[name] });
            check();
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(told).toBeGreaterThan(100);
  }, 60_000);

  test('property: what is looked ahead to tells nobody on one, and the morning’s mail reaches nobody on one', () => {
    let looked = 0;
    const nobody = <S extends FollowUpHost>(
      life: Parameters<typeof foresee<S>>[0],
      from: { state: S; seq: number; at: string },
    ) => {
      const { steps } = foresee(life, from, { fromAt: from.at, toAt: later(from.at, 300) });
      for (const { at, notices, state } of steps.slice(1)) {
        for (const { kind } of notices) {
          looked += 1;
          expect(isMakeUp(state.calendar, localDateOf(state.calendar, at))).toBe(false);
          const told = reachAt(state.calendar, { kind, at }, { now: at, hoursMatter: true });
          expect([kind, isMakeUp(state.calendar, localDateOf(state.calendar, told))]).toEqual([kind, false]);
        }
      }
    };
    fc.assert(
      fc.property(anyAgreement, (life) => nobody(life.decider, life)),
      { numRuns: 25 },
    );
    fc.assert(
      fc.property(anyPlan, (life) => nobody(life.decider, life)),
      { numRuns: 15 },
    );
    expect(looked).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 24 }), fc.constantFrom(...byUrgency), (hours, kind) => {
        const calendar = withMakeUpDays(1);
        const at = new Date(Date.parse(`${FIRST}T00:00:00.000Z`) + hours * 3_600_000).toISOString();
        const told = localDateOf(calendar, reachAt(calendar, { kind, at }, { now: at, hoursMatter: true }));
        expect(isWorkingDay(calendar, told).working).toBe(true);
        if (!isImmediate(kind)) expect(isMakeUp(calendar, told)).toBe(false);
      }),
    );
  }, 60_000);

  test('it counts as a working day all the same', () => {
    expect(workingDaysBetween(china, '2026-05-08', '2026-05-11')).toBe(2);
  });

  test('property: nor does a calendar that comes later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.array(fc.boolean(), { maxLength: 6 }), (seed, named) => {
        const office = officeOn(`${FIRST}T01:00:00.000Z`, { ...china, off: [], on: [] });
        for (const [n, isNamed] of [...named, true, false].entries()) {
          const dueOn = isNamed ? addDays('2026-03-20', n * 3) : null;
          office.open({ kind: 'commitment', about: { kind: 'item', id: `item-${n}` }, dueOn, asks: n % 2 === 0 });
        }
        const next = { ...withMakeUpDays(seed), version: 'next', off: ['2026-03-23', '2026-03-24', '2026-04-02'] };
        expect(office.send('adoptCalendar', { calendar: next }, 'system', { roles: ['system'] })).toBe('done');
        expect(plannedOntoOne(office.state)).toEqual([]);
        for (const f of Object.values(office.state.followUps)) {
          if (f.dueCertainty === Certainty.default) expect(isMakeUp(next, f.dueOn)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const isMakeUp = (calendar: Calendar, on: string): boolean => calendar.on.includes(on);
