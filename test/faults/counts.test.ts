import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { z } from 'zod';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { loadDemonstration } from '../../stack/demonstration/load.ts';
import { posted } from '../support/cooperation.ts';
import { figuresOf, replayAll, runsOf, summaryOf } from '../support/histories.ts';
import type { Run } from '../support/histories.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/**
 * What a life costs in history events: both source cooperations entered command by command, a plan beside them, and two
 * weeks of reminders on a clock whose day lasts eight seconds.
 */
const DAY_MS = 8_000;
const DAYS = 10;
/**
 * The bound of a pass: 13 events for one command or one wake, with its answer, the activity, the page and the timer that is set
 * anew. Beyond that a pass holds more only with what is a step of its own in Temporal, and each of these has its price:
 * - a further command in the same pass: accepted, answered, and a workflow task of three of its own if it came alone;
 * - a message to another workflow (to the parent, to a plan, a plan started): asked, arrived, and a workflow task of three;
 * - a timer that rang in vain, left to ring because cancelling one costs more: rung, and a workflow task of three.
 */
const MOST_EVENTS_OF_A_PASS = 13;
const MOST_EVENTS_OF_A_FURTHER_COMMAND = 5;
const MOST_EVENTS_OF_A_MESSAGE = 5;
const MOST_EVENTS_OF_A_VAIN_RING = 4;
const MOST_EVENTS_OF_A_RUN = 420;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ clock: demonstrationClock(new Date().toISOString(), DAY_MS) });
}, 120_000);
afterAll(() => system.stop(), 60_000);

interface Pass {
  summary: string;
  events: number;
  /** Commands that it recorded or refused; none where something fell due. */
  commands: number;
  /** Signals to the parent or to plans, and plans started. */
  messages: number;
  /** Timers whose moment had moved on. */
  vainRings: number;
}

const proposal = z.object({ outcomes: z.array(z.unknown()) });

/**
 * From one `record` to the next: what its command or wake, its answer, page and timer brought. The last one goes to the end of
 * its run: what ends a chapter, and rings still to come, are in it.
 */
function passesOf(run: Run): Pass[] {
  const events = run.history.events ?? [];
  const starts = events.flatMap((event, index) =>
    event.activityTaskScheduledEventAttributes?.activityType?.name === 'record' ? [index] : [],
  );
  return starts.map((from, i) => {
    const part = events.slice(from, starts[i + 1]);
    const isLast = i === starts.length - 1;
    const [first] = part;
    const input = first?.activityTaskScheduledEventAttributes?.input?.payloads?.[0];
    return {
      summary: first ? summaryOf(first) : '',
      events: part.length,
      commands: input ? proposal.parse(defaultPayloadConverter.fromPayload(input)).outcomes.length : 0,
      messages: part.filter(
        (event) =>
          event.signalExternalWorkflowExecutionInitiatedEventAttributes ??
          event.startChildWorkflowExecutionInitiatedEventAttributes,
      ).length,
      // One that was not in vain is followed by the next record, scheduled by the very next task.
      vainRings: part.filter(
        (event, at) =>
          event.timerFiredEventAttributes &&
          (isLast || part.slice(at).filter((later) => later.workflowTaskCompletedEventAttributes).length > 1),
      ).length,
    };
  });
}

const mostEventsOf = ({ commands, messages, vainRings }: Pass): number =>
  MOST_EVENTS_OF_A_PASS +
  MOST_EVENTS_OF_A_FURTHER_COMMAND * Math.max(0, commands - 1) +
  MOST_EVENTS_OF_A_MESSAGE * messages +
  MOST_EVENTS_OF_A_VAIN_RING * vainRings;

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
    expect(passes).toHaveLength(figures.passes);
    expect(passes.filter((pass) => pass.events > mostEventsOf(pass))).toEqual([]);
    // With what begins and ends a chapter, and timers that rang in vain: a plan's one chapter has its beginning and few passes.
    if (kind === 'agreement') expect(figures.eventsPerPass).toBeLessThanOrEqual(MOST_EVENTS_OF_A_PASS);
    expect(wakes).toBeGreaterThan(0);
    expect(figures.longest).toBeLessThanOrEqual(MOST_EVENTS_OF_A_RUN);
    await replayAll(system.bundle, runs);
  }
  const everything = await runsOf(system.client, `ExecutionStatus != 'Terminated'`);
  for (const run of everything) expect(run.events).toBeLessThanOrEqual(MOST_EVENTS_OF_A_RUN);
}, 240_000);
