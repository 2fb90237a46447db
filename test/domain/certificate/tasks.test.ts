import { expect, test } from '@jest/globals';
import { readTasksOf, tasksOf } from '../../../domain/certificate/tasks.ts';
import type { Cause } from '../../../domain/certificate/tasks.ts';
import { NOT_INTRODUCED, WAITS_FOR_RELAY } from '../../../domain/notices/facts.ts';

const cause = (change: Partial<Cause>): Cause => ({
  id: 'a/4/0',
  entityId: 'a',
  agreementId: 'a',
  followUpId: 'need.need-1',
  kind: 'due',
  personId: 'person-1',
  status: 'open',
  reason: null,
  mailId: null,
  taskIds: [],
  at: '2026-03-04T16:00:00.000Z',
  ...change,
});
const asked = (...causes: Partial<Cause>[]): string[] =>
  tasksOf(causes.map(cause)).map(({ kind, id }) => `${kind} ${id}`);

test('each task follows from what made it necessary', () => {
  expect(asked({})).toEqual([]);
  expect(asked({ reason: WAITS_FOR_RELAY })).toEqual(['relay a/4/0/relay']);
  expect(asked({ reason: WAITS_FOR_RELAY, status: 'relayed' })).toEqual(['relay a/4/0/relay']);
  expect(asked({ reason: NOT_INTRODUCED })).toEqual(['introduction-wanted introduction/person-1/a']);
  expect(asked({ status: 'failed', mailId: 'mail-1' })).toEqual(['undeliverable mail-1/undeliverable']);
  // What itself went astray makes no further one.
  expect(asked({ status: 'failed', mailId: 'mail-1', kind: 'undeliverable' })).toEqual([]);
  expect(asked({ id: 'a/4/0/relay', taskIds: ['a/4/0/relay/again-2026-03-12'] })).toEqual([
    'relay a/4/0/relay/again-2026-03-12',
  ]);
});

test('an introduction that was done stays on record, and is wanted once for a whole family', () => {
  const taskIds = ['introduction/person-1/a'];
  const later = { id: 'a.plan-1/2/0', entityId: 'a.plan-1', at: '2026-03-05T16:00:00.000Z', taskIds };
  expect(tasksOf([cause(later), cause({ status: 'sent', mailId: 'mail-1', taskIds })])).toMatchObject([
    { id: 'introduction/person-1/a', entityId: 'a', dueAt: '2026-03-04T16:00:00.000Z' },
  ]);
});

test('an answer is read by somebody; a machine that says nothing new is not', () => {
  const reply = {
    id: 'r',
    kind: 'answer',
    entityId: 'a',
    followUpIds: [],
    readBy: null,
    at: '2026-03-04T16:00:00.000Z',
  };
  const said = (change: object) => readTasksOf([{ ...reply, ...change }]).map(({ kind, id }) => `${kind} ${id}`);
  expect(said({})).toEqual(['answered r/read']);
  expect(said({ kind: 'absence' })).toEqual(['absence-suggested r/read']);
  expect(said({ kind: 'absence', readBy: 'system' })).toEqual([]);
});
