import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { childService } from './child.ts';
import { startPostgres } from './postgres.ts';
import type { Service } from './supervisor.ts';
import type { Environment } from './temporal/environment.ts';
import type { TemporalServerOptions } from './temporal/server.ts';

export interface ServiceContext {
  /** Where the project lies: programs under `dist`, the download cache. */
  projectDir: string;
  config: Config;
  /** The launcher's own environment: PATH and proxies for downloads. */
  environment: Environment;
  report: (line: string) => void;
}

const logOf = (context: ServiceContext, name: string) => join(context.config.stackDir, 'logs', `${name}.log`);

export function postgresService(context: ServiceContext): Service {
  const { config, report } = context;
  return {
    name: 'postgres',
    start: (spawned) =>
      startPostgres({
        dir: join(config.stackDir, 'postgres'),
        port: config.database.port,
        logFile: logOf(context, 'postgres'),
        report,
        spawned,
      }),
  };
}

/** @param searchAttributes name to type, registered at the server before anything starts a workflow */
export function temporalService(
  context: ServiceContext,
  searchAttributes: TemporalServerOptions['searchAttributes'],
): Service {
  const { config, environment: env, report } = context;
  return {
    name: 'temporal',
    async start() {
      // The Temporal client takes a while to load, and only this part needs it.
      const [{ cacheDirectory, findTemporalBinary }, { startTemporalServer }] = await Promise.all([
        import('./temporal/binary.ts'),
        import('./temporal/server.ts'),
      ]);
      const dbFile = join(config.stackDir, 'temporal', 'temporal.db');
      mkdirSync(dirname(dbFile), { recursive: true, mode: 0o700 });
      const binary = await findTemporalBinary({ cacheDir: cacheDirectory(context.projectDir, env), env, report });
      return startTemporalServer({
        binary: binary.path,
        port: config.temporal.port,
        uiPort: config.temporal.uiPort,
        dbFile,
        namespace: config.temporal.namespace,
        searchAttributes,
        logFile: logOf(context, 'temporal'),
        env,
      });
    },
  };
}

/** @param env everything that the child sees */
export function inboxService(context: ServiceContext, env: Environment): Service {
  return childService({
    name: 'inbox',
    args: [join(context.projectDir, 'dist', 'stack', 'inbox', 'main.js')],
    env,
    logFile: logOf(context, 'inbox'),
    readiness: { url: `http://127.0.0.1:${context.config.inbox.port}/api/messages` },
    politeMs: 2_500,
  });
}

/** The worker has no port: it says `ready` to its parent when it polls. */
export function workerService(context: ServiceContext, env: Environment): Service {
  return childService({
    name: 'worker',
    args: [join(context.projectDir, 'dist', 'worker', 'main.js')],
    env,
    logFile: logOf(context, 'worker'),
    readiness: 'message',
  });
}

export function apiService(context: ServiceContext, env: Environment): Service {
  const { host, port } = context.config.api;
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return childService({
    name: 'api',
    args: [join(context.projectDir, 'dist', 'api', 'main.js')],
    env,
    logFile: logOf(context, 'api'),
    readiness: { url: `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/readyz` },
  });
}
