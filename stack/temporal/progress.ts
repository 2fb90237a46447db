import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Takes one line for the person who waits. */
export type Report = (line: string) => void;

const EVERY_MS = 2_000;

/**
 * Runs something that may take long and says so every two seconds, with the time and, if it can be counted, the megabytes.
 * What is over within two seconds says nothing.
 */
export async function withProgress<T>(
  report: Report,
  what: string,
  work: () => Promise<T>,
  bytes: () => number = () => 0,
  ofBytes = 0,
): Promise<T> {
  const beganAtMs = Date.now();
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - beganAtMs) / 1_000);
    const done = bytes();
    const amount = done === 0 ? '' : `, ${megabytes(done)}${ofBytes > done ? ` of ${megabytes(ofBytes)}` : ''} MB`;
    report(`${what} ... ${seconds} s${amount}`);
  }, EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}

/** Bytes of all files below a folder; files that come and go meanwhile don't matter. */
export function folderBytes(folder: string): number {
  let sum = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) sum += folderBytes(path);
      else if (entry.isFile()) sum += lstatSync(path).size;
    }
  } catch {
    // gone meanwhile
  }
  return sum;
}
