import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { freePort, isPortFree } from '../../stack/ports.ts';
import { isAlive } from '../../stack/processes.ts';
import { cacheDirectory, findTemporalBinary, findTestServerBinary } from '../../stack/temporal/binary.ts';
import { bypassProxyForLoopback, withLoopbackDirect } from '../../stack/temporal/environment.ts';
import { prepareTemporal } from '../../stack/temporal/prepare.ts';
import type { SearchAttributes } from '../../temporal-namespace.ts';
import type { RunningServer } from '../../stack/temporal/server.ts';
import { startTemporalServer, startTestServer } from '../../stack/temporal/server.ts';
import { portOf, temporaryFolder } from './temporal-fixtures.ts';

const folder = temporaryFolder();
const running: RunningServer[] = [];
let binary: string;
let testServer: string;

beforeAll(async () => {
  const options = {
    cacheDir: cacheDirectory(join(import.meta.dirname, '..', '..'), process.env),
    env: process.env,
    report: (line: string) => console.log(line),
  };
  binary = (await findTemporalBinary(options)).path;
  testServer = (await findTestServerBinary(options)).path;
}, 600_000);

afterAll(async () => {
  await Promise.all(running.map((server) => server.stop()));
  folder.remove();
});

async function start(options: Partial<Parameters<typeof startTemporalServer>[0]> = {}): Promise<RunningServer> {
  const server = await startTemporalServer({
    binary,
    port: await freePort(),
    logFile: join(folder.path, 'temporal.log'),
    ...options,
  });
  running.push(server);
  return server;
}

async function ask<T>(server: RunningServer, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const attributesOf = (server: RunningServer, namespace = 'default') =>
  ask(server, async (connection) => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return Object.keys(customAttributes ?? {});
  });

describe("a server of somebody's own", () => {
  test('gets namespace, search attributes and retention, and a second time changes nothing', async () => {
    const server = await start();
    const config = { connection: { address: server.address }, port: 0, namespace: 'work' };
    const said: string[] = [];
    const prepare = (wanted: SearchAttributes) => prepareTemporal(config, wanted, (line) => said.push(line));
    await prepare({ Stage: 'Keyword', OpenItems: 'Int' });
    await prepare({ Stage: 'Keyword', OpenItems: 'Int' });
    expect(await attributesOf(server, 'work')).toEqual(expect.arrayContaining(['Stage', 'OpenItems']));
    const { namespaceInfo } = await ask(server, (connection) =>
      connection.workflowService.describeNamespace({ namespace: 'work' }),
    );
    expect(namespaceInfo?.name).toBe('work');
    await expect(prepare({ Stage: 'Int' })).rejects.toThrow(
      `Temporal at ${server.address} could not be prepared: The search attribute Stage exists as Keyword`,
    );
    expect(said).toEqual([]);
  }, 60_000);
});

describe('the Temporal server', () => {
  test('starts on free ports with its UI, keeps closed workflows for years, stops and leaves nothing', async () => {
    const [port, uiPort] = [await freePort(), await freePort()];
    const server = await start({ port, uiPort });
    expect(server.address).toBe(`127.0.0.1:${port}`);
    expect((await fetch(`http://127.0.0.1:${uiPort}/`)).status).toBe(200);
    const days = await ask(server, async (connection) => {
      const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
      return Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400;
    });
    expect(days).toBe(3_650);

    await server.stop();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(await server.ended).toMatch(/^ended with/);
    expect([await isPortFree(port), await isPortFree(uiPort)]).toEqual([true, true]);
  });

  test('a database file keeps its content, gains new search attributes, and refuses another type', async () => {
    const dbFile = join(folder.path, 'temporal.db');
    const first = await start({ dbFile, searchAttributes: { Stage: 'Keyword' } });
    expect(await attributesOf(first)).toContain('Stage');
    await first.stop();

    const second = await start({ dbFile, searchAttributes: { Stage: 'Keyword', Parties: 'KeywordList' } });
    expect(await attributesOf(second)).toEqual(expect.arrayContaining(['Stage', 'Parties']));
    await second.stop();

    const third = start({ dbFile, searchAttributes: { Stage: 'Int' } });
    await expect(third).rejects.toThrow(/Stage exists as Keyword, needed is Int/);
  });

  test('one that is killed says so, and what was recorded is there after the next start', async () => {
    const dbFile = join(folder.path, 'killed.db');
    const first = await start({ dbFile, searchAttributes: { Light: 'Keyword' } });
    process.kill(first.pid, 'SIGKILL');
    expect(await first.ended).toBe('ended with SIGKILL');
    await first.stop();
    expect(await attributesOf(await start({ dbFile }))).toContain('Light');
  });

  test('a taken port is named with its holder and the setting, and is not mistaken for ours', async () => {
    const server = await start();
    const port = Number(server.address.split(':')[1]);
    await expect(start({ port })).rejects.toThrow(
      new RegExp(`needs port ${port}, which temporal \\(process ${server.pid}\\) holds: .*TEMPORAL_PORT`),
    );
    await expect(start({ uiPort: port })).rejects.toThrow(/Web UI needs port .*TEMPORAL_UI_PORT/);
  });

  test('one that cannot start fails at once with the last lines of its log', async () => {
    const logFile = join(folder.path, 'failed.log');
    const failed = start({ dbFile: join(folder.path, 'no', 'such', 'folder', 'x.db'), logFile });
    await expect(failed).rejects.toThrow(/ended with code 1\n.*no/s);
    await expect(start({ binary: '/no/such/file' })).rejects.toThrow(/could not be started/);
    expect(readFileSync(logFile, 'utf8')).not.toBe('');
  });

  test('the time-skipping server answers and stops', async () => {
    const port = await freePort();
    const server = await startTestServer({ binary: testServer, port, logFile: join(folder.path, 'test-server.log') });
    running.push(server);
    await ask(server, (connection) => connection.workflowService.getSystemInfo({}));
    await server.stop();
    expect([isAlive(server.pid), await isPortFree(port)]).toEqual([false, true]);
  });
});

/** Connects from a process of its own, as API (client) and worker (native) do: they read the real environment. */
function connectFrom(childEnv: Record<string, string | undefined>, address: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const script = `
    const { Connection } = require(${JSON.stringify(require.resolve('@temporalio/client'))});
    const { NativeConnection } = require(${JSON.stringify(require.resolve('@temporalio/worker'))});
    const address = process.argv[1];
    const connect = async (kind) => { const c = await kind.connect({ address, connectTimeout: 3000 }); await c.close(); };
    connect(Connection).then(() => connect(NativeConnection)).then(
      () => { console.log('connected'); process.exit(0); },
      (error) => { console.log('failed: ' + error.message); process.exit(1); });`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', script, address], {
      env: childEnv,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    child.once('close', () => resolve(said.trim()));
  });
}

describe('with a proxy that refuses loopback', () => {
  const refused: string[] = [];
  const proxy = createServer((request, response) => {
    refused.push(request.url ?? '');
    response.writeHead(403).end();
  });
  proxy.on('connect', (request, socket) => {
    refused.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  let env: Record<string, string>;

  beforeAll(async () => {
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${portOf(proxy)}`;
    env = { PATH: process.env['PATH'] ?? '', http_proxy: url, https_proxy: url, HTTP_PROXY: url, HTTPS_PROXY: url };
  });
  afterAll(() => void proxy.close());

  test('the server starts, and clients and workers connect past the proxy', async () => {
    const [port, uiPort] = [await freePort(), await freePort()];
    const saved = { ...process.env };
    Object.assign(process.env, env);
    try {
      const server = await start({ port, uiPort, env });
      expect(refused).toEqual([]);
      expect(await connectFrom(env, server.address)).toMatch(/^failed/); // so the proxy does stand in the way
      expect(refused).toContain(server.address);
      refused.length = 0;
      expect(await connectFrom(withLoopbackDirect(env), server.address)).toBe('connected');
      expect(refused).toEqual([]);
      await server.stop();
    } finally {
      for (const name of Object.keys(env)) delete process.env[name];
      Object.assign(process.env, saved);
    }
  });

  test('hosts that were excepted before stay excepted, loopback is added once', () => {
    const before: Record<string, string | undefined> = {
      no_proxy: 'intranet, localhost',
      NO_PROXY: 'other',
      no_grpc_proxy: 'x',
    };
    bypassProxyForLoopback(before);
    expect(before['no_proxy']).toBe('intranet,localhost,other,127.0.0.1,::1');
    expect(before['NO_PROXY']).toBe(before['no_proxy']);
    expect(before['no_grpc_proxy']).toContain('127.0.0.1');
  });
});
