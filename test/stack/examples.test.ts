import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { examples, runExample } from '../../stack/examples.ts';
import { freePort } from '../../stack/ports.ts';

let folder: string;
let server: Server;
let settings: Record<string, string>;
let asked: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: string }[];
let printed: string[];
let status: number;
const print = (text: string) => void printed.push(text);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'));
  writeFileSync(join(folder, 'coordinator.token'), 'the-token\n');
  asked = [];
  printed = [];
  status = 200;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.statusCode = status;
      response.end(JSON.stringify({ items: [{ id: 'agreement-7' }], nextCursor: null }));
    });
  });
  const port = await freePort();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  settings = { STACK_DIR: folder, API_PORT: String(port) };
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test.each(examples.map(({ number, method }) => [number, method]))(
  'call %d is made with the token and its answer is printed',
  async (number, method) => {
    expect(await runExample(String(number), settings, print)).toBe(0);
    const call = asked.at(-1);
    expect(call?.method).toBe(method);
    expect(call?.headers.authorization).toBe('Bearer the-token');
    expect(call?.url).not.toContain('{id}');
    if (method === 'POST') {
      expect(call?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
      expect(call?.url).toContain('agreement-7');
      expect(JSON.parse(call?.body ?? '')).toEqual(examples.find((example) => example.number === number)?.body);
    }
    expect(printed.join('\n')).toContain('curl');
    expect(printed.join('\n')).toContain('200 OK');
    expect(printed.join('\n')).not.toContain('the-token');
  },
);

test('a refusal of the API is an exit code', async () => {
  status = 422;
  expect(await runExample('1', settings, print)).toBe(1);
  expect(printed.join('\n')).toContain('422');
});

test('without a system, without a token and without a number it says what to do', async () => {
  expect(await runExample('1', { ...settings, API_PORT: '9' }, print)).toBe(1);
  expect(printed.join('\n')).toContain('npm start');
  expect(await runExample('1', { STACK_DIR: join(folder, 'none') }, print)).toBe(1);
  expect(printed.join('\n')).toContain('There is no token');
  asked = [];
  expect(await runExample('1', { STACK_DIR: folder }, print)).toBe(1);
  expect(printed.join('\n')).toContain('does not run');
  expect(asked).toEqual([]);
  expect(await runExample(undefined, settings, print)).toBe(1);
  expect(printed.join('\n')).toContain('npm run example -- 3');
});
