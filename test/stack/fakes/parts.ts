import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childService } from '../../../stack/child.ts';
import type { Parts } from '../../../stack/launch.ts';
import type { ServiceContext } from '../../../stack/services.ts';
import type { Service } from '../../../stack/supervisor.ts';

const script = join(dirname(fileURLToPath(import.meta.url)), 'part.mjs');

/** Parts that start in no time and do nothing; what they were asked is noted in `<stack folder>/notes.txt`. */
export const fakeParts: Parts = {
  postgres(context) {
    const service = fake(context, 'postgres', context.config.database.port, process.env);
    return {
      ...service,
      start: async (spawned) => ({ ...(await service.start(spawned)), url: 'postgresql://fake/x' }),
    };
  },
  temporal: (context) => fake(context, 'temporal', context.config.temporal.port, process.env),
  prepareTemporal: ({ connection }) => note(`prepare ${connection?.address}`),
  inbox: (context, env) => fake(context, 'inbox', context.config.inbox.port, env),
  worker: (context, env) => fake(context, 'worker', 0, env),
  api: (context, env) => fake(context, 'api', context.config.api.port, env),
  migrate: (databaseUrl) => note(`migrate ${databaseUrl}`),
  loadDemonstration: ({ apiUrl }) => note(`load ${apiUrl}`),
};

async function note(line: string): Promise<void> {
  if (process.env['FAKE_NOTES']) appendFileSync(process.env['FAKE_NOTES'], `${line}\n`);
  if (line.startsWith('load') && process.env['FAKE_LOAD_FAILS']) throw new Error('the load broke off');
}

function fake(context: ServiceContext, name: string, port: number, env: Record<string, string | undefined>): Service {
  return childService({
    name,
    args: [script, name, String(port), context.config.stackDir],
    env: { ...env, STACK_DIR: context.config.stackDir },
    logFile: join(context.config.stackDir, 'logs', `${name}.log`),
    readiness: port === 0 ? 'message' : { url: `http://127.0.0.1:${port}/` },
    readyWithinMs: 15_000,
    politeMs: 1_000,
  });
}
