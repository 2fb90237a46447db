import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { freePort } from '../../stack/ports.ts';
import { startPostgres } from '../../stack/postgres.ts';
import type { RunningPostgres } from '../../stack/postgres.ts';
import { isAlive, waitForEnd } from '../../stack/processes.ts';

const project = resolve('.');
let dir: string;
let port: number;
let running: RunningPostgres[];
let lines: string[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'postgres-')); // closed to other users: as root this is the hard case
  port = await freePort();
  running = [];
  lines = [];
});

afterEach(async () => {
  await Promise.all(running.map((postgres) => postgres.stop()));
  rmSync(dir, { recursive: true, force: true });
});

async function start(at = port): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dir, port: at, report: (line) => lines.push(line) });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A launcher in a process of its own, killed hard once its Postgres runs. */
async function launchAndKill(): Promise<number> {
  const script = join(dir, 'launcher.mts');
  writeFileSync(
    script,
    `import { startPostgres } from ${JSON.stringify(join(project, 'stack/postgres.ts'))};
     const { pid } = await startPostgres({ dir: ${JSON.stringify(dir)}, port: ${port}, report: () => {} });
     process.stdout.write(String(pid) + '\\n');
     setInterval(() => {}, 1000);`,
  );
  const launcher = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((done, fail) => {
    launcher.stdout.on('data', (chunk: Buffer) => done(Number(chunk.toString())));
    launcher.once('exit', () => fail(new Error('the launcher ended')));
  });
  launcher.kill('SIGKILL');
  if (launcher.pid !== undefined) await waitForEnd(launcher.pid, 5_000);
  return pid;
}

describe('embedded Postgres', () => {
  test('speaks UTF-8 with a built-in locale, in UTC, on loopback only, without a socket file', async () => {
    const postgres = await start();
    const [row] = await query(
      postgres.url,
      `SELECT current_setting('server_encoding') AS encoding, datlocprovider AS provider, datlocale AS locale, lower('ÄÉ') AS lower,
        length('福州大学') AS length, current_setting('timezone') AS zone, current_setting('listen_addresses') AS listens,
        current_setting('unix_socket_directories') AS sockets FROM pg_database WHERE datname = current_database()`,
    );
    expect(row).toEqual({
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      lower: 'äé',
      length: 4,
      zone: 'UTC',
      listens: '127.0.0.1',
      sockets: '',
    });
    await postgres.stop();
    expect(isAlive(postgres.pid)).toBe(false);
  });

  test('keeps its random password in a file of its owner, and refuses any other', async () => {
    const { url } = await start();
    expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
    expect(url).toContain(readFileSync(join(dir, 'password'), 'utf8').trim());
    const wrong = new URL(url);
    wrong.password = 'password';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  test('keeps its data over a stop and a start', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('one left over by a launcher that was killed is taken over as it runs', async () => {
    const pid = await launchAndKill();
    expect(isAlive(pid)).toBe(true);
    const adopted = await start();
    expect(adopted).toMatchObject({ pid, adopted: true });
    expect(await query(adopted.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await adopted.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('one left over on another port is ended, and its data is there on the new one', async () => {
    const pid = await launchAndKill();
    const url = `postgresql://cooperation:${readFileSync(join(dir, 'password'), 'utf8').trim()}@127.0.0.1:${port}/cooperation`;
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const moved = await start(await freePort());
    expect(moved.adopted).toBe(false);
    expect(isAlive(pid)).toBe(false);
    expect(await query(moved.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('after a kill -9 of Postgres itself it recovers', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(first.pid, 'SIGKILL');
    await waitForEnd(first.pid, 5_000);
    const second = await start();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('a record that names another process by now is not believed', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(
      join(dir, 'data', 'postmaster.pid'),
      `${process.pid}\n${join(dir, 'data')}\n1\n${port}\n\n127.0.0.1\n\nready\n`,
    );
    const second = await start();
    expect(second.pid).not.toBe(process.pid);
    expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('a failure shows the end of the log and leaves nothing running', async () => {
    const first = await start();
    const other = join(dir, 'other');
    mkdirSync(other);
    await expect(startPostgres({ dir: other, port, report: () => undefined })).rejects.toThrow(
      /did not start on port[^]*Address already in use/,
    );
    expect(isAlive(first.pid)).toBe(true);
  });
});
