import { parentPort, workerData } from 'node:worker_threads';
import { assign } from '../../domain/matching/assignment.ts';
import { proposeMatching } from '../../domain/matching/match.ts';
import type { MatchingInput } from '../../domain/matching/plan.ts';

/** Started by `planApart`, which gives the input and takes the plan. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const plan = proposeMatching(workerData as MatchingInput, assign);
// A thread has no origin; the rule means windows of a browser.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(plan);
