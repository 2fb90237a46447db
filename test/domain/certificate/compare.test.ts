import { expect, test } from '@jest/globals';
import { compare, isIncomplete, isLoss } from '../../../domain/certificate/compare.ts';
import type { LedgerNotice } from '../../../domain/certificate/compare.ts';
import type { Expectation } from '../../../domain/certificate/expected.ts';
import { ANSWER_UNREAD, NOBODY_TO_RELAY, NOT_INTRODUCED, WAITS_FOR_RELAY } from '../../../domain/notices/facts.ts';

const at = '2026-03-04T16:00:00.000Z';
const notice = { id: 'a/4/0', followUpId: 'need.need-1', kind: 'due', step: 'due', postId: 'post-1', personId: null };
const expected: Expectation = {
  notices: [{ ...notice, dueAt: at, at }],
  followUps: new Map(),
  stoppedAt: null,
};
const kept = (change: Partial<LedgerNotice>): LedgerNotice => ({
  id: 'a/4/0',
  status: 'sent',
  reason: null,
  postId: 'post-2',
  personId: 'person-2',
  mailId: 'mail-1',
  at,
  ...change,
});
const rowsOf = (...notices: LedgerNotice[]) =>
  compare('a', expected, { notices: new Map(notices.map((row) => [row.id, row])), followUps: new Map() });

test.each([
  ['sent', 'mail-1', 'sent'],
  ['sent', null, 'mail-missing'],
  ['failed', 'mail-1', 'failed'],
  ['failed', null, 'mail-missing'],
  ['unknown', 'mail-1', 'unknown'],
  ['open', null, 'open'],
  ['suppressed', null, 'suppressed'],
  ['relayed', null, 'relayed'],
])('%s with the mail %s: %s', (status, mailId, outcome) => {
  expect(rowsOf(kept({ status, mailId }))).toMatchObject([{ id: 'a/4/0', outcome, mailId, postId: 'post-2' }]);
});

test('merged says into which; who read it instead is who the ledger names', () => {
  const [row] = rowsOf(kept({ status: 'merged', reason: 'merged: a/3/0' }));
  expect(row).toMatchObject({ outcome: 'merged', mergedInto: 'a/3/0', personId: 'person-2', step: 'due' });
});

test('what is merged into something that waits for a hand is told to nobody either, until that was done', () => {
  const lead = { id: 'a/3/0', mailId: null };
  const merged = kept({ status: 'merged', reason: 'merged: a/3/0', mailId: null });
  const outcomeWith = (change: object) => rowsOf(merged, kept({ ...lead, ...change })).map(({ outcome }) => outcome);
  expect(outcomeWith({ status: 'open', reason: WAITS_FOR_RELAY })).toEqual(['waiting']);
  expect(outcomeWith({ status: 'relayed', reason: WAITS_FOR_RELAY })).toEqual(['merged']);
  expect(outcomeWith({ status: 'open', reason: null })).toEqual(['merged']);
});

test.each([WAITS_FOR_RELAY, NOBODY_TO_RELAY, NOT_INTRODUCED, ANSWER_UNREAD])(
  'what waits for a hand of ours (%s) is named, with since when',
  (reason) => {
    const [row] = rowsOf(kept({ status: 'open', reason, mailId: null, at: '2026-03-05T01:00:00.000Z' }));
    expect(row).toMatchObject({ outcome: 'waiting', reason, since: '2026-03-05T01:00:00.000Z' });
  },
);

test('what waits is not lost, and not complete; what is held until a day is open', () => {
  expect([isLoss('waiting'), isIncomplete('waiting'), isIncomplete('open'), isIncomplete('late')]).toEqual([
    false,
    true,
    false,
    true,
  ]);
  const held = kept({ status: 'open', reason: 'held: away, until 2026-03-09T00:00:00.000Z', mailId: null });
  expect(rowsOf(held)).toMatchObject([{ outcome: 'open', since: null }]);
});

test('a follow-up that has ended and is still open in its row', () => {
  const followUps = new Map([['need.need-1', { now: null, firstDueAt: at }]]);
  const rows = (status: string) =>
    compare(
      'a',
      { notices: [], followUps, stoppedAt: null },
      {
        notices: new Map(),
        followUps: new Map([['need.need-1', { status, dueOn: '2026-03-04' }]]),
      },
    );
  expect(rows('paused')).toMatchObject([
    { id: 'a#need.need-1', outcome: 'follow-up-differs', reason: 'paused, has ended', dueAt: at },
  ]);
  expect(rows('done')).toEqual([]);
});
