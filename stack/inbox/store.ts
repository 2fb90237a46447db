import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readMessage } from './message.ts';
import type { Envelope, InboxMessage } from './message.ts';

const envelopeSchema = z.object({ from: z.string(), to: z.array(z.string()), receivedAt: z.iso.datetime() });

/** The mails of the inbox: parsed in memory, raw in a folder (`<id>.eml`, its envelope in `<id>.json`) or in memory too. */
export interface MessageStore {
  /** Newest first. */
  messages(): InboxMessage[];
  find(id: string): InboxMessage | undefined;
  /** The bytes exactly as received. */
  source(id: string): Promise<Buffer | undefined>;
  /** Resolves when the mail is safely kept: only then may the sender be told that it was accepted. */
  add(raw: Buffer, envelope: Envelope): Promise<InboxMessage>;
  /** Changes whenever a mail arrives. */
  version(): string;
}

/** Opens the store and reads what is there. `dir` null keeps everything in memory. Throws if the folder cannot be used. */
export async function openStore(dir: string | null): Promise<MessageStore> {
  const byId = new Map<string, InboxMessage>();
  const inMemory = new Map<string, Buffer>();
  const openedAs = randomBytes(4).toString('hex');
  let lastMs = 0;
  if (dir !== null) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    for (const message of await readFolder(dir)) {
      byId.set(message.id, message);
      lastMs = Math.max(lastMs, Number.parseInt(message.id, 10) || 0);
    }
  }

  const add = async (raw: Buffer, envelope: Envelope): Promise<InboxMessage> => {
    // One later than the last even if the clock stands or steps back: ids sort in the order of arrival.
    const nowMs = Date.now();
    lastMs = Math.max(nowMs, lastMs + 1);
    const id = `${lastMs}-${randomBytes(3).toString('hex')}`;
    const receivedAt = new Date(nowMs).toISOString();
    const message = await readMessage(id, receivedAt, envelope, raw);
    if (dir === null) inMemory.set(id, raw);
    else {
      await writeFile(join(dir, `${id}.json`), JSON.stringify({ ...envelope, receivedAt }), { mode: 0o600 });
      await writeFile(join(dir, `${id}.part`), raw, { mode: 0o600 });
      await rename(join(dir, `${id}.part`), join(dir, `${id}.eml`));
    }
    byId.set(id, message);
    return message;
  };

  return {
    messages: () => [...byId.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)),
    find: (id) => byId.get(id),
    source: async (id) => {
      if (!byId.has(id)) return undefined;
      return dir === null ? inMemory.get(id) : await readFile(join(dir, `${id}.eml`));
    },
    add,
    version: () => `${openedAs}-${byId.size}-${lastMs}`,
  };
}

async function readFolder(dir: string): Promise<InboxMessage[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.eml')).toSorted();
  const messages: InboxMessage[] = [];
  for (const name of names) {
    const id = name.slice(0, -'.eml'.length);
    const file = join(dir, name);
    const kept = await readKept(join(dir, `${id}.json`));
    const receivedAt = kept?.receivedAt ?? (await stat(file)).mtime.toISOString();
    const envelope = { from: kept?.from ?? '', to: kept?.to ?? [] };
    messages.push(await readMessage(id, receivedAt, envelope, await readFile(file)));
  }
  return messages;
}

/** The envelope beside a mail; undefined for a mail that somebody copied into the folder. */
async function readKept(file: string): Promise<z.infer<typeof envelopeSchema> | undefined> {
  try {
    return envelopeSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
