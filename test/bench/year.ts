import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { certifyPart } from '../../activities/caretaker/certify.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { createApi } from '../../stack/demonstration/api.ts';
import { platformCase } from '../../stack/demonstration/case-platform.ts';
import { enterDirectory } from '../../stack/demonstration/load.ts';
import { Caller } from '../source-cases/caller.ts';
import { diaryOf } from '../years/diary.ts';
import type { Diary } from '../years/diary.ts';
import { startYears } from '../years/years.ts';
import type { Years } from '../years/years.ts';
import { rowBytes } from './bytes.ts';
import { timeReplays } from './replays.ts';
import { machine, row, say, sum } from './report.ts';

type History = proto.temporal.api.history.v1.IHistory;

const ZONE = 'Asia/Shanghai';
const BEGUN_ON = '2025-01-06';
const YEAR_DAYS = 365;
const VISIT_OVER_ON = '2025-04-02';

/**
 * A year of one agreement, the source case of the platform with its visit and symposium in spring: then cared for, or forgotten.
 * On the time-skipping server, which cannot say how many bytes it keeps: histories are counted, postboxes' are not among them.
 */
export async function year(): Promise<void> {
  say(machine());
  for (const isKept of [true, false]) {
    const years = await startYears();
    try {
      await lived(years, isKept);
    } finally {
      for (const id of await workflowIds(years))
        await years.client.workflow
          .getHandle(id)
          .terminate()
          .catch(() => undefined);
      await years.stop();
    }
  }
}

async function lived(years: Years, isKept: boolean): Promise<void> {
  const ids = await enterDirectory(createApi(years));
  const before = await rowBytes(years.db);
  const { entityId } = await new Caller(years.apiUrl, years.token).post('/v1/agreements', platformCase.start);
  const diary = diaryOf(years, String(entityId));
  const [visit, ...rest] = platformCase.steps(ids, VISIT_OVER_ON);
  if (visit) await diary.tell(visit.command, visit.fields);
  await years.liveUntil(VISIT_OVER_ON);
  for (const { command, fields } of rest) await diary.tell(command, fields);
  if (isKept) await keepInTouch(years, diary, ids.person('ren-xiang'));
  await years.liveUntil(addDays(BEGUN_ON, YEAR_DAYS));

  say();
  say(isKept ? 'A contact each month:' : 'Forgotten after the symposium:');
  const runs = await chainOf(years.client, diary.id);
  const events = runs.flatMap((history) => history.events ?? []);
  const passes = events.filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'record');
  row('passes recorded', passes.length);
  row('history events', events.length);
  row('history events for each pass, all included', events.length / passes.length);
  row('workflow tasks', events.filter((event) => event.workflowTaskCompletedEventAttributes).length);
  row('runs', runs.length);
  row('events of the longest run', Math.max(...runs.map((history) => history.events?.length ?? 0)));
  const replays = await timeReplays(runs.map((history) => ({ workflowId: diary.id, history })));
  row('replay of the whole chain, ms', sum(replays.map(({ ms }) => ms)));
  row('replay of the slowest run, ms', Math.max(...replays.map(({ ms }) => ms)));
  row('CPU ms of it', Math.max(...replays.map(({ cpuMs }) => cpuMs)));
  row('KB of history in Temporal', sum(runs.map(bytesOf)) / 1_024);
  row('ms to certify a day of it, from its first event', await certifyMs(years));
  await nights(years, diary.id);
  const after = await rowBytes(years.db);
  const grown = [...after].map(([table, { bytes, rows }]): [string, number, number] => [
    table,
    rows - (before.get(table)?.rows ?? 0),
    (bytes - (before.get(table)?.bytes ?? 0)) / 1_024,
  ]);
  row('KB of rows in Postgres', sum(grown.map(([, , kb]) => kb)));
  for (const [table, rows, kb] of grown) if (rows > 0) row(`  ${table}`, `${rows} rows`, kb);
}

async function keepInTouch(years: Years, diary: Diary, counterpart: string): Promise<void> {
  for (let month = 1; month <= 9; month += 1) {
    await years.liveUntil(addDays(VISIT_OVER_ON, month * 29));
    await diary.tell('recordContact', {
      onDate: years.today(),
      kind: 'call',
      summary: 'How it stands, and what comes next.',
      counterparts: [{ personId: counterpart, organisationId: 'org-cnuktip' }],
    });
  }
}

/** Of all runs, oldest first: each names the one before it. */
async function chainOf(client: Client, workflowId: string): Promise<History[]> {
  const runs: History[] = [];
  let { runId } = await client.workflow.getHandle(workflowId).describe();
  while (runId !== '') {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.unshift(history);
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return runs;
}

/** What the caretaker does each night with each open agreement, here of one that is a year old; the second of two times. */
async function certifyMs({ db }: Years): Promise<number> {
  const day = addDays(BEGUN_ON, YEAR_DAYS - 2);
  const asked = { day, after: '', lateAt: `${addDays(day, 1)}T12:00:00.000Z` };
  await certifyPart(db, asked);
  const startedAt = performance.now();
  await certifyPart(db, asked);
  return performance.now() - startedAt;
}

const bytesOf = (history: History): number => proto.temporal.api.history.v1.History.encode(history).finish().byteLength;

/** Wakes by the clock: one at the most for an agreement and a night is what is wanted. */
async function nights(years: Years, id: string): Promise<void> {
  const events = await years.db.event.findMany({ where: { entityId: id, commandId: null }, select: { at: true } });
  const wakes = [...new Set(events.map(({ at }) => at.toISOString()))];
  const byNight = new Map<string, number>();
  for (const at of wakes) byNight.set(localDateOf(ZONE, at), (byNight.get(localDateOf(ZONE, at)) ?? 0) + 1);
  row('nights with a planned wake', byNight.size);
  row('most wakes in one night', Math.max(...byNight.values()));
}

async function workflowIds(years: Years): Promise<string[]> {
  const [entities, persons] = await Promise.all([
    years.db.entity.findMany({ select: { id: true } }),
    years.db.person.findMany({ select: { id: true } }),
  ]);
  return [...entities.map(({ id }) => id), ...persons.map(({ id }) => `postbox-${id}`)];
}
