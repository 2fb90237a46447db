import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Environment } from './environment.ts';
import { withLoopbackDirect } from './environment.ts';
import type { SearchAttributes } from '../../temporal-namespace.ts';
import { ensureRetention, ensureSearchAttributes } from '../../temporal-namespace.ts';
import { isPortFree, whoHolds } from '../ports.ts';
import { endProcess } from '../processes.ts';

/** Long enough for a slow disk that other work keeps busy; usual is one second. */
const READY_WITHIN_MS = 60_000;
const CALL_MS = 5_000;
const LOOK_EVERY_MS = 50;

/** A server that runs as our child, in a process group of its own: Ctrl-C reaches only us, and we end it in our order. */
export interface RunningServer {
  pid: number;
  /** `host:port` of the gRPC frontend. */
  address: string;
  /** Resolves when it has ended, for whatever reason, with a sentence that says how. */
  ended: Promise<string>;
  /** SIGINT, SIGKILL after five seconds. Resolves when it is gone; safe to call twice. */
  stop(): Promise<void>;
}

export interface TemporalServerOptions {
  binary: string;
  ip?: string;
  port: number;
  /** Without it there is no Web UI. */
  uiPort?: number;
  /** SQLite file that keeps everything over restarts; without it all is in memory. */
  dbFile?: string;
  namespace?: string;
  searchAttributes?: SearchAttributes;
  /** Further dynamic configuration, values as JSON: `{ 'limit.numPendingActivities.error': 5000 }`. */
  dynamicConfig?: Readonly<Record<string, unknown>>;
  /** Takes what the server prints; appended to, made with mode 0600. */
  logFile: string;
  /** `process.env` if left out; proxies in it are bypassed for loopback. */
  env?: Environment;
}

/**
 * Starts the Temporal development server with the settings that matter on one machine, and resolves when it answers:
 * namespace there, search attributes registered, retention set, Web UI listening. Throws an Error with the last lines of
 * its log if it ends before that or is not ready within a minute; nothing is left running then.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<RunningServer> {
  const { ip = '127.0.0.1', port, uiPort, namespace = 'default', searchAttributes = {} } = options;
  await requireFree('The Temporal server', 'TEMPORAL_PORT', port);
  if (uiPort !== undefined) await requireFree("Temporal's Web UI", 'TEMPORAL_UI_PORT', uiPort);
  const server = launch(options.binary, temporalArguments(options), { ...options, ip, port });
  return readyOrStopped(server, options.logFile, async (givenUp) => {
    await listening(ip, port, givenUp);
    await withConnection(server.address, async (connection) => {
      await repeatedly(() => connection.workflowService.describeNamespace({ namespace }), givenUp);
      await ensureSearchAttributes(connection, namespace, searchAttributes);
      await ensureRetention(connection, namespace);
    });
    if (uiPort !== undefined) await listening(ip, uiPort, givenUp);
  });
}

/**
 * Starts the time-skipping test server, in memory, namespace `default`. It listens on every interface: it knows no other
 * way, so it is for tests only.
 */
export async function startTestServer(options: {
  binary: string;
  port: number;
  logFile: string;
  env?: Environment;
}): Promise<RunningServer> {
  const ip = '127.0.0.1';
  const server = launch(options.binary, [String(options.port)], { ...options, ip });
  return readyOrStopped(server, options.logFile, async (givenUp) => {
    await listening(ip, options.port, givenUp);
    await withConnection(server.address, (connection) =>
      repeatedly(() => connection.workflowService.getSystemInfo({}), givenUp),
    );
  });
}

/**
 * Why these: one matching partition saves a hop per task (sequential update 20 -> 14 ms), WAL with synchronous NORMAL doubles
 * the starts per second and can lose only the last commits of a power cut, not of a killed process. The number of
 * history shards is fixed to one by the development server.
 */
export function temporalArguments(options: Omit<TemporalServerOptions, 'binary' | 'logFile' | 'env'>): string[] {
  const { ip = '127.0.0.1', port, uiPort, dbFile, namespace = 'default', searchAttributes = {} } = options;
  const dynamicConfig = {
    'matching.numTaskqueueReadPartitions': 1,
    'matching.numTaskqueueWritePartitions': 1,
    ...options.dynamicConfig,
  };
  return [
    'server',
    'start-dev',
    '--ip',
    ip,
    '--port',
    String(port),
    '--namespace',
    namespace,
    '--log-level',
    'warn',
    '--sqlite-pragma',
    'journal_mode=WAL',
    '--sqlite-pragma',
    'synchronous=NORMAL',
    ...(uiPort === undefined ? ['--headless'] : ['--ui-ip', ip, '--ui-port', String(uiPort)]),
    ...(dbFile === undefined ? [] : ['--db-filename', dbFile]),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}

/** Somebody else's server on our port would answer in place of ours and be taken for it. */
async function requireFree(what: string, setting: string, port: number): Promise<void> {
  if (await isPortFree(port)) return;
  const holder = whoHolds(port) ?? 'another program';
  throw new Error(`${what} needs port ${port}, which ${holder} holds: end that, or set ${setting} to another port.`);
}

function launch(
  binary: string,
  args: readonly string[],
  { ip, port, logFile, env = process.env }: { ip: string; port: number; logFile: string; env?: Environment },
): RunningServer {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(binary, args, { env: childEnvironment(env), stdio: ['ignore', log, log], detached: true });
  } finally {
    closeSync(log);
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  const { pid } = child;
  return {
    pid: pid ?? -1,
    address: `${ip}:${port}`,
    ended,
    stop: async () => {
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      await endProcess(pid, { politeMs: 5_000, signalName: 'SIGINT' });
      await ended;
    },
  };
}

/** The CLI takes its options from TEMPORAL_... too; what is meant for a client must not change the server. */
function childEnvironment(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(withLoopbackDirect(env)).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

async function readyOrStopped(
  server: RunningServer,
  logFile: string,
  ready: (givenUp: AbortSignal) => Promise<void>,
): Promise<RunningServer> {
  let timer: NodeJS.Timeout | undefined;
  const waiting = new AbortController();
  const failures = [
    server.ended.then((how) => {
      throw new Error(how);
    }),
    new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('is not ready after a minute')), READY_WITHIN_MS);
    }),
  ];
  try {
    await Promise.race([ready(waiting.signal), ...failures]);
    return server;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const said = lastLines(logFile); // before stopping, which makes lines of its own
    await server.stop();
    throw new Error(`The Temporal server on ${server.address}: ${reason}\n${said}`, { cause: error });
  } finally {
    clearTimeout(timer);
    waiting.abort();
    for (const failure of failures) failure.catch(() => undefined);
  }
}

function lastLines(logFile: string, lines = 5): string {
  try {
    return readFileSync(logFile, 'utf8').trim().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

/** A connection that no proxy variable can divert, closed afterwards. */
async function withConnection(address: string, work: (connection: Connection) => Promise<unknown>): Promise<void> {
  const connection = await Connection.connect({ address, channelArgs: { 'grpc.enable_http_proxy': 0 } });
  try {
    await connection.withDeadline(Date.now() + READY_WITHIN_MS, () => work(connection));
  } finally {
    await connection.close();
  }
}

/** Resolves when somebody listens; rejects when it was given up, so that nothing goes on behind a failed start. */
async function listening(host: string, port: number, givenUp: AbortSignal): Promise<void> {
  while (!(await answers(host, port))) {
    await pause();
    givenUp.throwIfAborted();
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CALL_MS });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/** The frontend listens a moment before the namespace can be found. */
async function repeatedly(call: () => Promise<unknown>, givenUp: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await call();
      return;
    } catch (error) {
      if (givenUp.aborted) throw error;
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
