import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { restoreAgreement } from '../../worker/restore.ts';
import { stateQuery } from '../../workflows/entity.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { replayAll, runsOf } from '../support/histories.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/** An agreement that was terminated or reset in the Temporal UI goes on from what Postgres holds, its clocks too. */

const DAY_MS = 2_000;
let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ clock: { ...demonstrationClock(new Date().toISOString(), DAY_MS), endsAt: null } });
}, 120_000);
afterAll(() => system.stop(), 60_000);

const snapshot = (id: string) => system.db.entity.findUniqueOrThrow({ where: { id } });
const fallenDue = (id: string) => system.db.event.count({ where: { entityId: id, commandId: null } });
const view = (id: string) => system.client.workflow.getHandle(id).query(stateQuery);

async function until(what: string, holds: () => Promise<boolean>, seconds = 60): Promise<void> {
  for (const endsAt = Date.now() + seconds * 1_000; Date.now() < endsAt; await sleep(250)) if (await holds()) return;
  throw new Error(`${what}: not within ${seconds} s`);
}

/** With a plan, and with reminders ahead of both. */
async function lively(code: string): Promise<StartedAgreement> {
  const agreement = await startAgreement(system, { code, stage: 'communication' });
  await posted(system, `${agreement.at}/plans`, { name: 'A plan that is chased' });
  await until(
    'the plan is opened',
    async () => (await system.db.entity.count({ where: { id: `${agreement.id}.plan-1` } })) === 1,
  );
  return agreement;
}

async function expectSeqDense(id: string): Promise<void> {
  const rows = await system.db.event.findMany({
    where: { entityId: id },
    orderBy: { seq: 'asc' },
    select: { seq: true },
  });
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
}

async function expectSame(id: string): Promise<void> {
  await until(`${id} holds what Postgres holds`, async () => {
    const [held, row] = await Promise.all([view(id), snapshot(id)]);
    return held.seq === row.seq && JSON.stringify(sorted(held.state)) === JSON.stringify(sorted(row.state));
  });
}

/** jsonb keeps no order of keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

/** `npm run restore` as it is typed, behind a proxy that answers nobody. */
function restoreCommand(id: string, temporalAddress: string): Promise<{ code: number; output: string }> {
  const options = JSON.stringify({ args: [id], projectDir: join(tmpdir(), 'nowhere'), startedAt: 0 });
  const call = `import('./stack/main.ts').then(({ command }) => command('restore', ${options}))`;
  const proxy = 'http://127.0.0.1:9';
  const env = {
    PATH: process.env['PATH'],
    http_proxy: proxy,
    https_proxy: proxy,
    grpc_proxy: proxy,
    DATABASE_URL: system.databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', '--eval', call], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    );
  });
}

test('what agreement and plans could not tell each other is told by npm run restore', async () => {
  const { id, at, people } = await lively('n');
  const [one, other] = [`${id}.plan-1`, `${id}.plan-2`];
  const end = (of: string) => system.client.workflow.getHandle(of).terminate('by mistake');
  await posted(system, '/v1/organisations', { code: 'late', nameEn: 'Late Institute', kind: 'university' });

  // The plan hears of no party and of no hold, and a second one is proposed that never comes to run.
  await end(one);
  await posted(system, `${at}/parties`, { organisationId: 'org-late', role: 'partner' });
  const inTheWay = await system.client.workflow.start('somethingElse', { workflowId: other, taskQueue: 'nobody' });
  await posted(system, `${at}/plans`, { name: 'A plan that is not begun' });
  const hold = { untilOn: '2026-05-15', reason: 'Examinations', waitingFor: 'org-late' };
  await posted(system, `${at}/pause`, { ...hold, approverPersonId: people.director });
  await inTheWay.terminate();
  await end(id);
  const unreachable = restoreCommand(id, '127.0.0.1:9');
  expect(await restoreCommand(id, system.temporal.address)).toEqual({
    code: 0,
    output: `${id}: restored\n${one}: restored\n${other}: opened\n`,
  });
  expect(await unreachable).toEqual({
    code: 1,
    output: expect.stringMatching(/^Temporal at \S+ does not answer\. .*\n$/),
  });
  for (const planId of [one, other]) {
    await until(`${planId} waits with its agreement`, async () => {
      const row = await system.db.entity.findUnique({ where: { id: planId } });
      return row?.status === 'hold' && row.partyIds.includes('org-late');
    });
  }

  // One ends while the agreement does not run: it can be closed all the same, when both are known to have ended.
  await posted(system, `${at}/resume`, {});
  await end(id);
  const ended = { outcome: 'stopped', reason: 'No money' };
  await posted(system, `${at}/plans/plan-1/close`, ended);
  await restoreAgreement(system.db, system.client, id);
  await posted(system, `${at}/plans/plan-2/close`, ended);
  await until('both are known to have ended', async () => {
    const { status } = await system.call('POST', `${at}/close`, { outcome: 'achieved', reason: 'For now' });
    return status === 200;
  });
  const told = () => system.db.command.count({ where: { entityId: { in: [id, one, other] } } });
  const before = await told();
  expect((await restoreAgreement(system.db, system.client, id)).map(({ outcome }) => outcome)).toEqual(
    Array(3).fill('is closed'),
  );
  expect(await told()).toBe(before);
}, 100_000);

test('terminated: commands say so, restore puts the family back, and it goes on', async () => {
  const agreement = await lively('t');
  const planId = `${agreement.id}.plan-1`;
  const before = await snapshot(agreement.id);
  for (const id of [agreement.id, planId]) await system.client.workflow.getHandle(id).terminate('by mistake');

  const key = randomUUID();
  const point = { kind: 'topic', text: 'Said while it was not running' };
  const refused = await system.call('POST', `${agreement.at}/points`, point, key);
  expect(refused).toMatchObject({ status: 503, body: { type: '/problems/not-running' } });
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect((await snapshot(agreement.id)).seq).toBe(before.seq);

  expect(await restoreAgreement(system.db, system.client, agreement.id)).toEqual([
    { id: agreement.id, outcome: 'restored' },
    { id: planId, outcome: 'restored' },
  ]);
  expect(await restoreAgreement(system.db, system.client, agreement.id)).toEqual([
    { id: agreement.id, outcome: 'runs already' },
    { id: planId, outcome: 'runs already' },
  ]);
  expect(await view(agreement.id)).toMatchObject({ seq: before.seq });
  const told = await system.call('POST', `${agreement.at}/points`, point, key);
  expect(told.status).toBe(200);
  expect(told.body.fromSeq).toBe(before.seq + 1);

  // Its clocks run again: reminders of the plan's missing text, and of the agreement's own matters.
  const [own, plans] = [await fallenDue(agreement.id), await fallenDue(planId)];
  await until(
    'something falls due',
    async () => (await fallenDue(planId)) > plans && (await fallenDue(agreement.id)) > own,
    90,
  );
  await posted(system, `${agreement.at}/plans/plan-1/text`, { text: 'Now there is one' });
  for (const id of [agreement.id, planId]) {
    await expectSeqDense(id);
    await expectSame(id);
    await replayAll(system.bundle, await runsOf(system.client, `WorkflowId="${id}"`));
  }
  // In the list of the family as before.
  const family: string[] = [];
  for await (const found of system.client.workflow.list({
    query: `Agreement="${agreement.id}" AND ExecutionStatus="Running"`,
  })) {
    family.push(found.workflowId);
    expect(found.typedSearchAttributes.getAll().length).toBeGreaterThan(5);
  }
  expect(family.toSorted()).toEqual([agreement.id, planId]);
}, 200_000);

test('a command that was recorded before the end is not applied again after the restore', async () => {
  const agreement = await lively('k');
  const key = randomUUID();
  const point = { kind: 'topic', text: 'Said once' };
  const first = await system.call('POST', `${agreement.at}/points`, point, key);
  await system.client.workflow.getHandle(agreement.id).terminate('by mistake');
  await restoreAgreement(system.db, system.client, agreement.id);
  const again = await system.call('POST', `${agreement.at}/points`, point, key);
  expect(again).toMatchObject({ status: 200, body: first.body });
  expect(await system.db.event.count({ where: { commandId: first.body.commandId } })).toBe(1);
}, 100_000);

describe('reset', () => {
  let agreement: StartedAgreement;
  const written: string[] = [];

  async function resetTo(pick: 'the current run' | 'the first chapter'): Promise<void> {
    const runs = await runsOf(system.client, `WorkflowId="${agreement.id}"`);
    const run = pick === 'the first chapter' ? runs[0] : runs.at(-1);
    const events = run?.history.events ?? [];
    const completed = (from: number) =>
      events.findIndex((event, at) => at >= from && event.workflowTaskCompletedEventAttributes);
    // After a command was answered, when nothing is under way.
    const answered = events.findIndex((event) => event.workflowExecutionUpdateCompletedEventAttributes);
    const event = events[completed(answered)] ?? events[completed(0)];
    await system.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: agreement.id, runId: run?.runId ?? '' },
      reason: 'tried out',
      requestId: randomUUID(),
      workflowTaskFinishEventId: event?.eventId ?? null,
      // The worst case: what came after that point is not given to it again.
      resetReapplyType: proto.temporal.api.enums.v1.ResetReapplyType.RESET_REAPPLY_TYPE_NONE,
    });
  }

  beforeAll(async () => {
    agreement = await lively('r');
    for (let n = 0; n < 8; n += 1) {
      const { created } = await posted(system, `${agreement.at}/commitments`, {
        sentence: `Sentence ${n}`,
        beneficiaryOrganisationId: agreement.unit,
        ownerPostId: agreement.posts.liaison,
        dueOn: '2027-06-30',
      });
      written.push(created[0] ?? '');
    }
  }, 60_000);

  test.each(['the current run', 'the first chapter'] as const)(
    'to an early point of %s: restore makes it follow what Postgres holds, and its clocks go on',
    async (pick) => {
      await resetTo(pick);
      const outcomes = await restoreAgreement(system.db, system.client, agreement.id);
      console.log(`reset to ${pick}: ${outcomes.map(({ outcome }) => outcome).join(', ')}`);
      await expectSame(agreement.id);
      const due = await fallenDue(agreement.id);
      await until('something falls due', async () => (await fallenDue(agreement.id)) > due, 90);
      await expectSeqDense(agreement.id);
      await expectSame(agreement.id);
    },
    150_000,
  );

  test('and without a restore, the next command makes it catch up and is not refused for what the workflow has forgotten', async () => {
    const commands = () =>
      system.db.command.count({ where: { entityId: agreement.id, name: { not: 'planProgressed' } } });
    const before = await commands();
    await resetTo('the first chapter');
    const last = String(written.at(-1));
    await posted(system, `${agreement.at}/commitments/${last}/amend`, {
      reason: 'More exact',
      sentence: 'Another one',
    });
    await expectSeqDense(agreement.id);
    await expectSame(agreement.id);
    expect(await commands()).toBe(before + 1);
  }, 60_000);
});
