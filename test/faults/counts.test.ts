import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { loadDemonstration } from '../../stack/demonstration/load.ts';
import { posted } from '../support/cooperation.ts';
import { figuresOf, replayAll, runsOf } from '../support/histories.ts';
import type { Run } from '../support/histories.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/**
 * What a life costs in history events: both source cooperations entered command by command, a plan beside them, and two
 * weeks of reminders on a clock whose day lasts eight seconds.
 */
const DAY_MS = 8_000;
const DAYS = 10;
/** FACTS section 3: an update with a normal activity and a timer that is set anew. */
const MOST_EVENTS_OF_A_PASS = 13;
/** Asked, told, and a workflow task of three events. */
const MOST_EVENTS_OF_A_MESSAGE = 5;
/** Rung, and a workflow task. */
const EVENTS_OF_A_VAIN_RING = 4;
const MOST_EVENTS_OF_A_RUN = 420;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ clock: demonstrationClock(new Date().toISOString(), DAY_MS) });
}, 120_000);
afterAll(() => system.stop(), 60_000);

interface Pass {
  summary: string;
  events: number;
  /** Signals to the parent or to plans, and plans started: a message to another workflow and a task to hear that it arrived. */
  messages: number;
  /** Timers whose moment had moved on: they are left to ring, which costs less than to cancel them. */
  vainRings: number;
}

/** From one `record` to the next: what its command or wake, its answer, page and timer brought. The last one is open-ended. */
function passesOf(run: Run): Pass[] {
  const events = run.history.events ?? [];
  const starts = events.flatMap((event, index) =>
    event.activityTaskScheduledEventAttributes?.activityType?.name === 'record' ? [index] : [],
  );
  return starts.slice(0, -1).map((from, i) => {
    const part = events.slice(from, starts[i + 1]);
    return {
      summary: textOf(events[from]?.userMetadata?.summary?.data),
      events: part.length,
      messages: part.filter(
        (event) =>
          event.signalExternalWorkflowExecutionInitiatedEventAttributes ??
          event.startChildWorkflowExecutionInitiatedEventAttributes,
      ).length,
      // After one that was not in vain, the very next task schedules the next record.
      vainRings: part.filter(
        (event, at) =>
          event.timerFiredEventAttributes &&
          part.slice(at).filter((later) => later.workflowTaskCompletedEventAttributes).length > 1,
      ).length,
    };
  });
}

const textOf = (data: Uint8Array | null | undefined): string => (data ? Buffer.from(data).toString() : '');

test('at most 13 events for a recorded pass, 420 in a run', async () => {
  const { agreementIds } = await loadDemonstration({ apiUrl: system.apiUrl, token: system.token });
  const [first] = agreementIds;
  await posted(system, `/v1/agreements/${first}/plans`, { name: 'A plan that is chased' });
  await sleep(DAYS * DAY_MS);

  for (const [id, kind] of [
    ...agreementIds.map((agreementId) => [agreementId, 'agreement'] as const),
    [`${first}.plan-1`, 'plan'] as const,
  ]) {
    const runs = await runsOf(system.client, `WorkflowId="${id}"`);
    const figures = figuresOf(runs);
    const passes = runs.flatMap(passesOf);
    const wakes = await system.db.event.count({ where: { entityId: id, commandId: null } });
    const commands = await system.db.command.count({ where: { entityId: id } });
    const { state } = await system.db.entity.findUniqueOrThrow({ where: { id } });
    const most = Math.max(...passes.map((pass) => pass.events));
    console.log(
      `${kind} ${id}: ${commands} commands, ${wakes} events that fell due, ${figures.passes} passes, ${figures.chapters} chapters, ` +
        `longest run ${figures.longest} events, ${figures.eventsPerPass} events per pass all included, most of one pass ${most} (${passes.filter((pass) => pass.messages > 0).length} passes told another workflow, ${passes.reduce((sum, pass) => sum + pass.vainRings, 0)} vain rings); ` +
        `carried state ${Buffer.byteLength(JSON.stringify(state))} bytes`,
    );
    const tooMany = passes.filter(
      ({ events, messages, vainRings }) =>
        events > MOST_EVENTS_OF_A_PASS + MOST_EVENTS_OF_A_MESSAGE * messages + EVENTS_OF_A_VAIN_RING * vainRings,
    );
    expect(tooMany).toEqual([]);
    // With what begins and ends a chapter, and timers that rang in vain.
    if (kind === 'agreement') expect(figures.eventsPerPass).toBeLessThanOrEqual(MOST_EVENTS_OF_A_PASS);
    expect(wakes).toBeGreaterThan(0);
    expect(figures.longest).toBeLessThanOrEqual(MOST_EVENTS_OF_A_RUN);
    await replayAll(system.bundle, runs);
  }
  const everything = await runsOf(system.client, `ExecutionStatus != 'Terminated'`);
  for (const run of everything) expect(run.events).toBeLessThanOrEqual(MOST_EVENTS_OF_A_RUN);
}, 240_000);
