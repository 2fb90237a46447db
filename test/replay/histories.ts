import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import { z } from 'zod';
import { deciders } from '../../domain/deciders.ts';
import { placementKinds } from '../../domain/policy/placement-kinds.ts';
import { planKinds } from '../../domain/policy/plan-kinds.ts';
import type { FollowUpPolicy } from '../../domain/policy/policy.ts';
import { patches } from '../../workflows/patches.ts';

/** Histories of whole lives, kept in the repository: what runs at somebody's place must replay with every later version. */

export type History = temporal.api.history.v1.IHistory;

export interface KeptHistory {
  /** `agreement-2026-0001-zzuet-cnuktip.plan-1.run-2`, behind the folder of its recording if that is a later one. */
  name: string;
  workflowId: string;
  history: History;
}

export const historiesFolder = join(import.meta.dirname, 'histories');
const kept = z.object({ workflowId: z.string(), history: z.unknown() });

export function readHistories(folder = historiesFolder): KeptHistory[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json.gz'))
    .toSorted()
    .map((file) => {
      const { workflowId, history } = kept.parse(JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString()));
      return { name: file.replace('.json.gz', ''), workflowId, history: historyFromJSON(history) };
    });
}

/** Who worked on it names a machine, which no history needs. */
const withoutMachine = (key: string, value: unknown): unknown => (key === 'identity' ? 'recorder' : value);

/**
 * Adds a recording beside what is kept, in a folder named after the version that made it; whatever is there already is left as it
 * is, because it is the promise that what runs goes on.
 *
 * @returns the folder's name below `folder`, e.g. `0.2.0` or, for a second recording, `0.2.0-2`
 */
export function addHistories(histories: readonly KeptHistory[], version: string, folder = historiesFolder): string {
  let recording = version;
  for (let n = 2; existsSync(join(folder, recording)); n += 1) recording = `${version}-${n}`;
  for (const { name, workflowId, history } of histories) {
    const path = join(folder, recording, `${name}.json.gz`);
    const content = { workflowId, history: JSON.parse(historyToJSON(history)) };
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, gzipSync(JSON.stringify(content, withoutMachine), { level: 9 }));
  }
  return recording;
}

/** Numbers begin anew with each recording, so an id alone does not say whose runs they are. */
const lifeOf = ({ name }: KeptHistory): string => name.replace(/\.run-\d+$/, '');

/** All runs of the workflows that took one of these commands or patches, `plan startStudy` for example. */
export function runsWith(names: readonly string[], histories: readonly KeptHistory[]): KeptHistory[] {
  const wanted = new Set(names);
  const lives = new Set(
    histories
      .filter(({ history }) => [...commandsOf(history), ...patchesOf(history)].some((name) => wanted.has(name)))
      .map(lifeOf),
  );
  return histories.filter((one) => lives.has(lifeOf(one)));
}

/**
 * A follow-up is reported, and then confirmed or returned, only where its kind is closed by a report, and no kind of a plan or
 * placement is: they refuse these three always. The first such kind makes them wanted here.
 */
const isReported = (kinds: Readonly<Record<string, FollowUpPolicy>>): boolean =>
  Object.values(kinds).some(({ closes }) => closes === 'by-report');
const afterReport = (kind: string): string[] =>
  ['reportFollowUp', 'confirmFollowUp', 'returnFollowUp'].map((name) => `${kind} ${name}`);
const neverTaken: ReadonlySet<string> = new Set([
  ...(isReported(planKinds) ? [] : afterReport('plan')),
  ...(isReported(placementKinds) ? [] : afterReport('placement')),
]);

/** What no history has come to: commands of the deciders, as `agreement recordVisit`, and changes of workflows, as `patch plans-hear-of-parties`. */
export const notIn = (histories: readonly KeptHistory[]): string[] => [
  ...commandsNotIn(histories),
  ...patchesNotIn(histories),
];

function patchesNotIn(histories: readonly KeptHistory[]): string[] {
  const met = new Set(histories.flatMap(({ history }) => patchesOf(history)));
  return Object.values(patches)
    .map(patchNamed)
    .filter((name) => !met.has(name));
}

const patchNamed = (id: string): string => `patch ${id}`;
const patchData = z.object({ id: z.string() });

/** Where the new way was gone, by the markers that the SDK leaves. */
function patchesOf(history: History): string[] {
  return (history.events ?? []).flatMap(({ markerRecordedEventAttributes: marker }) => {
    const payload = marker?.markerName === 'core_patch' ? marker.details?.['patch-data']?.payloads?.[0] : undefined;
    return payload ? [patchNamed(patchData.parse(defaultPayloadConverter.fromPayload(payload)).id)] : [];
  });
}

function commandsNotIn(histories: readonly KeptHistory[]): string[] {
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
