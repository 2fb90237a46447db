import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file in hex, read as a stream: these files have 150 MB. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Throws an Error that names the file and both hashes if the file is not the pinned one. */
export async function requireSha256(path: string, expected: string, what: string): Promise<void> {
  const actual = await sha256Of(path);
  if (actual === expected) return;
  throw new Error(`${what} has SHA-256 ${actual.slice(0, 16)}..., pinned is ${expected.slice(0, 16)}...: refused`);
}
