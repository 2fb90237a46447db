import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';
import type { ConnectionSettings } from '../temporal-connection.ts';
import { TASK_QUEUE } from '../workflows/inputs.ts';
import { bundleWorkflows } from './bundle.ts';

export interface WorkerSettings {
  namespace: string;
  maxCachedWorkflows: number;
  /** What is under way may finish in this time; a mail takes some seconds. */
  graceMs: number;
  activities: object;
}

const here = dirname(fileURLToPath(import.meta.url));
const bundled = join(here, '../workflow-bundle.js');

/** The built bundle if there is one beside the compiled code, else the sources. */
async function workflowBundle(): Promise<WorkflowBundleOption> {
  return existsSync(bundled) ? { codePath: bundled } : bundleWorkflows({ logger: Runtime.instance().logger });
}

/** Parked workflows need no cache: a chapter replays in a quarter of a second. */
export async function createWorker(connection: NativeConnection, settings: WorkerSettings): Promise<Worker> {
  return Worker.create({
    connection,
    namespace: settings.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: settings.activities,
    maxCachedWorkflows: settings.maxCachedWorkflows,
    shutdownGraceTime: settings.graceMs,
    shutdownForceTime: settings.graceMs + 15_000,
  });
}

const CONNECT_TRIES = 30;

/** `NativeConnection.connect` does not retry by itself. */
export async function connectPatiently(settings: ConnectionSettings): Promise<NativeConnection> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await NativeConnection.connect(settings);
    } catch (error) {
      if (attempt >= CONNECT_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 100 * attempt)));
    }
  }
}
