import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { z } from 'zod';

type History = temporal.api.history.v1.IHistory;

export interface Run {
  workflowId: string;
  runId: string;
  type: string;
  history: History;
  events: number;
  /** Passes that were recorded: scheduled `record` activities. */
  passes: number;
}

/**
 * Histories of all runs that a query finds, oldest first. Lists lag behind by a moment, so it looks until what it finds is the
 * same twice.
 */
export async function runsOf(client: Client, query: string): Promise<Run[]> {
  let ids: { workflowId: string; runId: string; type: string; startedAt: number }[] = [];
  for (let before = -1; before !== ids.length || ids.length === 0;) {
    before = ids.length;
    ids = [];
    await sleep(1_200);
    for await (const run of client.workflow.list({ query })) {
      ids.push({
        workflowId: run.workflowId,
        runId: run.runId,
        type: run.type,
        startedAt: run.startTime.getTime(),
      });
    }
  }
  const runs: Run[] = [];
  for (const { workflowId, runId, type } of ids.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const events = history.events ?? [];
    const passes = events.filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'record',
    ).length;
    runs.push({ workflowId, runId, type, history, events: events.length, passes });
  }
  return runs;
}

/** Replays every run against today's workflows, in one worker. @throws Error naming the first run that does not replay */
export async function replayAll(workflowBundle: { codePath: string }, runs: readonly Run[]): Promise<void> {
  const histories = runs.map(({ workflowId, history }) => ({ workflowId, history }));
  let replayed = 0;
  for await (const result of Worker.runReplayHistories({ workflowBundle }, histories)) {
    replayed += 1;
    if (!result.error) continue;
    const run = runs.find(({ runId }) => runId === result.runId);
    throw new Error(`${result.workflowId} ${result.runId} (${run?.events} events) does not replay`, {
      cause: result.error,
    });
  }
  if (replayed !== runs.length) throw new Error(`${replayed} of ${runs.length} histories were replayed.`);
}

/** What the timeline shows beside a timer, an activity or a beginning; empty if nothing. */
export const summaryOf = ({ userMetadata }: temporal.api.history.v1.IHistoryEvent): string =>
  userMetadata?.summary ? z.string().parse(defaultPayloadConverter.fromPayload(userMetadata.summary)) : '';

/** Timers that were set and activities that were scheduled: what the timeline shows as rows. */
export const rowsOf = ({ events }: History): temporal.api.history.v1.IHistoryEvent[] =>
  (events ?? []).filter((event) => event.timerStartedEventAttributes ?? event.activityTaskScheduledEventAttributes);

export interface Figures {
  chapters: number;
  longest: number;
  passes: number;
  eventsPerPass: number;
}

export function figuresOf(runs: readonly Run[]): Figures {
  const passes = runs.reduce((sum, run) => sum + run.passes, 0);
  const events = runs.reduce((sum, run) => sum + run.events, 0);
  return {
    chapters: runs.length,
    longest: Math.max(...runs.map((run) => run.events)),
    passes,
    eventsPerPass: Math.round((events / passes) * 10) / 10,
  };
}
