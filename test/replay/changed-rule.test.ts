import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApi } from '../../stack/demonstration/api.ts';
import { enterDirectory } from '../../stack/demonstration/load.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import { Caller } from '../source-cases/caller.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';
import { changedRules, editedBundle } from './bundles.ts';
import { sender, startAgreement } from './lives.ts';

/** A rule that is changed under a running agreement acts from then on, and what was is left as it was. */

let system: TestSystem;
let ids: DirectoryIds;
let changed: Awaited<ReturnType<typeof editedBundle>>;

beforeAll(async () => {
  [system, changed] = await Promise.all([startSystem(), editedBundle(changedRules)]);
  ids = await enterDirectory(createApi(system));
}, 180_000);
afterAll(async () => {
  changed?.dispose();
  await system?.stop();
}, 60_000);

const followUp = (entityId: string, id: string) =>
  system.db.followUp.findUniqueOrThrow({ where: { entityId_id: { entityId, id } } });
const types = async (entityId: string): Promise<string[]> =>
  (await system.db.event.findMany({ where: { entityId }, orderBy: { seq: 'asc' } })).map((event) => event.type);

test('the worker of the next version takes a running agreement on with its own rules', async () => {
  const coordinator = new Caller(system.apiUrl, system.token);
  const id = await startAgreement({ coordinator, liaison: coordinator, ids });
  const tell = sender(`/v1/agreements/${id}`, 'agreement');
  const visit = { fromOn: '2026-02-27', direction: 'inbound', hostOrganisationId: 'org-zzuet' };
  await tell(coordinator, 'recordVisit', visit);
  // Three working days to file the note.
  expect((await followUp(id, 'visit-note.visit-1')).dueOn).toBe('2026-03-05');
  expect(await types(id)).not.toContain('ruleOfNextYear');

  await system.stopWorker();
  system.bundle.codePath = changed.codePath;
  await system.startWorker();

  await tell(coordinator, 'recordVisit', visit);
  expect((await followUp(id, 'visit-note.visit-1')).dueOn).toBe('2026-03-05');
  expect((await followUp(id, 'visit-note.visit-2')).dueOn).toBe('2026-03-10');
  expect(await types(id)).toContain('ruleOfNextYear');
  const { status } = await system.client.workflow.getHandle(id).describe();
  expect(status.name).toBe('RUNNING');
}, 60_000);
