import { expect, test } from '@jest/globals';
import { expectYear } from './expect-year.ts';

/** Both source cases in a year in which everybody does what a mail asks for on the working day after it. */
const year = expectYear('diligence');

test('whoever does what is asked is never escalated, and the leader hears nothing of single matters', () => {
  for (const { readers, end } of year().cases) {
    const kinds = new Set(
      readers.flatMap(({ mails }) => mails.flatMap(({ matters }) => matters.map(({ kind }) => kind))),
    );
    for (const kind of ['overdue', 'escalation', 'escalation-ahead', 'meeting-list', 'returned', 'telephone'])
      expect(kinds).not.toContain(kind);
    expect(end).toMatchObject({ red: 0, onMeetingList: 0 });
  }
});

test('the two cooperations came to projects, and people did things for it', () => {
  expect(year().cases.map(({ end }) => end.stage)).toEqual(['project', 'project']);
  expect(year().acts.length).toBeGreaterThan(100);
});

test('nobody of our office gets more than nine mails in a month, nobody of the others more than five', () => {
  for (const { readers } of year().cases) {
    for (const { mails, isOurs } of readers) {
      const months = new Map<string, number>();
      for (const { on } of mails) months.set(on.slice(0, 7), (months.get(on.slice(0, 7)) ?? 0) + 1);
      expect(Math.max(...months.values())).toBeLessThanOrEqual(isOurs ? 9 : 5);
    }
  }
});
