import { setTimeout as sleep } from 'node:timers/promises';
import { agreement } from '../../domain/agreement/index.ts';
import { isWorkingDay, localDateOf } from '../../domain/calendar/calendar.ts';
import { loadCalendar } from '../../activities/calendars.ts';
import { plan } from '../../domain/plan/index.ts';
import { Caller } from '../source-cases/caller.ts';
import type { Years } from './years.ts';

/** One cooperation as a coordinator drives it, and what became of it. */
export interface Diary {
  id: string;
  /** Sends a command to the agreement; gives the ids of what it made. */
  tell(command: string, fields?: object): Promise<string[]>;
  /** Sends a command to its first plan. */
  tellPlan(command: string, fields?: object): Promise<string[]>;
  /** The code of the refusal of a command to the agreement. */
  refusal(command: string, fields?: object): Promise<string>;
  /** What was to be told about a follow-up: `reminder 2025-01-08`, in order, `id` as in the agreement or its plan. */
  told(followUpId: string): Promise<string[]>;
  /** Columns of lists. */
  row(
    kind?: 'agreement' | 'plan',
  ): Promise<{ stage: string; status: string; light: string; closed: boolean; openCount: number }>;
  /** The present run of its workflow. */
  run(kind?: 'agreement' | 'plan'): Promise<{ runId: string; status: string; events: number }>;
}

const zone = 'Asia/Shanghai';
/** 2025 and 2026, make-up days included. */
export const china = loadCalendar('CN', { fromOn: '2025-01-06' });

export function diaryOf(years: Years, id: string): Diary {
  const caller = new Caller(years.apiUrl, years.token);
  const entityId = (kind: 'agreement' | 'plan'): string => (kind === 'plan' ? `${id}.plan-1` : id);
  const address = (kind: 'agreement' | 'plan', command: string, fields: object) => {
    const spec = (kind === 'plan' ? plan.commands : agreement.commands).get(command);
    if (!spec) throw new Error(`no command ${command}`);
    const body = new Map<string, unknown>(Object.entries(fields));
    const path = spec.path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => {
      const value = String(body.get(name));
      body.delete(name);
      return value;
    });
    const base = `/v1/agreements/${id}${kind === 'plan' ? '/plans/plan-1' : ''}`;
    return { path: `${base}/${path}`, body: Object.fromEntries(body) };
  };
  const send = async (kind: 'agreement' | 'plan', command: string, fields: object): Promise<string[]> => {
    const { path, body } = address(kind, command, fields);
    const { created } = await caller.post(path, body);
    return created;
  };
  return {
    id,
    tell: (command, fields = {}) => send('agreement', command, fields),
    tellPlan: (command, fields = {}) => send('plan', command, fields),
    refusal: (command, fields = {}) => {
      const { path, body } = address('agreement', command, fields);
      return caller.refusal(path, body);
    },
    told: async (followUpId) => {
      const rows = await years.db.notice.findMany({
        where: { agreementId: id, followUpId },
        orderBy: [{ at: 'asc' }, { seq: 'asc' }],
      });
      return rows.map((row) => `${row.kind} ${localDateOf(zone, row.at.toISOString())}`);
    },
    row: (kind = 'agreement') => years.db.entity.findUniqueOrThrow({ where: { id: entityId(kind) } }),
    run: async (kind = 'agreement') => {
      const { runId, status, historyLength } = await years.client.workflow.getHandle(entityId(kind)).describe();
      return { runId, status: status.name, events: historyLength };
    },
  };
}

/** Waits for what another workflow does at once: a plan telling its agreement. Real time; business time stands nearly still. */
export async function soon(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 200; tries > 0; tries -= 1) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error('It has not come to be within ten seconds.');
}

/** Notices of the system's own clocks that were written on a day that is not worked in China: there are to be none. */
export async function onFreeDays(years: Years): Promise<string[]> {
  const rows = await years.db.notice.findMany({ orderBy: { at: 'asc' } });
  return (
    rows
      .map((row) => ({ ...row, on: localDateOf(zone, row.at.toISOString()) }))
      // A command on a free day may tell somebody; clocks may not.
      .filter(({ kind, on }) => kind !== 'assigned' && !isWorkingDay(china, on).working)
      .map((row) => `${row.on} ${row.kind} ${row.followUpId}`)
  );
}

/** Mails that left at night or on a day that is not worked in China, where all readers of the two cases live. */
export async function outsideHours(years: Years): Promise<string[]> {
  const rows = await years.db.mail.findMany({ where: { status: 'sent' }, orderBy: { at: 'asc' } });
  return rows
    .map((row) => new Date(row.at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16))
    .filter((at) => !isWorkingDay(china, at.slice(0, 10)).working || at.slice(11) < '08:30' || at.slice(11) >= '19:00');
}
