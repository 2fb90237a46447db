import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addWorkingDays, workingDaysBetween } from '../../../domain/calendar/calendar.ts';
import { today } from '../../../domain/follow-up/clocks.ts';
import { closeFollowUps, due, nextWake, unansweredQuestions } from '../../../domain/follow-up/engine.ts';
import { isAssumed, lightOf } from '../../../domain/follow-up/lights.ts';
import type { Opening } from '../../../domain/follow-up/engine.ts';
import { calendar, Office, silentOnes, withoutQuestions } from './office.ts';

describe('the follow-up engine', () => {
  test('reminds before, on and after the day, then climbs after two working days, over a weekend', () => {
    const office = new Office();
    office.open({ kind: 'minutes' });
    office.until('2026-03-13T12:00:00.000Z');
    expect(office.told()).toEqual([
      '2026-03-04 reminder post-owner',
      '2026-03-09 due post-owner',
      '2026-03-10 overdue post-owner',
      '2026-03-11 escalation post-coordinator',
      '2026-03-13 escalation post-director',
    ]);
  });

  test('acceptance 3: due on a make-up Saturday counts as a working day; due in Spring Festival moves to the first working day', () => {
    const office = new Office();
    office.at = '2026-02-09T01:00:00.000Z';
    office.open({ dueOn: '2026-02-14' });
    office.open({ about: { kind: 'visit', id: 'visit-2' }, dueOn: '2026-02-18' });
    expect(Object.values(office.state.followUps).map((f) => f.dueOn)).toEqual(['2026-02-14', '2026-02-24']);
  });

  test('a level held by the owner is skipped: the director hears instead of the coordinator', () => {
    const office = new Office();
    office.open({ ownerPostId: null });
    office.until('2026-03-20T00:00:00.000Z');
    expect(office.told().find((line) => line.includes('escalation'))).toContain('post-director');
  });

  test('what nobody said is a question to the coordinator: never red, on no ladder, counted once to the director', () => {
    const office = new Office();
    office.open({
      kind: 'commitment',
      about: { kind: 'commitment', id: 'commitment-1' },
      ownerPostId: null,
      asks: true,
    });
    office.until('2026-12-01T00:00:00.000Z');
    const kinds = new Set(office.log.map(({ notice }) => notice.kind));
    expect(kinds).toEqual(new Set(['question', 'count-of-questions']));
    expect(office.log.filter(({ notice }) => notice.kind === 'count-of-questions')).toHaveLength(1);
    const [f] = Object.values(office.state.followUps);
    expect(f && lightOf(office.state, f, office.at)).toBe('green');
  });

  test('the director hears of questions that waited for ten working days, not of those asked since', () => {
    const office = new Office();
    const ask = (id: string): void =>
      office.open({ kind: 'commitment', about: { kind: 'commitment', id }, ownerPostId: null, asks: true });
    ask('commitment-1');
    ask('commitment-2');
    office.until('2026-03-12T01:00:00.000Z');
    for (const id of ['commitment-3', 'commitment-4', 'commitment-5']) ask(id);
    office.until('2026-12-01T00:00:00.000Z');
    const counts = office.log.filter(({ notice }) => notice.kind === 'count-of-questions');
    // The younger ones are told with the next count, a month later.
    expect(counts.map(({ on, notice }) => [on, notice.facts])).toEqual([
      ['2026-03-16', { count: 2 }],
      ['2026-04-15', { count: 5 }],
    ]);
    const younger = unansweredQuestions(office.state, '2026-03-25T12:00:00.000Z');
    expect(younger.map(({ about }) => about.id)).toEqual(['commitment-1', 'commitment-2']);
    expect(unansweredQuestions(office.state, '2026-03-27T12:00:00.000Z')).toHaveLength(5);
  });

  test('a question nobody answers is asked of the coordinator again each quarter, and of nobody else', () => {
    const office = new Office();
    office.open({
      kind: 'commitment',
      about: { kind: 'commitment', id: 'commitment-1' },
      ownerPostId: null,
      asks: true,
    });
    office.until('2026-12-20T00:00:00.000Z');
    const asked = office.told().filter((line) => line.includes(' question '));
    expect(new Set(asked.map((line) => line.split(' ')[2]))).toEqual(new Set(['post-coordinator']));
    const days = asked.map((line) => line.slice(0, 10));
    expect(days.length).toBe(4);
    for (const [n, on] of days.slice(2).entries()) expect(workingDaysBetween(calendar, days[n + 1] ?? '', on)).toBe(63);
    expect(silentOnes(office.state)).toEqual([]);
    // Answered, it is asked no more.
    const [id = ''] = Object.keys(office.state.followUps);
    expect(office.send('answerQuestion', { followUpId: id, ownerPostId: 'post-other', dueOn: '2027-03-01' })).toBe(
      'done',
    );
    office.log.length = 0;
    office.until('2027-12-20T00:00:00.000Z');
    expect(office.log.filter(({ notice }) => notice.kind === 'question')).toEqual([]);
  });

  test('answering the question starts the ladder on that day', () => {
    const office = new Office();
    office.open({
      kind: 'commitment',
      about: { kind: 'commitment', id: 'commitment-1' },
      ownerPostId: null,
      asks: true,
    });
    expect(
      office.send('answerQuestion', {
        followUpId: 'commitment.commitment-1',
        ownerPostId: 'post-owner',
        dueOn: '2026-03-10',
      }),
    ).toBe('done');
    office.until('2026-03-20T00:00:00.000Z');
    expect(office.told()).toEqual([
      '2026-03-02 assigned post-owner',
      '2026-03-05 reminder post-owner',
      '2026-03-10 due post-owner',
      '2026-03-11 overdue post-owner',
      '2026-03-12 escalation post-coordinator',
      '2026-03-16 escalation post-director',
      '2026-03-17 escalation-ahead post-coordinator',
      '2026-03-18 escalation post-leader',
    ]);
  });

  test('at most five assumed dates for one owner on one day', () => {
    const office = new Office();
    for (let n = 1; n <= 12; n += 1) {
      office.open({
        kind: 'commitment',
        about: { kind: 'commitment', id: `commitment-${n}` },
        ownerPostId: null,
        asks: true,
      });
    }
    const perDay = new Map<string, number>();
    for (const f of Object.values(office.state.followUps)) perDay.set(f.dueOn, (perDay.get(f.dueOn) ?? 0) + 1);
    expect([...perDay.values()]).toEqual([5, 5, 2]);
  });

  test('a pause is silent until its day, then comes back and the ladder goes on; a third pause is refused', () => {
    const office = new Office();
    office.open({ kind: 'minutes' });
    const pause = (untilOn: string) =>
      office.send('pauseFollowUp', { followUpId: 'minutes.visit-1', kind: 'snoozed', untilOn, reason: 'text-1' });
    expect(pause('2026-03-20')).toBe('pause-limit');
    expect(pause('2026-03-09')).toBe('done');
    office.until('2026-03-09T12:00:00.000Z');
    expect(office.told()).toEqual([]);
    office.until('2026-03-10T02:00:00.000Z');
    expect(office.told()).toEqual(['2026-03-09 returned post-owner']);
    expect(pause('2026-03-12')).toBe('done');
    office.until('2026-03-13T02:00:00.000Z');
    expect(pause('2026-03-16')).toBe('pause-limit');
  });

  test('after an outage of weeks one notice for each post, not a burst', () => {
    const office = new Office();
    office.open({ kind: 'minutes' });
    office.at = '2026-04-20T01:00:00.000Z';
    office.take(due(office.state, office.context));
    expect(office.told()).toEqual(['2026-04-20 overdue post-owner', '2026-04-20 escalation post-coordinator']);
    expect(due(office.state, office.context)).toEqual([]);
  });

  test('done is reported until another confirms it; the reporter cannot', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    const id = 'commitment.visit-1';
    expect(office.send('reportFollowUp', { followUpId: id }, 'person-7')).toBe('done');
    expect(office.send('confirmFollowUp', { followUpId: id }, 'person-7')).toBe('not-by-owner');
    office.until('2026-03-04T00:00:00.000Z');
    expect(office.told()).toEqual(['2026-03-03 reported post-coordinator']);
    expect(office.send('returnFollowUp', { followUpId: id, reason: 'text-1', dueOn: '2026-03-25' })).toBe('done');
    expect(lightOf(office.state, office.state.followUps[id] as never, office.at)).toBe('yellow');
    expect(office.send('reportFollowUp', { followUpId: id }, 'person-7')).toBe('done');
    expect(office.send('confirmFollowUp', { followUpId: id })).toBe('done');
    expect(office.state.followUps).toEqual({});
  });

  test('what a record ends cannot be reported done', () => {
    const office = new Office();
    office.open({ kind: 'minutes' });
    expect(office.send('reportFollowUp', { followUpId: 'minutes.visit-1' })).toBe('wrong-state');
  });

  test('lights: blue from three working days before, red the day after, never while assumed', () => {
    const office = new Office();
    office.open({ kind: 'minutes' });
    const f = () => office.state.followUps['minutes.visit-1'];
    const light = (at: string) => lightOf(office.state, f() as never, at);
    expect(light('2026-03-03T02:00:00.000Z')).toBe('green');
    expect(light('2026-03-04T02:00:00.000Z')).toBe('blue');
    expect(light('2026-03-09T15:00:00.000Z')).toBe('blue');
    expect(light('2026-03-10T02:00:00.000Z')).toBe('red');
  });

  test('property: whatever is opened, paused, answered, handed over and closed, no day lies in the past, each step fires once, nothing wakes for nothing, nothing open falls silent', () => {
    const act = fc.oneof(
      fc.record({
        do: fc.constant('open'),
        kind: fc.constantFrom('minutes', 'commitment', 'contact', 'study'),
        n: fc.integer({ min: 1, max: 6 }),
        asks: fc.boolean(),
      }),
      fc.record({ do: fc.constant('pause'), n: fc.integer({ min: 1, max: 6 }), days: fc.integer({ min: 1, max: 5 }) }),
      fc.record({
        do: fc.constant('answer'),
        n: fc.integer({ min: 1, max: 6 }),
        days: fc.integer({ min: 0, max: 40 }),
      }),
      // Without a date: the one it has may have passed.
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constantFrom('hand-over', 'answer-owner', 'report'),
          n: fc.integer({ min: 1, max: 6 }),
        }),
      },
      fc.record({ do: fc.constant('close'), n: fc.integer({ min: 1, max: 6 }) }),
      { weight: 2, arbitrary: fc.record({ do: fc.constant('sleep'), days: fc.integer({ min: 1, max: 30 }) }) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25, size: 'max' }), (acts) => {
        const office = new Office();
        const plus = (days: number) => addWorkingDays(calendar, today(office.state, office.at), days).on;
        const some = (n: number) => {
          const open = Object.values(office.state.followUps);
          return open[n % open.length];
        };
        for (const a of acts) {
          if (a.do === 'open') {
            const about = { kind: 'item', id: `item-${a.n}` };
            if (!office.state.followUps[`${a.kind}.${about.id}`])
              office.open({
                kind: a.kind as Opening['kind'],
                about,
                asks: a.asks,
                ownerPostId: a.asks ? null : 'post-owner',
              });
          } else if (a.do === 'sleep')
            office.until(new Date(Date.parse(office.at) + a.days * 86_400_000).toISOString());
          else {
            const f = some(a.n);
            if (!f) continue;
            if (a.do === 'pause')
              office.send('pauseFollowUp', {
                followUpId: f.id,
                kind: 'snoozed',
                untilOn: plus(a.days),
                reason: 'text-1',
              });
            if (a.do === 'answer')
              office.send('answerQuestion', { followUpId: f.id, ownerPostId: 'post-owner', dueOn: plus(a.days) });
            const ownerPostId = f.ownerPostId === 'post-owner' ? 'post-other' : 'post-owner';
            if (a.do === 'answer-owner') office.send('answerQuestion', { followUpId: f.id, ownerPostId });
            if (a.do === 'hand-over')
              office.send('reassignFollowUp', { followUpId: f.id, ownerPostId, reason: 'text-1' });
            if (a.do === 'report') office.send('reportFollowUp', { followUpId: f.id }, 'person-7');
            if (a.do === 'close') office.take(closeFollowUps(office.state, f.about, 'done'));
          }
          const wake = nextWake(office.state);
          // A wake always lies ahead, else the loop would spin.
          if (wake !== null)
            expect(wake > office.at || due(office.state, { ...office.context, at: wake }).length > 0).toBe(true);
          for (const f of Object.values(office.state.followUps)) {
            expect(f.dueOn >= f.openedOn).toBe(true);
            if (isAssumed(f)) expect(lightOf(office.state, f, office.at)).not.toBe('red');
          }
          expect(silentOnes(office.state)).toEqual([]);
          expect(JSON.parse(JSON.stringify(office.state))).toEqual(office.state);
        }
        office.until('2029-01-01T00:00:00.000Z');
        // Only questions are asked again and again.
        expect(nextWake(withoutQuestions(office.state))).toBeNull();
      }),
      { numRuns: 150 },
    );
  });
});
