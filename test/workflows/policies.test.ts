import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { createApi } from '../../stack/demonstration/api.ts';
import { enterDirectory } from '../../stack/demonstration/load.ts';
import { policyLife } from '../replay/lives-of-policies.ts';
import { Caller } from '../source-cases/caller.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/** On real Temporal and Postgres: the caretaker brings a policy at once when it is set, and a migration in its night. */

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ clock: demonstrationClock(new Date().toISOString(), 15_000), caretaker: true });
}, 120_000);
afterAll(() => system.stop());

test('what a manager has set is adopted by agreement, plan and placement, and what was rehearsed is carried out, by recorded events', async () => {
  const ids = await enterDirectory(createApi(system));
  const coordinator = new Caller(system.apiUrl, system.token);
  await policyLife({ coordinator, liaison: coordinator, ids }, system);
  const events = await system.db.event.findMany({
    where: { type: { in: ['policyAdopted', 'policyMigrated'] } },
    orderBy: [{ entityId: 'asc' }, { seq: 'asc' }],
  });
  const [agreement = ''] = events.map(({ entityId }) => entityId);
  expect(events.map(({ entityId, type }) => [entityId.slice(agreement.length), type])).toEqual([
    ['', 'policyAdopted'],
    ['', 'policyMigrated'],
    ['.placement-1', 'policyAdopted'],
    ['.placement-1', 'policyMigrated'],
    ['.plan-1', 'policyAdopted'],
    ['.plan-1', 'policyMigrated'],
  ]);
  const migration = await system.db.policyMigration.findFirstOrThrow();
  const moved = events.find(({ type }) => type === 'policyMigrated');
  // In the name of whoever decided, in the night that was rehearsed.
  expect(moved?.by).toBe(migration.by);
  expect((moved?.at ?? new Date(0)) >= migration.effectiveAt).toBe(true);
  expect(moved?.data).toMatchObject({ migrationId: `migration-${migration.id}` });
  expect(JSON.stringify(moved?.data)).not.toContain('For all.');
}, 240_000);
