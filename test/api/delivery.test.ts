import { describe, expect, test } from '@jest/globals';
import { ServiceError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ApplicationFailure, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import { deliver, judge } from '../../api/delivery.ts';
import { Turns } from '../../api/turns.ts';
import type { Outcome } from '../../domain/propose.ts';
import { refuse } from '../../domain/refusal.ts';

const recorded: Outcome = { status: 'recorded', fromSeq: 1, toSeq: 2, created: ['visit-1'] };
const failed = (type: string, ...details: unknown[]) =>
  new WorkflowUpdateFailedError('Workflow Update failed', ApplicationFailure.nonRetryable('no', type, ...details));
const grpc = (code: number, details: string) => Object.assign(new Error(details), { code, details, metadata: {} });
const service = (code: number, details: string) => new ServiceError('failed', { cause: grpc(code, details) });

describe('what an error of Temporal says', () => {
  test('a refusal of the domain, with its sentence', () => {
    const refusal = refuse('wrong-state', 'It is done.', '已完成。');
    expect(judge(failed('wrong-state', refusal))).toEqual({ is: 'refused', refusal });
    expect(judge(failed('shape-invalid'))).toMatchObject({ is: 'refused', refusal: { refused: 'shape-invalid' } });
  });
  test.each(['turning-page', 'UnprocessedUpdate', 'AcceptedUpdateCompletedWorkflow', 'something-else'])(
    '%s: send it again',
    (type) => expect(judge(failed(type))).toEqual({ is: 'repeat' }),
  );
  test.each<[string, unknown, string]>([
    ['an update forgotten by a new run', new WorkflowNotFoundError('update "abc" not found', 'w', undefined), 'repeat'],
    ['too many in flight', service(8, 'limit on number of concurrent in-flight updates'), 'repeat'],
    [
      'a failed workflow task',
      service(9, 'Unable to perform workflow execution update due to Workflow Task in failed state.'),
      'repeat',
    ],
    ['no workflow', new WorkflowNotFoundError('workflow not found for ID: x', 'w', undefined), 'gone'],
    [
      'a workflow that has ended',
      new WorkflowNotFoundError('workflow execution already completed', 'w', undefined),
      'gone',
    ],
    [
      'a start that has been forgotten',
      new WorkflowExecutionAlreadyStartedError('Workflow execution already started', 'w', 't'),
      'gone',
    ],
    [
      'nobody at the address',
      service(14, 'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:7233'),
      'not-sent',
    ],
    ['a connection lost on the way', service(14, 'Connection dropped'), 'unknown'],
    [
      'no answer in time',
      new WorkflowUpdateRPCTimeoutOrCancelledError('Deadline exceeded', {
        cause: grpc(4, 'Deadline exceeded after 4.2s'),
      }),
      'unknown',
    ],
    [
      'no connection in time',
      new WorkflowUpdateRPCTimeoutOrCancelledError('x', {
        cause: grpc(4, 'Deadline exceeded after 4s,Waiting for LB pick'),
      }),
      'not-sent',
    ],
    [
      'no address in time',
      new WorkflowUpdateRPCTimeoutOrCancelledError('x', {
        cause: grpc(4, 'Deadline exceeded after 4s,waiting for name resolution'),
      }),
      'not-sent',
    ],
    [
      // A busy machine: the connection took a millisecond to be chosen, and then the worker did not answer.
      'no answer in time to what was sent',
      new WorkflowUpdateRPCTimeoutOrCancelledError('x', {
        cause: grpc(
          4,
          'Deadline exceeded after 4.190s,name resolution: 0.001s,metadata filters: 0.001s,LB pick: 0.001s,remote_addr=127.0.0.1:7233',
        ),
      }),
      'unknown',
    ],
    ['anything else', new TypeError('?'), 'unknown'],
  ])('%s', (_name, error, is) => expect(judge(error)).toEqual({ is }));
});

describe('delivery never says failed when it does not know', () => {
  const nothing = () => Promise.resolve(null);
  const throwing = (...errors: unknown[]) => {
    let calls = 0;
    const attempt = () => {
      const error = errors[Math.min(calls, errors.length - 1)];
      calls += 1;
      return calls > errors.length && errors.at(-1) === 'then'
        ? Promise.resolve(recorded)
        : error === 'then'
          ? Promise.resolve(recorded)
          : Promise.reject(error);
    };
    return { attempt, calls: () => calls };
  };

  test('a page that turns, then an answer', async () => {
    const { attempt, calls } = throwing(failed('turning-page'), failed('turning-page'), 'then');
    await expect(deliver({ attempt, findOutcome: nothing, withinMs: 2_000 })).resolves.toEqual(recorded);
    expect(calls()).toBe(3);
  });
  test('a refusal is an answer, at once', async () => {
    const { attempt, calls } = throwing(failed('on-hold', refuse('on-hold', 'a', 'b')));
    expect(await deliver({ attempt, findOutcome: nothing, withinMs: 2_000 })).toMatchObject({ status: 'refused' });
    expect(calls()).toBe(1);
  });
  test('no answer, but recorded: the record answers', async () => {
    const { attempt } = throwing(service(14, 'Connection dropped'));
    expect(await deliver({ attempt, findOutcome: () => Promise.resolve(recorded), withinMs: 300 })).toEqual(recorded);
  });
  test('no answer and no record: unknown', async () => {
    const { attempt } = throwing(service(14, 'Connection dropped'));
    await expect(deliver({ attempt, findOutcome: nothing, withinMs: 300 })).rejects.toMatchObject({
      code: 'outcome-unknown',
    });
  });
  test('the record cannot be asked either: unknown, in time', async () => {
    const { attempt } = throwing(service(14, 'Connection dropped'));
    const startedAt = performance.now();
    const hang = () => new Promise<null>(() => undefined);
    await expect(deliver({ attempt, findOutcome: hang, withinMs: 300 })).rejects.toMatchObject({
      code: 'outcome-unknown',
    });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });
  test('never reached: away, and nothing was sent', async () => {
    const { attempt } = throwing(service(14, 'connect ECONNREFUSED 127.0.0.1:7233'));
    await expect(deliver({ attempt, findOutcome: nothing, withinMs: 300 })).rejects.toMatchObject({
      code: 'engine-away',
    });
  });
  test('sent once and then away: unknown', async () => {
    const { attempt } = throwing(service(14, 'Connection dropped'), service(14, 'connect ECONNREFUSED 127.0.0.1:7233'));
    await expect(deliver({ attempt, findOutcome: nothing, withinMs: 300 })).rejects.toMatchObject({
      code: 'outcome-unknown',
    });
  });
  test('a workflow that stays away is named so', async () => {
    const { attempt } = throwing(new WorkflowNotFoundError('workflow not found for ID: x', 'w', undefined));
    await expect(deliver({ attempt, findOutcome: nothing, withinMs: 4_000 })).rejects.toMatchObject({
      code: 'not-running',
    });
  });
});

describe('four at a time', () => {
  test('for each entity, in order; others are not held up', async () => {
    const turns = new Turns(4);
    let now = 0;
    let most = 0;
    const order: number[] = [];
    const work = (n: number) => () => {
      now += 1;
      most = Math.max(most, now);
      order.push(n);
      return new Promise<void>((resolve) => setTimeout(resolve, 5)).then(() => void (now -= 1));
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => turns.take('a', 1_000, () => new Error('late'), work(n))));
    expect(most).toBe(4);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });
  test('who waits too long is told, and takes nobody’s turn', async () => {
    const turns = new Turns(1);
    const slow = turns.take(
      'a',
      1_000,
      () => new Error('late'),
      () => new Promise<void>((resolve) => setTimeout(resolve, 100)),
    );
    await expect(
      turns.take(
        'a',
        20,
        () => new Error('late'),
        () => Promise.resolve(),
      ),
    ).rejects.toThrow('late');
    await slow;
    await expect(
      turns.take(
        'a',
        20,
        () => new Error('late'),
        () => Promise.resolve(7),
      ),
    ).resolves.toBe(7);
  });
});
