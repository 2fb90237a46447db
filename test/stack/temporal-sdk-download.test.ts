import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findPinned } from '../../stack/temporal/binary.ts';
import { findOnPath } from '../../stack/temporal/command.ts';
import { fetchWithSdk } from '../../stack/temporal/sdk-download.ts';
import { testUnless } from '../support/unless.ts';
import { artifactOf, portOf, temporaryFolder } from './temporal-fixtures.ts';

/**
 * The real downloader of the SDK against a release server of ours: a proxy answers for whatever host is asked, with
 * a certificate from an authority that only NODE_EXTRA_CA_CERTS names. So these tests cover proxy and certificates, too.
 */
const folder = temporaryFolder();
const authority = join(folder.path, 'ca.pem');
const openssl = findOnPath('openssl', process.env);
const withOpenssl = testUnless(openssl === undefined ? 'openssl, which makes the certificates, is not there' : null);

const BINARY = `#!/bin/sh\ntouch ${folder.path}/was-run\n`;
const asked: string[] = [];

function certificateFor(host: string): { key: Buffer; cert: Buffer } {
  const at = (name: string) => join(folder.path, name);
  writeFileSync(at('ext'), `subjectAltName=DNS:${host}\n`);
  const run = (line: string) => execFileSync(openssl ?? '', line.split(' '), { stdio: 'ignore' });
  run(`req -newkey rsa:2048 -nodes -keyout ${at('key')} -out ${at('csr')} -subj /CN=test`);
  run(
    `x509 -req -in ${at('csr')} -CA ${authority} -CAkey ${at('ca.key')} -CAcreateserial -days 2 -out ${at('crt')} -extfile ${at('ext')}`,
  );
  return { key: readFileSync(at('key')), cert: readFileSync(at('crt')) };
}

/** One file in a tar archive (ustar). */
function tarGzOf(name: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000755\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return gzipSync(Buffer.concat([header, body, Buffer.alloc(1_024)]));
}

const tlsServers = new Map<string, Promise<number>>();
function releaseServer(host: string): Promise<number> {
  const known = tlsServers.get(host);
  if (known !== undefined) return known;
  const server = createTlsServer(certificateFor(host), (request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.endsWith('.tar.gz') === true) response.end(tarGzOf('temporal', BINARY));
    else response.end(JSON.stringify({ archiveUrl: `https://${host}/release.tar.gz`, fileToExtract: 'temporal' }));
  });
  server.unref();
  const port = new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(portOf(server)));
  });
  tlsServers.set(host, port);
  return port;
}

const proxy = createServer();
proxy.on('connect', (request, socket) => {
  socket.on('error', () => socket.destroy());
  void releaseServer((request.url ?? '').split(':')[0] ?? '').then((port) => {
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
});
const silent = createTcpServer(() => undefined); // accepts, and never answers

const urlOf = (server: Pick<Server, 'address'>) => `http://127.0.0.1:${portOf(server)}`;
const environment = (server: typeof proxy | typeof silent) => ({
  PATH: process.env['PATH'],
  https_proxy: urlOf(server),
  HTTPS_PROXY: urlOf(server),
  NODE_EXTRA_CA_CERTS: authority,
});
const report = () => undefined;

beforeAll(async () => {
  if (openssl !== undefined) {
    const line = `req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ${join(folder.path, 'ca.key')} -out ${authority} -subj /CN=authority`;
    execFileSync(openssl, line.split(' '), { stdio: 'ignore' });
  }
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  proxy.close();
  proxy.closeAllConnections();
  silent.close();
  folder.remove();
});

describe("the SDK's downloader", () => {
  withOpenssl('brings the pinned release through the proxy, and never runs it', async () => {
    const artifact = artifactOf(BINARY);
    const found = await findPinned(
      artifact,
      { cacheDir: join(folder.path, 'cache'), env: environment(proxy), report },
      { downloads: [{ source: 'official release', fetch: fetchWithSdk }] },
    );
    expect(found.source).toBe('official release');
    expect(readFileSync(found.path, 'utf8')).toBe(BINARY);
    expect(existsSync(join(folder.path, 'was-run'))).toBe(false);
    expect(asked[0]).toContain('v0.0.1');
  });

  withOpenssl('a release that is not the pinned one is refused and was never run', async () => {
    const failed = findPinned(
      artifactOf('something else'),
      { cacheDir: join(folder.path, 'cache-2'), env: environment(proxy), report },
      { downloads: [{ source: 'official release', fetch: fetchWithSdk }] },
    );
    await expect(failed).rejects.toThrow(/official release: .*refused/);
    expect(existsSync(join(folder.path, 'was-run'))).toBe(false);
  });

  test('gives up three seconds after asking when nobody answers', async () => {
    const into = join(folder.path, 'silent');
    mkdirSync(into);
    const artifact = artifactOf(BINARY);
    const beganAtMs = Date.now();
    const env = { ...environment(silent), NODE_EXTRA_CA_CERTS: undefined };
    const failed = fetchWithSdk(artifact, artifact.pins['linux-x64'], { folder: into, env, report });
    await expect(failed).rejects.toThrow(/no answer within three seconds/);
    expect(Date.now() - beganAtMs).toBeLessThan(15_000); // loading the SDK on a busy machine included
  });
});
