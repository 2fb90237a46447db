import { expect, test } from '@jest/globals';
import { expectYear } from './expect-year.ts';

/** Both source cases in a year in which nobody does anything. */
const year = expectYear('neglect');

test('everything that can climb has reached its end: the leaders’ meeting, told to the leader once each and never weekly', () => {
  for (const { readers, end } of year().cases) {
    expect(end.onMeetingList).toBe(end.red);
    const leader = readers.find(({ isLeader }) => isLeader);
    const escalated = (leader?.mails ?? []).filter(({ matters }) => matters.some(({ kind }) => kind === 'escalation'));
    const told = escalated.flatMap(({ matters }) =>
      matters.flatMap(({ kind, id }) => (kind === 'escalation' ? [id] : [])),
    );
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told).size).toBe(told.length);
    // What a vice president reads of single matters in a year in which an office sleeps.
    expect(escalated.length).toBeLessThanOrEqual(10);
  }
});

test('a question is asked at once and each quarter, and on no ladder; the director hears the count once', () => {
  for (const { readers } of year().cases) {
    const kinds = readers.flatMap(({ mails }) => mails.flatMap(({ matters }) => matters));
    expect(kinds.filter(({ kind }) => kind === 'count-of-questions')).toHaveLength(1);
    const asked = new Map<string | null, number>();
    for (const { kind, id } of kinds) if (kind === 'question') asked.set(id, (asked.get(id) ?? 0) + 1);
    expect(Math.max(...asked.values())).toBe(5);
  }
});
