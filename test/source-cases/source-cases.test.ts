import { afterAll, beforeAll } from '@jest/globals';
import { builds } from './builds.ts';
import { loadCases } from './cases.ts';
import type { Cases, RunningSystem } from './cases.ts';
import { enterprises } from './enterprises.ts';
import { identity } from './identity.ts';
import { mechanismAndPlans } from './mechanism-and-plans.ts';
import { nextSteps } from './next-steps.ts';
import { startSystem } from '../support/system.ts';
import { symposium } from './symposium.ts';
import { visit } from './visit.ts';

/** One test for each requirement S1 to S62 of the two sources, through the API against one running system. */
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
