import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import { z } from 'zod';
import { deciders } from '../../domain/deciders.ts';

/** Histories of whole lives, kept in the repository: what runs at somebody's place must replay with every later version. */

export type History = temporal.api.history.v1.IHistory;

export interface KeptHistory {
  /** `agreement-2026-0001-zzuet-cnuktip.plan-1`, its run after a `#`. */
  name: string;
  workflowId: string;
  history: History;
}

const folder = join(import.meta.dirname, 'histories');
const kept = z.object({ workflowId: z.string(), history: z.unknown() });

export function readHistories(): KeptHistory[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json.gz'))
    .toSorted()
    .map((file) => {
      const { workflowId, history } = kept.parse(JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString()));
      return { name: file.replace('.json.gz', ''), workflowId, history: historyFromJSON(history) };
    });
}

/** Who worked on it names a machine, which no history needs. */
const withoutMachine = (key: string, value: unknown): unknown => (key === 'identity' ? 'recorder' : value);

/** Adds what is not kept yet; what is kept stays, for it is a promise. Returns the bytes written. */
export function writeHistories(histories: readonly KeptHistory[]): number {
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  const known = new Set(readdirSync(folder));
  for (const { name, workflowId, history } of histories) {
    if (known.has(`${name}.json.gz`)) continue;
    const file = gzipSync(JSON.stringify({ workflowId, history: JSON.parse(historyToJSON(history)) }, withoutMachine), {
      level: 9,
    });
    writeFileSync(join(folder, `${name}.json.gz`), file);
    bytes += file.length;
  }
  return bytes;
}

/** Nothing that a plan opens is closed by a report, so these are never taken there. */
const neverTaken: ReadonlySet<string> = new Set(['plan reportFollowUp', 'plan confirmFollowUp', 'plan returnFollowUp']);

/** Commands of the deciders that no history has taken, as `agreement recordVisit`. */
export function commandsNotIn(histories: readonly KeptHistory[]): string[] {
  const used = new Set(histories.flatMap(({ history }) => commandsOf(history)));
  return Object.entries(deciders).flatMap(([kind, decider]) =>
    [...decider.commands.keys()]
      .map((name) => `${kind} ${name}`)
      .filter((name) => !used.has(name) && !neverTaken.has(name)),
  );
}

const proposal = z.object({
  ref: z.object({ kind: z.string() }),
  outcomes: z.array(z.object({ name: z.string(), outcome: z.object({ status: z.string() }) })),
});

/** What was recorded, by the proposals that went to the recorder: updates, signals and first commands alike. */
function commandsOf(history: History): string[] {
  return (history.events ?? []).flatMap((event) => {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const payload = scheduled?.input?.payloads?.[0];
    if (scheduled?.activityType?.name !== 'record' || !payload) return [];
    const { ref, outcomes } = proposal.parse(defaultPayloadConverter.fromPayload(payload));
    return outcomes.filter((o) => o.outcome.status === 'recorded').map((o) => `${ref.kind} ${o.name}`);
  });
}
