import { parentPort, workerData } from 'node:worker_threads';
import { assign } from '../../domain/matching/assignment.ts';
import { proposeMatching } from '../../domain/matching/match.ts';
import type { MatchingInput } from '../../domain/matching/plan.ts';

/** Started by `planApart`, which gives the input and takes the plan. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
parentPort?.postMessage(proposeMatching(workerData as MatchingInput, assign));
