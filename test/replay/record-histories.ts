import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { hashToken } from '../../api/authentication.ts';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { createApi } from '../../stack/demonstration/api.ts';
import { enterDirectory } from '../../stack/demonstration/load.ts';
import { Caller } from '../source-cases/caller.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';
import { addHistories, notIn, historiesFolder, readHistories, runsWith } from './histories.ts';
import type { KeptHistory } from './histories.ts';
import {
  busyLife,
  calendarLife,
  declinedLife,
  joinedLate,
  meetingsLife,
  settledMeeting,
  startAgreement,
  wholeLife,
} from './lives.ts';
import { heldBack, matters, postChangesHands } from './lives-of-matters.ts';
import { leftUnit, placementLives, withPlacement } from './lives-of-placements.ts';
import { policyLife } from './lives-of-policies.ts';
import type { Stage } from './lives.ts';

/**
 * Records histories that `replay.test.ts` replays: the whole product lives through every command. Run it when a command is
 * added, or a workflow itself changed (`patched()`), so that the new way is kept too. What is kept already stays: what fails to
 * replay here fails at somebody's place.
 *
 *     npm run histories          the workflows that take a command or go by a patch which no kept history has
 *     npm run histories -- all   every workflow
 */
const MOST_BYTES_OF_A_RECORDING = 2_000_000;
/** Of the clock on which three weeks pass in a quarter of a minute. */
const FAST_DAY_MS = 700;

async function withSystem(
  dayMs: number,
  live: (stage: Stage, system: TestSystem) => Promise<void>,
  caretaker = false,
): Promise<KeptHistory[]> {
  const clock = demonstrationClock(new Date().toISOString(), dayMs);
  const system = await startSystem({ clock, caretaker });
  try {
    const ids = await enterDirectory(createApi(system));
    const personId = ids.person('zzuet-liaison');
    const token = randomBytes(24).toString('hex');
    const principal = { id: personId, principal: personId, personId, roles: ['coordinator', 'liaison', 'owner'] };
    await system.db.apiToken.create({ data: { ...principal, hash: hashToken(token) } });
    const coordinator = new Caller(system.apiUrl, system.token);
    await live({ coordinator, liaison: new Caller(system.apiUrl, token), ids }, system);
    // Lists lag behind by a moment.
    await sleep(2_000);
    return await everyRun(system);
  } finally {
    await system.stop();
  }
}

async function everyRun({ client }: TestSystem): Promise<KeptHistory[]> {
  const kept: KeptHistory[] = [];
  for await (const { workflowId, runId, startTime } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    kept.push({ name: `${workflowId}#${startTime.getTime()}`, workflowId, history });
  }
  return numbered(kept);
}

/** `#1`, `#2` ... by the order of the runs. */
function numbered(kept: readonly KeptHistory[]): KeptHistory[] {
  const runs = new Map<string, number>();
  return kept
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((one) => {
      const n = (runs.get(one.workflowId) ?? 0) + 1;
      runs.set(one.workflowId, n);
      return { ...one, name: `${one.workflowId}.run-${n}` };
    });
}

const versionOf = z.object({ version: z.string() });
const { version } = versionOf.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')));
const isAll = process.argv[2] === 'all';
const uncovered = notIn(readHistories());
if (!isAll && uncovered.length === 0) {
  process.stdout.write(
    'Every command and patch is covered already. "npm run histories -- all" records all the same.\n',
  );
  process.exit(0);
}

const commands = await withSystem(86_400_000, async (stage) => {
  await wholeLife(stage);
  await declinedLife(stage);
  await busyLife(stage);
  await joinedLate(stage);
  await meetingsLife(stage);
});
const waits = await withSystem(FAST_DAY_MS, async (stage) => {
  await startAgreement(stage);
  await startAgreement(stage, { accept: false });
  await sleep(FAST_DAY_MS * 25);
});
const asked = await withSystem(86_400_000, matters);
const held = await withSystem(FAST_DAY_MS * 3, heldBack);
const placed = await withSystem(FAST_DAY_MS * 3, placementLives);
const left = await withSystem(86_400_000, leftUnit);
const hands = await withSystem(86_400_000, postChangesHands, true);
const settles = await withSystem(86_400_000, settledMeeting);
const calendar = await withSystem(
  FAST_DAY_MS,
  async (stage) => {
    await calendarLife(stage, (id) => withPlacement(stage, id));
    await sleep(FAST_DAY_MS * 15);
  },
  true,
);
/** Long enough to rehearse and decide between two nights. */
const policies = await withSystem(FAST_DAY_MS * 10, policyLife, true);
const under = (prefix: string, kept: readonly KeptHistory[]): KeptHistory[] =>
  kept.map((one) => ({ ...one, name: `${prefix}.${one.name}` }));
// What postboxes do is on record above.
const withCalendar = calendar.filter(({ workflowId }) => !workflowId.startsWith('postbox-'));
const all = [
  ...commands,
  ...under('waits', waits),
  ...under('settles', settles),
  ...under('matters', asked),
  ...under('held-back', held),
  ...under(
    'changes-hands',
    hands.filter(({ workflowId }) => !workflowId.startsWith('postbox-')),
  ),
  ...under(
    'placed',
    placed.filter(({ workflowId }) => !workflowId.startsWith('postbox-')),
  ),
  ...under(
    'left',
    left.filter(({ workflowId }) => workflowId.includes('.placement-')),
  ),
  ...under('calendar', withCalendar),
  ...under(
    'policy',
    policies.filter(({ workflowId }) => !workflowId.startsWith('postbox-')),
  ),
];
const missing = notIn([...readHistories(), ...all]);
if (missing.length > 0) {
  process.stderr.write(`Not recorded, add them to lives.ts: ${missing.join(', ')}\n`);
  process.exit(1);
}
const wanted = isAll ? all : runsWith(uncovered, all);
const folder = join(historiesFolder, addHistories(wanted, version));
const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
const events = wanted.map(({ history }) => history.events?.length ?? 0);
process.stdout.write(
  `${folder}: ${wanted.length} histories, ${events.reduce((a, b) => a + b, 0)} events, ${bytes} bytes.\n`,
);
if (bytes > MOST_BYTES_OF_A_RECORDING)
  throw new Error(`More than ${MOST_BYTES_OF_A_RECORDING} bytes: make the lives shorter.`);
process.exit(0);
