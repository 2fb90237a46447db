import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demonstrationClock } from '../../../domain/calendar/business-clock.ts';
import { loadDemonstration } from '../../../stack/demonstration/load.ts';
import { startSystem } from '../../support/system.ts';
import type { TestSystem } from '../../support/system.ts';

/** What a newcomer finds after `npm start`, beside the two cooperations of the sources. */

let system: TestSystem;
beforeAll(async () => {
  // As `npm start` has it: a day in ten seconds.
  system = await startSystem({ clock: demonstrationClock(new Date().toISOString()), caretaker: false });
}, 120_000);
afterAll(() => system?.stop(), 60_000);

test('three placements at different points of their lives, as children of the agreement, and mails to who is asked', async () => {
  const { apiUrl, token, db, client, inbox } = system;
  const { agreementIds } = await loadDemonstration({ apiUrl, token, placements: true });
  const id = agreementIds[1] ?? '';
  const state = async () =>
    (await db.entity.findMany({ where: { kind: 'placement' }, orderBy: { id: 'asc' } })).map(
      ({ id: entityId, stage, state: carried }) => ({ entityId, stage, carried: JSON.stringify(carried) }),
    );
  await until(async () =>
    (await state()).every(({ stage }, index) => stage === (index === 0 ? 'proposed' : 'on-site')),
  );
  expect((await state()).map(({ entityId }) => entityId)).toEqual([1, 2, 3].map((n) => `${id}.placement-${n}`));
  // On the second something is logged; of the third somebody is asked to stand in.
  const [, second, third] = await state();
  expect(second?.carried).toMatch(/"marks":\{"2026-03"/);
  expect(third?.carried).toContain('"cause":"illness"');
  const query = `Agreement = "${id}" AND WorkflowType = "researcherPlacement"`;
  const children = async () => {
    // One that has begun a new chapter is listed with both.
    const found = new Set<string>();
    for await (const { workflowId } of client.workflow.list({ query })) found.add(workflowId);
    return [...found].toSorted();
  };
  await until(async () => (await children()).length >= 3);
  expect(await children()).toEqual((await state()).map(({ entityId }) => entityId));
  const asked = (address: string) => inbox.messages().some(({ to }) => JSON.stringify(to).includes(address));
  await until(() => Promise.resolve(asked('teacher-1@ccce.example.org')));
  expect(inbox.messages().length).toBeGreaterThan(0);
}, 240_000);

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 600; tries > 0; tries -= 1) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error('It has not come to be within a minute.');
}
