import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { cacheDirectory, findTemporalBinary } from '../../stack/temporal/binary.ts';
import { bypassProxyForLoopback } from '../../stack/temporal/environment.ts';
import { startTemporalServer } from '../../stack/temporal/server.ts';
import { freePort } from '../../stack/ports.ts';
import { searchAttributeTypes } from '../../workflows/search-attributes.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

export interface TestTemporal {
  address: string;
  uiUrl: string;
  /** Where it keeps everything it knows, and its log. */
  folder: string;
  /** Of the server that runs now. */
  pid(): number;
  client: Client;
  native: NativeConnection;
  /** Kills the server as a power cut would; `restart` brings it back on the same port and file. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A real server on free ports with its own file, gone after `stop`. */
export async function startTestTemporal(): Promise<TestTemporal> {
  bypassProxyForLoopback(process.env);
  const folder = mkdtempSync(join(tmpdir(), 'cooperation-temporal-'));
  const binary = await findTemporalBinary({
    cacheDir: cacheDirectory(join(import.meta.dirname, '../..'), process.env),
    env: process.env,
    report: (line) => console.log(line),
  });
  const [port, uiPort] = [await freePort(), await freePort()];
  const start = () =>
    startTemporalServer({
      binary: binary.path,
      port,
      uiPort,
      dbFile: join(folder, 'temporal.db'),
      logFile: join(folder, 'temporal.log'),
      searchAttributes: searchAttributeTypes,
    });
  let server = await start();
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  return {
    address: server.address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    folder,
    pid: () => server.pid,
    client: new Client({ connection }),
    native,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
    },
    restart: async () => {
      server = await start();
    },
    stop: async () => {
      await connection.close();
      await native.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
