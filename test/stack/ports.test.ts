import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { freePort, isPortFree, listenerPid, whoHolds } from '../../stack/ports.ts';

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

describe('ports', () => {
  test('a free port is free, can be used, and frees itself again', async () => {
    const port = await freePort();
    expect(await isPortFree(port)).toBe(true);
    expect(whoHolds(port)).toBeUndefined();
    const server = await listen(port, '127.0.0.1');
    expect(await isPortFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port)).toBe(true);
  });

  test('no two calls get the same port before anybody listens, in whatever process they are', async () => {
    const elsewhere = `import { freePort } from './stack/ports.ts';
      for (let i = 0; i < 100; i++) console.log(await freePort());`;
    const others = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', elsewhere]);
    const printed = text(others.stdout);
    const mine = await Promise.all(Array.from({ length: 100 }, () => freePort()));
    const ports = [...mine, ...(await printed).trim().split('\n').map(Number)];
    expect(ports).toHaveLength(200);
    expect(new Set(ports).size).toBe(200);
    expect(Math.max(...ports)).toBeLessThan(32_768); // where the ports of outgoing connections begin
  });

  test.each(['127.0.0.1', '0.0.0.0'])('a port taken on %s is taken, and its holder is named', async (host) => {
    const port = await freePort();
    const server = await listen(port, host);
    try {
      expect(await isPortFree(port)).toBe(false);
      expect(listenerPid(port)).toBe(process.pid);
      expect(whoHolds(port)).toMatch(new RegExp(`\\(process ${process.pid}\\)$`));
    } finally {
      server.close();
    }
  });
});
