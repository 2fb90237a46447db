import { setTimeout as sleep } from 'node:timers/promises';
import { Caller } from '../source-cases/caller.ts';
import type { TestSystem } from '../support/system.ts';
import { sender, startAgreement, there } from './lives.ts';
import { withPlacement } from './lives-of-placements.ts';
import type { Stage } from './lives.ts';

/** A policy is set while an agreement and its plan run: they adopt it at the caretaker's look, and are migrated in a night. */
export async function policyLife(stage: Stage, system: TestSystem): Promise<void> {
  const { coordinator: by, ids } = stage;
  const { token } = await by.post('/v1/tokens', { roles: ['administrator'] });
  const administrator = new Caller(system.apiUrl, token);
  const id = await startAgreement(stage);
  const base = `/v1/agreements/${id}`;
  const tell = sender(base, 'agreement');
  await tell(by, 'waiveStage', { stage: 'visit', reason: 'Known.', approverPersonId: ids.person('wu-bo') });
  await tell(by, 'proposePlan', { name: 'plan-1' });
  await there(by, `${base}/plans/plan-1`);
  await withPlacement(stage, id);
  const set = { 'ladder.directorGraceWorkingDays': 4, 'kinds.symposium.steps.before': -5 };
  await administrator.post('/v1/policies/changes', { set, reason: 'The office wants it.' });
  await until(async () => (await administrator.get(`/v1/policies/agreements/${id}`)).adopted.isCurrent === true);
  const migrationId = await migrate(administrator);
  await until(async () => {
    const { items } = await administrator.get('/v1/policies/migrations');
    return items.some((one: { id: number; finishedAt: string | null }) => one.id === migrationId && one.finishedAt);
  });
}

/** Where a day lasts seconds, the night may have come before the decision. */
async function migrate(administrator: Caller): Promise<number> {
  for (let tries = 20; tries > 0; tries -= 1) {
    const { id: rehearsalId } = await administrator.post('/v1/policies/rehearsals', { days: 5 });
    const answer = await administrator.ask('POST', '/v1/policies/migrations', { rehearsalId, reason: 'For all.' });
    if (answer.status === 201) return answer.body.id;
  }
  throw new Error('Every rehearsal was outdated before it was decided on.');
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 600; tries > 0; tries -= 1) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error('It did not come to it in a minute.');
}
