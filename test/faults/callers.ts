import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { deciders } from '../../domain/deciders.ts';
import type { Database } from '../../prisma/client.ts';
import { recordedEvent } from '../../activities/record.ts';
import type { EntityView } from '../../workflows/entity.ts';
import type { Reachable, StartedAgreement } from '../support/cooperation.ts';

/** Callers that write to one agreement at once, each waiting for its answer, and the books that are checked afterwards. */

export interface Written {
  key: string;
  name: string;
  eventType: string;
  commandId: string;
  fromSeq: number;
  toSeq: number;
  created: string[];
  /** What each try was answered: a status, 0 when the connection broke. */
  statuses: number[];
  ms: number;
}

interface Order {
  name: string;
  path: string;
  eventType: string;
  body: object;
}

/** What people do most between two meetings, mixed. `contact-1` must be there. */
function orderOf(agreement: StartedAgreement, n: number, marker: string): Order {
  const orders: Order[] = [
    {
      name: 'recordPoint',
      path: 'points',
      eventType: 'pointRecorded',
      body: { kind: n % 8 === 0 ? 'hope' : 'topic', text: marker },
    },
    { name: 'recordContact', path: 'contacts', eventType: 'contactRecorded', body: contactBody(agreement, marker) },
    {
      name: 'addContactNote',
      path: 'contacts/contact-1/note',
      eventType: 'contactNoted',
      body: { note: marker },
    },
    { name: 'recordNote', path: 'notes', eventType: 'noteRecorded', body: { note: marker } },
  ];
  return orders[n % orders.length] as Order;
}

export function contactBody(agreement: StartedAgreement, summary: string): object {
  return {
    onDate: '2026-03-02',
    kind: 'call',
    summary,
    counterparts: [{ personId: agreement.people.counterpart, organisationId: agreement.partner }],
  };
}

export interface Load {
  callers: number;
  each: number;
  /** Begins the keys, so that two loads on one agreement stay apart. */
  name: string;
  /** How long a caller asks again before it gives up. */
  patienceMs?: number;
  onWritten?: (count: number) => void;
}

/**
 * Every caller writes one after the other, with a new key each, and asks again with the same key for as long as it is told to,
 * or when the connection breaks. Throws at any answer that tells neither the outcome nor to ask again: a 500 above all.
 */
export async function letCallersWrite(
  system: Reachable,
  agreement: StartedAgreement,
  { callers, each, name, patienceMs = 120_000, onWritten }: Load,
): Promise<Written[]> {
  const written: Written[] = [];
  const caller = async (c: number): Promise<void> => {
    for (let i = 0; i < each; i += 1) {
      const key = `${name}-${c}-${i}`;
      written.push(await write(system, agreement, orderOf(agreement, c + i, `said under ${key}.`), key, patienceMs));
      onWritten?.(written.length);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, c) => caller(c)));
  return written;
}

const ASK_AGAIN = [409, 503, 504];

async function write(
  { apiUrl, token }: Reachable,
  agreement: StartedAgreement,
  order: Order,
  key: string,
  patienceMs: number,
): Promise<Written> {
  const startedAt = performance.now();
  const statuses: number[] = [];
  let last = '';
  while (performance.now() - startedAt < patienceMs) {
    try {
      const answer = await fetch(`${apiUrl}${agreement.at}/${order.path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': key, 'content-type': 'application/json' },
        body: JSON.stringify(order.body),
        signal: AbortSignal.timeout(15_000),
      });
      statuses.push(answer.status);
      last = await answer.text();
      if (answer.status === 200) {
        const { commandId, fromSeq, toSeq, created } = JSON.parse(last) as Written;
        const { name, eventType } = order;
        const ms = performance.now() - startedAt;
        return { key, name, eventType, commandId, fromSeq, toSeq, created, statuses, ms };
      }
      if (!ASK_AGAIN.includes(answer.status) || !answer.headers.has('retry-after')) {
        throw new Error(`${order.name} under ${key}: ${answer.status} ${last}`);
      }
    } catch (error) {
      // `fetch failed`: the other end has gone; what was sent may have been applied. (By name: its classes are not the test's.)
      if (!['TypeError', 'TimeoutError'].includes((error as Error).name)) throw error;
      statuses.push(0);
    }
    await sleep(150);
  }
  throw new Error(`${order.name} under ${key}: no answer; tried ${statuses.join(' ')}; ${last}`);
}

/** How often each answer came. */
export function answersOf(written: readonly Written[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const status of written.flatMap((each) => each.statuses)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

export function latencies(written: readonly Written[]): string {
  const ms = written.map((each) => each.ms).toSorted((a, b) => a - b);
  const at = (share: number) => `${Math.round(ms[Math.floor((ms.length - 1) * share)] ?? 0)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`;
}

/**
 * That everything written was applied and recorded exactly once, that Postgres is in itself consistent, and that the workflow
 * holds what Postgres holds. `others` is how many commands were recorded beside those.
 */
export async function expectExactlyOnce(
  { db, client }: { db: Database; client: Client },
  agreement: StartedAgreement,
  written: readonly Written[],
  others: number,
): Promise<void> {
  const entityId = agreement.id;
  const [rows, commands, texts, entity] = await Promise.all([
    db.event.findMany({ where: { entityId }, orderBy: { seq: 'asc' } }),
    db.command.findMany({ where: { entityId } }),
    db.text.findMany({ where: { entityId } }),
    db.entity.findUniqueOrThrow({ where: { id: entityId } }),
  ]);
  // Dense: no number is missing, none is there twice.
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
  expect(entity.seq).toBe(rows.length);

  expect(new Set(written.map((each) => each.commandId)).size).toBe(written.length);
  expect(commands.length).toBe(written.length + others);
  const recordedIds = new Set(commands.map((command) => command.id));
  const seqsOf = new Map<string, number[]>();
  for (const row of rows) if (row.commandId) seqsOf.set(row.commandId, [...(seqsOf.get(row.commandId) ?? []), row.seq]);
  const contents = new Map<string, number>();
  for (const text of texts) contents.set(text.content, (contents.get(text.content) ?? 0) + 1);
  const odd: string[] = [];
  for (const each of written) {
    if (!recordedIds.has(each.commandId)) odd.push(`${each.key}: no command row`);
    const expected = Array.from({ length: each.toSeq - each.fromSeq + 1 }, (_, index) => each.fromSeq + index);
    const seqs = seqsOf.get(each.commandId) ?? [];
    if (JSON.stringify(seqs) !== JSON.stringify(expected))
      odd.push(`${each.key}: answered ${expected.join()}, recorded ${seqs.join()}`);
    if (rows[each.fromSeq - 1]?.type !== each.eventType) odd.push(`${each.key}: not ${each.eventType}`);
    const times = contents.get(`said under ${each.key}.`);
    if (times !== 1) odd.push(`${each.key}: its text is kept ${times ?? 0} times`);
  }
  expect(odd).toEqual([]);

  // Folding the events gives the snapshot, and the workflow carries the same.
  const decider = deciders.agreement;
  const folded = decider.evolve(
    decider.initial({ kind: 'agreement', id: entityId, agreementId: entityId }),
    rows.map(recordedEvent),
  );
  expect(JSON.parse(JSON.stringify(folded))).toEqual(entity.state);
  const view = await client.workflow.getHandle(entityId).query<EntityView>('state');
  expect(view.seq).toBe(entity.seq);
  expect(view.state).toEqual(entity.state);
  expect(view.nextWakeAt).toBe(entity.wakeAt?.toISOString() ?? null);
}
