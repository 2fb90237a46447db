import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Recorded } from '../../activities/record-contract.ts';
import type { Proposal } from '../../domain/propose.ts';
import { quiet } from '../support/bundle.ts';

/**
 * Runs the bare workflow: the loop alone, with a decider that adds numbers and a recorder that writes nothing. The address of the
 * server is its argument.
 */
Runtime.install({ logger: new DefaultLogger('ERROR') });

const record = async ({ ref, events, outcomes, nextWakeAt, card }: Proposal): Promise<Recorded> => ({
  events,
  outcomes: Object.fromEntries(outcomes.map((o) => [o.commandId, o.outcome])),
  nextWakeAt,
  page: {
    attributes: {
      stage: card.stage,
      light: card.light,
      status: card.status,
      owner: '',
      title: 'bare',
      homeUnit: '',
      agreement: ref.id,
      parties: [],
      nextDue: null,
      openItems: 0,
    },
    details: '',
    wakeLabel: '',
  },
});

const connection = await NativeConnection.connect({ address: process.argv[2] ?? '' });
const worker = await Worker.create({
  connection,
  taskQueue: 'bare',
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, '../workflows/toy-workflows.ts'),
    logger: quiet,
  }),
  activities: { record },
});
process.send?.('ready');
await worker.run();
process.exit(0);
