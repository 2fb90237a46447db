import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './processes.ts';

const LOOPBACK = '127.0.0.1';

/** Below where Linux (from 32768) and macOS (from 49152) take the ports of outgoing connections, which would race with us. */
const [LOWEST_PORT, HIGHEST_PORT] = [15_000, 32_000];
const CLAIM_MS = 600_000;

/**
 * A TCP port on 127.0.0.1 that nobody listens on, and that no other call of this user gets in the next ten minutes, from
 * whatever process: between choosing a port and listening on it a Postgres is set up, which takes seconds.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (isClaimed(port) && (await isPortFree(port))) return port;
  }
  throw new Error(`No port between ${LOWEST_PORT} and ${HIGHEST_PORT} is free.`);
}

/** Whether the port is ours now: one empty file a port, made by whoever is first; its age says whether it still counts. */
function isClaimed(port: number): boolean {
  const folder = join(tmpdir(), `cooperation-ports-${userInfo().uid}`);
  const file = join(folder, String(port));
  mkdirSync(folder, { recursive: true });
  try {
    if (Date.now() - statSync(file).mtimeMs < CLAIM_MS) return false;
    rmSync(file, { force: true });
  } catch {
    // nobody has claimed it
  }
  try {
    writeFileSync(file, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Whether we could listen on 127.0.0.1:`port` now. A port below 1024 that we may not open counts as taken.
 *
 * Both the loopback address and the wildcard are tried: a program that listens on all interfaces does not stop
 * us from binding loopback on macOS, yet it answers some of the callers.
 */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, LOOPBACK)) && (await canListen(port, '0.0.0.0'));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Who listens on a TCP port, for a message that names it: `postgres (process 1234)`.
 * Best effort: undefined when nobody does, or when the process belongs to somebody else.
 */
export function whoHolds(port: number): string | undefined {
  const pid = listenerPid(port);
  if (pid === undefined) return undefined;
  const name = processName(pid);
  return name === undefined ? `process ${pid}` : `${name} (process ${pid})`;
}

/** Process id of the listener on a TCP port; undefined if nobody listens or we may not know. */
export function listenerPid(port: number): number | undefined {
  return process.platform === 'linux' ? listenerFromProc(port) : listenerFromLsof(port);
}

function processName(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    const path = execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8', timeout: 2_000 }).trim();
    return path.slice(path.lastIndexOf('/') + 1);
  } catch {
    return undefined;
  }
}

function listenerFromLsof(port: number): number | undefined {
  try {
    const out = execFileSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], {
      encoding: 'utf8',
      timeout: 3_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const pid = Number.parseInt(out, 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** The kernel lists sockets by inode (`/proc/net/tcp`), processes by their descriptors: join the two. */
function listenerFromProc(port: number): number | undefined {
  const inodes = new Set([...listeningInodes('/proc/net/tcp', port), ...listeningInodes('/proc/net/tcp6', port)]);
  if (inodes.size === 0) return undefined;
  for (const pid of numericEntries('/proc')) {
    for (const descriptor of numericEntries(`/proc/${pid}/fd`)) {
      try {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
        if (inode !== undefined && inodes.has(inode)) return Number(pid);
      } catch {
        // closed meanwhile
      }
    }
  }
  return undefined;
}

function listeningInodes(table: string, port: number): string[] {
  const LISTEN = '0A';
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  try {
    return readFileSync(table, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(wanted) === true && fields[3] === LISTEN)
      .flatMap((fields) => fields[9] ?? []);
  } catch {
    return [];
  }
}

function numericEntries(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // another user's process
  }
}
