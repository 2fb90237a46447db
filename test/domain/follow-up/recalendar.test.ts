import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendar } from '../../../activities/calendars.ts';
import { addWorkingDays, isWorkingDay, localDateOf, workingDaysBetween } from '../../../domain/calendar/calendar.ts';
import type { Calendar } from '../../../domain/calendar/calendar.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { withClosures, withYears } from '../../../domain/calendar/tables.ts';
import { assemble, isRefusal } from '../../../domain/decider.ts';
import type { EventDraft } from '../../../domain/decider.ts';
import { isFromDue } from '../../../domain/follow-up/ladder.ts';
import { followUpConcern } from '../../../domain/follow-up/commands.ts';
import { openFollowUp } from '../../../domain/follow-up/engine.ts';
import type { Opening } from '../../../domain/follow-up/engine.ts';
import type { FollowUp, FollowUpHost } from '../../../domain/follow-up/host.ts';
import { adoptCalendar, changeOf, replanned } from '../../../domain/follow-up/recalendar.ts';
import { followUpPolicies } from '../../../domain/policy/defaults.ts';
import type { FollowUpKind } from '../../../domain/policy/defaults.ts';
import { officeWith } from './office.ts';

const before = loadCalendar('CN', { fromOn: '2026-11-26' });
const zone = before.zone;
/** 2027 as it might be published: Spring Festival from Friday 5 February to Thursday 11, made up for on the 20th. */
const after = withYears(
  before,
  [
    {
      year: 2027,
      fromOn: '2027-01-01',
      toOn: '2027-12-31',
      off: ['2027-01-01', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11', '2027-04-05'],
      on: ['2027-01-30', '2027-02-20'],
    },
  ],
  'y1',
  '2026-11-26',
);
const at = '2026-11-26T16:05:00.000Z';
const { evolve } = assemble<FollowUpHost>([followUpConcern<FollowUpHost>()]);

const office = officeWith(before);
const fold = (host: FollowUpHost, drafts: EventDraft[], when = at): FollowUpHost =>
  evolve(
    host,
    drafts.map((draft, index) => ({ ...draft, seq: index + 1, at: when, by: 'system', commandId: null })),
  );
const open = (host: FollowUpHost, opening: Partial<Opening> = {}, when = at): FollowUpHost =>
  fold(host, [
    openFollowUp(
      host,
      { at: when, actor: { id: 'person-1', roles: ['coordinator'] } },
      { kind: 'commitment', about: { kind: 'commitment', id: 'commitment-1' }, ownerPostId: 'post-owner', ...opening },
    ),
  ]);
function adopt(host: FollowUpHost, calendar: Calendar, when = at): EventDraft[] {
  const decision = adoptCalendar.decide(host, { calendar } as never, {
    at: when,
    actor: { id: 'system', roles: ['system'] },
  });
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
}
const one = (host: FollowUpHost, id = 'commitment.commitment-1'): FollowUp => {
  const f = host.followUps[id];
  if (!f) throw new Error(`no ${id}`);
  return f;
};
const stepsOn = (f: FollowUp) => f.steps.map(([key, stepAt]) => `${key} ${localDateOf(zone, stepAt)}`);

describe('next year is published', () => {
  test('a date that somebody named and that turned out to be free moves to the first working day; its steps go along; the owner reads it', () => {
    const host = open(office, { dueOn: '2027-02-09' });
    expect(one(host)).toMatchObject({ dueOn: '2027-02-09', provisional: true });
    const [event] = adopt(host, after);
    const next = one(fold(host, [event as EventDraft]));
    expect(next).toMatchObject({ dueOn: '2027-02-12', dueAt: '2027-02-12T15:59:00.000Z', dueCertainty: 'confirmed' });
    expect(next.provisional).toBeUndefined();
    expect(stepsOn(next)).toEqual([
      'before 2027-02-02',
      'due 2027-02-12',
      'overdue 2027-02-15',
      'escalation 2027-02-16',
    ]);
    expect(event?.notify).toEqual([
      expect.objectContaining({
        kind: 'date-moved',
        to: { postId: 'post-owner' },
        facts: expect.objectContaining({ dueOn: '2027-02-12', wasDueOn: '2027-02-09' }),
      }),
    ]);
  });

  test('a date that stays is no longer provisional, keeps its steps in working days, and nobody is told', () => {
    const host = open(office, { dueOn: '2027-02-12' });
    const [event] = adopt(host, after);
    const next = one(fold(host, [event as EventDraft]));
    expect(next.dueOn).toBe('2027-02-12');
    expect(next.provisional).toBeUndefined();
    expect(stepsOn(next)[0]).toBe('before 2027-02-02');
    expect(event?.notify).toBeUndefined();
  });

  test('a date that we assumed keeps its number of working days', () => {
    const host = open(office, { kind: 'mechanism', asks: true, ownerPostId: null, dueOn: null });
    const id = Object.keys(host.followUps)[0] ?? '';
    const far: FollowUpHost = { ...host, followUps: { [id]: { ...one(host, id), dueOn: '2027-02-09' } } };
    const days = workingDaysBetween(before, one(far, id).openedOn, '2027-02-09');
    const next = one(fold(far, adopt(far, after)), id);
    expect(next.dueOn).toBe(addWorkingDays(after, one(far, id).openedOn, days).on);
    expect(next.dueOn).not.toBe('2027-02-09');
  });

  test('what is reported done, or stands still, moves without a word', () => {
    const host = open(office, { dueOn: '2027-02-09' });
    const reported = { ...host, followUps: { [one(host).id]: { ...one(host), reportedOn: '2026-11-26' } } };
    expect(adopt(reported, after)[0]?.notify).toBeUndefined();
    const held: FollowUpHost = { ...host, hold: { sinceOn: '2026-11-20', untilOn: '2027-01-20' } };
    expect(adopt(held, after)[0]?.notify).toBeUndefined();
  });

  test('a contact that has to move goes to a day that suits the other sides too', () => {
    const host = open(office, {
      kind: 'contact',
      about: { kind: 'communication', id: 'communication' },
      dueOn: '2027-02-09',
    });
    const others = withClosures(after, [{ fromOn: '2027-02-12', toOn: '2027-02-16' }], 'c1.1');
    const next = one(fold(host, adopt({ ...host, others }, after)), 'contact.communication');
    expect(next.dueOn).toBe('2027-02-17');
  });

  test('what is adopted already is refused', () => {
    const host = fold(office, adopt(office, after));
    const again = adoptCalendar.decide(host, { calendar: after } as never, {
      at,
      actor: { id: 'system', roles: ['system'] },
    });
    expect(again).toMatchObject({ refused: 'wrong-state' });
  });
});

const kinds = Object.keys(followUpPolicies) as FollowUpKind[];
const lives = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      ahead: fc.integer({ min: 1, max: 500 }),
      asks: fc.boolean(),
      named: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((items) =>
    items.reduce(
      (host, { kind, ahead, asks, named }, index) =>
        open(host, {
          kind,
          about: { kind: 'thing', id: `thing-${index + 1}` },
          dueOn: named ? addDays('2026-11-27', ahead) : null,
          ownerPostId: asks ? null : 'post-owner',
          asks,
        }),
      office,
    ),
  );
/** Closures somewhere ahead: a change of a few days in the middle of what is known. */
const closures = fc
  .record({ from: fc.integer({ min: 0, max: 300 }), days: fc.integer({ min: 0, max: 25 }) })
  .map(({ from, days }) =>
    withClosures(after, [{ fromOn: addDays('2026-11-27', from), toOn: addDays('2026-11-27', from + days) }], 'c1.1'),
  );

describe('whatever is open', () => {
  test('the same days under another name change nothing', () => {
    fc.assert(
      fc.property(lives, (host) => {
        const [event] = adopt(host, { ...before, version: 'same-days@2 2026-01-01..2026-12-31' });
        expect(event?.data['clocks']).toEqual({});
        expect(event?.notify).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  test('no date outside the days that changed moves, none inside is left on a free day, steps keep their distance', () => {
    fc.assert(
      fc.property(lives, closures, (was, calendar) => {
        const host = fold(was, adopt(was, after));
        const change = changeOf(after, calendar, '2026-11-27');
        const next = fold(host, change ? adopt(host, calendar) : []);
        for (const f of Object.values(host.followUps)) {
          const now = one(next, f.id);
          const inside = change !== null && f.dueOn >= change.fromOn && f.dueOn <= change.toOn;
          if (!inside) expect(now.dueOn).toBe(f.dueOn);
          else expect(isWorkingDay(calendar, now.dueOn).working).toBe(true);
          if (f.dueCertainty === 'confirmed') expect(now.dueOn >= f.dueOn).toBe(true);
          expect(now.steps.map(([key]) => key).toSorted()).toEqual(f.steps.map(([key]) => key).toSorted());
          for (const [key, stepAt] of f.steps) {
            const on = localDateOf(zone, stepAt);
            const nowOn = localDateOf(zone, now.steps.find(([other]) => other === key)?.[1] ?? '');
            const isStepInside = change !== null && on >= change.fromOn && on <= change.toOn;
            if (!isStepInside && now.dueOn === f.dueOn) expect(nowOn).toBe(on);
            else if (isFromDue(host, f, key) && inside)
              expect(workingDaysBetween(calendar, now.dueOn, nowOn)).toBe(workingDaysBetween(after, f.dueOn, on));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a second look under the same calendar changes nothing more', () => {
    fc.assert(
      fc.property(lives, (was) => {
        const host = fold(was, adopt(was, after));
        const change = { before: after, after, fromOn: '2026-11-27', toOn: '2028-12-31' };
        for (const f of Object.values(host.followUps)) expect(replanned(host, f, change)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });
});
