import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  closeSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file in one step, so that a reader never sees half of it, readable by its owner only. */
export function writeFileAtOnce(file: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode });
  chmodSync(draft, mode);
  renameSync(draft, file);
}

/** A JSON file's content, or undefined when it is missing or was cut short. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** A secret that is made once per installation and kept in a file of mode 0600. */
export function keptSecret(file: string): string {
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8').trim();
    if (text.length >= 32) return text;
  }
  const secret = randomBytes(32).toString('base64url');
  writeFileAtOnce(file, `${secret}\n`);
  return secret;
}

/** Opens a log for appending; one that has grown beyond 10 MB is put aside first (one generation). @returns a file descriptor */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** The last lines of a log, for a message about a failure. */
export function logTail(file: string, lines = 20): string {
  try {
    const { size } = statSync(file);
    const length = Math.min(size, 16_384);
    const buffer = Buffer.alloc(length);
    const descriptor = openSync(file, 'r');
    readSync(descriptor, buffer, 0, length, size - length);
    closeSync(descriptor);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}
