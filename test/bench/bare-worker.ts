import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { quiet } from '../support/bundle.ts';

/** Runs the bare workflow, with an activity that only counts. The address of the server is its argument. */
Runtime.install({ logger: new DefaultLogger('ERROR') });

const connection = await NativeConnection.connect({ address: process.argv[2] ?? '' });
const worker = await Worker.create({
  connection,
  taskQueue: 'bare',
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'bare-workflow.ts'),
    logger: quiet,
  }),
  activities: { take: async (ids: string[]) => ids.length },
});
process.send?.('ready');
await worker.run();
process.exit(0);
