import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { builds } from './builds.ts';
import { loadCases } from './cases.ts';
import type { Cases, RunningSystem } from './cases.ts';
import { enterprises } from './enterprises.ts';
import { followUpBehaviour } from './follow-up-behaviour.ts';
import { identity } from './identity.ts';
import { mechanismAndPlans } from './mechanism-and-plans.ts';
import { nextSteps } from './next-steps.ts';
import { placements } from './placements.ts';
import { startSystem } from '../support/system.ts';
import { symposium } from './symposium.ts';
import { visit } from './visit.ts';

/** One test for each requirement S1 to S72 of the two sources, through the API against one running system. */
let system: RunningSystem;
let cases: Cases;

beforeAll(async () => {
  system = await startSystem();
  cases = await loadCases(system);
}, 240_000);
afterAll(() => system?.stop(), 60_000);

const get = (): Cases => cases;
identity(get);
visit(get);
symposium(get);
mechanismAndPlans(get);
enterprises(get);
builds(get);
nextSteps(get);
placements(get);
followUpBehaviour(get);

test('acceptance 8: both sources are entered by the API, and each of S1 to S72 has one test that says yes or no', async () => {
  for (const id of [cases.platform, cases.district]) expect((await cases.dossier(id)).id).toBe(id);
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts'));
  const named = files.flatMap((name) =>
    [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/^\s*test\(['"]S(\d+) /gm)].map(([, n]) =>
      Number(n),
    ),
  );
  expect(named.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 72 }, (_, index) => index + 1));
});
