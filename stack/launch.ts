import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, loadConfig, readLinkSecret } from '../config.ts';
import { connectionSettings } from '../temporal-connection.ts';
import type { Config } from '../config.ts';
import { dropAddresses, noteAddresses } from './addresses.ts';
import { childEnvironment } from './child-environment.ts';
import { markLoaded, mixtureRefusal, openDataSet, readDataSet, realPartsRefusal } from './data-set.ts';
import type { DataSet } from './data-set.ts';
import { keptSecret, writeFileAtOnce } from './files.ts';
import { lockStackFolder } from './lock.ts';
import { neededPorts, requireFreePorts } from './needed-ports.ts';
import { readyScreen } from './ready-screen.ts';
import type { ServiceContext } from './services.ts';
import { createSupervisor, endLeftOvers } from './supervisor.ts';
import type { Service, Supervisor } from './supervisor.ts';
import { bypassProxyForLoopback } from './temporal/environment.ts';
import type { Environment } from './temporal/environment.ts';
import { withProgress } from './temporal/progress.ts';

/** What the launcher puts together; the product's own are in `parts.ts`. */
export interface Parts {
  postgres(context: ServiceContext): Service;
  temporal(context: ServiceContext): Service;
  /** Makes a Temporal server of somebody's own ready; repeating it changes nothing. */
  prepareTemporal(config: Config['temporal'], report: (line: string) => void): Promise<void>;
  inbox(context: ServiceContext, env: Environment): Service;
  worker(context: ServiceContext, env: Environment): Service;
  api(context: ServiceContext, env: Environment): Service;
  /** Brings the database's tables up to date; repeating it changes nothing. */
  migrate(databaseUrl: string): Promise<void>;
  /** Enters the source cooperations as a coordinator would; repeating it changes nothing. */
  loadDemonstration(options: { apiUrl: string; token: string; report: (line: string) => void }): Promise<unknown>;
}

export interface LaunchOptions {
  projectDir: string;
  environment: Environment;
  /** `performance.now()` when the command began, so that the start time on the screen is the one the user waited. */
  startedAt: number;
  parts: Parts;
  report?: (line: string) => void;
}

export interface RunningStack {
  config: Config;
  /** Ends every part, data safe, within ten seconds. Safe to call twice. */
  stop(): Promise<void>;
  /** Kills what is left at once. */
  killAll(): void;
}

/**
 * Brings the whole system up on this machine, in the order that its parts need: Postgres, Temporal and inbox side by side,
 * the tables as soon as Postgres answers, then worker and API, then, once, the demonstration's data.
 *
 * @param onBegun told how to end everything as soon as there may be something to end
 * @throws Error with a message for people when something does not come up; everything is ended again by then
 */
export async function launch(
  options: LaunchOptions,
  onBegun: (stack: RunningStack) => void = () => undefined,
): Promise<RunningStack> {
  const { environment, report = console.log } = options;
  const config = loadConfig(environment);
  const { stackDir } = config;
  bypassProxyForLoopback();
  const unlock = lockStackFolder(stackDir);
  // A launcher that was killed has left its own behind.
  dropAddresses(stackDir);
  const supervisor = createSupervisor({ stackDir, report });
  let stopping: Promise<void> | undefined;
  const stack: RunningStack = {
    config,
    stop: () =>
      (stopping ??= stopAll(supervisor).finally(() => {
        dropAddresses(stackDir);
        unlock();
      })),
    killAll: () => supervisor.killAll(),
  };
  onBegun(stack);
  try {
    const refusal = realPartsRefusal(config) ?? mixtureRefusal(readDataSet(stackDir), config.real, stackDir);
    if (refusal) throw new Error(refusal);
    await startAll(options, config, supervisor, report);
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function startAll(
  options: LaunchOptions,
  config: Config,
  supervisor: Supervisor,
  report: (line: string) => void,
): Promise<void> {
  const { projectDir, environment, parts } = options;
  const { stackDir } = config;
  const context: ServiceContext = { projectDir, config, environment, report };
  await endLeftOvers(stackDir, ['postgres'], report);
  await requireFreePorts(neededPorts(config), stackDir, report);

  const coordinatorToken = config.bootstrapToken ?? keptSecret(config.tokenFile);
  if (config.bootstrapToken) writeFileAtOnce(config.tokenFile, `${config.bootstrapToken}\n`);
  const linkSecret =
    config.linkSecret || config.linkSecretFile ? readLinkSecret(config) : keptSecret(join(stackDir, 'link.secret'));
  const known = {
    temporalAddress: connectionSettings(config.temporal).address,
    smtpUrl: config.smtp.url ?? `smtp://127.0.0.1:${config.smtp.port}`,
    linkSecret,
    coordinatorToken,
  };
  const step = <T>(what: string, work: () => Promise<T>) => withProgress(report, what, work);

  const database = async () => {
    const url =
      config.database.url ?? urlOf(await step('Starting Postgres', () => supervisor.start(parts.postgres(context))));
    await step('Bringing the tables up to date', () => parts.migrate(url));
    return url;
  };
  const temporal = async () => {
    const { connection } = config.temporal;
    if (connection)
      await step(`Preparing Temporal at ${connection.address}`, () => parts.prepareTemporal(config.temporal, report));
    else await step('Starting the Temporal server', () => supervisor.start(parts.temporal(context)));
  };
  const inbox = async () => {
    if (config.smtp.url) return;
    // The inbox knows neither database nor clock, so it need not wait for them.
    const env = {
      ...environment,
      STACK_DIR: stackDir,
      INBOX_PORT: String(config.inbox.port),
      SMTP_PORT: String(config.smtp.port),
    };
    await step('Starting the inbox', () => supervisor.start(parts.inbox(context, env)));
  };
  const [databaseUrl] = await together([database(), temporal(), inbox()]);

  const dataSet = openDataSet(stackDir, config.real, config.demoDayMs);
  const env = childEnvironment(environment, config, {
    ...known,
    databaseUrl,
    businessClock: dataSet.clock,
    dataSet: dataSet.kind,
  });
  await together([
    step('Starting the worker', () => supervisor.start(parts.worker(context, env))),
    step('Starting the API', () => supervisor.start(parts.api(context, env))),
  ]);
  noteAddresses(config);
  await loadOnce(options, config, dataSet, coordinatorToken, report);
  const startedInMs = performance.now() - options.startedAt;
  report(readyScreen({ config, clock: dataSet.clock, token: coordinatorToken, startedInMs }));
}

async function loadOnce(
  options: LaunchOptions,
  config: Config,
  dataSet: DataSet,
  token: string,
  report: (line: string) => void,
): Promise<void> {
  if (dataSet.kind === 'real' || dataSet.loadedAt) return;
  const apiUrl = `http://127.0.0.1:${config.api.port}`;
  await withProgress(report, 'Loading the two cooperations of the demonstration', () =>
    options.parts.loadDemonstration({ apiUrl, token, report }),
  );
  markLoaded(config.stackDir, dataSet);
}

/**
 * Like Promise.all, but after the first failure the others get three seconds to come to their end, so that every reason is told
 * and hardly anything still starts while the rest is cleaned up.
 */
async function together<T extends readonly unknown[]>(work: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  const reasons: string[] = [];
  const noted = work.map((part) => part.catch((error: unknown) => void reasons.push(messageOf(error))));
  const firstFailure = new Promise<void>((resolve) => {
    for (const part of work) part.catch(() => resolve());
  });
  await Promise.race([Promise.all(noted), firstFailure.then(() => sleep(3_000))]);
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
  return Promise.all(work);
}

/** Callers first, then what they lean on. The limits of each part add up to less than ten seconds. */
async function stopAll(supervisor: Supervisor): Promise<void> {
  supervisor.close();
  await supervisor.stop('api', 'worker');
  await supervisor.stop('inbox', 'temporal', 'postgres');
}

function urlOf(handle: object): string {
  if ('url' in handle && typeof handle.url === 'string') return handle.url;
  throw new Error('Postgres was started without an address.');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * `npm start`: launches, then stays until Ctrl-C (or SIGTERM, SIGHUP). Ends the process.
 * npm passes Ctrl-C on a second time, so only one that comes later kills what is left.
 */
export async function run(options: LaunchOptions): Promise<void> {
  const { report = console.log } = options;
  let stack: RunningStack | undefined;
  let endingSince: number | undefined;
  const end = (signalName: string) => {
    if (endingSince !== undefined) {
      if (performance.now() - endingSince < 1_500) return;
      stack?.killAll();
      process.exit(1);
    }
    endingSince = performance.now();
    report(`\n${signalName === 'SIGINT' ? 'Ctrl-C' : signalName}: ending everything ...`);
    void Promise.resolve(stack?.stop()).finally(() => {
      report('All parts have ended. The data is kept.');
      process.exit(0);
    });
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => end(name));
  // The terminal may be gone already; that must not stop us from ending the parts.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    console.error(error);
    end('An unforeseen error');
  });
  try {
    await launch(options, (begun) => (stack = begun));
  } catch (error) {
    if (endingSince !== undefined) return; // what did not come up was being ended
    console.error(
      `\n${messageOf(error)}\n${error instanceof ConfigError ? '' : '\n"npm run doctor" looks for what is missing or odd.\n'}`,
    );
    await stack?.stop();
    process.exit(1);
  }
}
