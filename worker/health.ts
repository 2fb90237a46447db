import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { loadConfig } from '../config.ts';
import { connectionSettings } from '../temporal-connection.ts';
import { TASK_QUEUE } from '../workflows/inputs.ts';

/**
 * Ends with 0 when the Temporal server has seen a worker of this machine (or container) ask for work within the last two
 * minutes, else with 1: a worker has no port that could be asked.
 *
 *     node dist/worker/health.js
 */
const FRESH_MS = 120_000;

const config = loadConfig(process.env);
const { namespace } = config.temporal;
const connection = await Connection.connect({ ...connectionSettings(config.temporal), connectTimeout: '5s' });
try {
  const { pollers } = await connection.withDeadline(Date.now() + 5_000, () =>
    connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: TASK_QUEUE },
      taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    }),
  );
  // A worker calls itself `<process id>@<host name>`.
  const fresh = (pollers ?? []).filter(
    ({ identity, lastAccessTime }) =>
      identity?.endsWith(`@${hostname()}`) && Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1_000 < FRESH_MS,
  );
  process.exitCode = fresh.length > 0 ? 0 : 1;
} finally {
  await connection.close();
}
