import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { receiveMail } from '../activities/inbound/receive.ts';
import type { ReceiveDeps } from '../activities/inbound/receive.ts';
import type { ImapConfig } from '../config-imap.ts';
import { largestInboundBytes } from '../mail/inbound.ts';

/**
 * Reads the mailbox to which answers and bounces go, where no mail server hands them over. What was taken is marked as seen; what
 * names no mail of ours stays unread, for people. It keeps nothing of its own: several may read the same mailbox, and after a
 * break all that is unread is looked at again. Filing twice is not possible, so nothing depends on the marks.
 */
export interface MailboxReader {
  close(): Promise<void>;
}

export interface ReaderOptions {
  imap: ImapConfig;
  /** In words without names, addresses or anything that a server or a mail says. */
  onTrouble(reason: string): void;
  /** Authorities beside those of this machine, PEM. */
  ca?: string;
  timing?: Partial<ReaderTiming>;
}

/** Real milliseconds. */
export interface ReaderTiming {
  /** Between two looks where the server announces nothing. */
  lookMs: number;
  /** First wait after the connection broke, doubled each time up to `awayMaxMs`. */
  awayMs: number;
  awayMaxMs: number;
}

const usualTiming: ReaderTiming = { lookMs: 60_000, awayMs: 1_000, awayMaxMs: 300_000 };
const CONNECT_MS = 30_000;
/** Servers announce new mail only while they are waited for. */
const IDLE_AFTER_MS = 1_000;
const SEEN = '\\Seen';

/** Left unread, by UID, so that it is fetched once: as long as the mailbox counts the same way. */
interface Left {
  uidValidity: bigint | null;
  uids: Set<number>;
}

interface Reading {
  deps: ReceiveDeps;
  options: ReaderOptions;
  timing: ReaderTiming;
  left: Left;
  /** Ends with the reader. */
  signal: AbortSignal;
}

export function readMailbox(deps: ReceiveDeps, options: ReaderOptions): MailboxReader {
  const stop = new AbortController();
  const timing = { ...usualTiming, ...options.timing };
  const done = stayConnected({
    deps,
    options,
    timing,
    left: { uidValidity: null, uids: new Set() },
    signal: stop.signal,
  });
  return {
    close: async () => {
      stop.abort();
      await done;
    },
  };
}

async function stayConnected(reading: Reading): Promise<void> {
  const { options, timing, signal } = reading;
  let broken = 0;
  while (!signal.aborted) {
    try {
      await connected(reading, () => {
        broken = 0;
      });
    } catch (error) {
      if (!signal.aborted) options.onTrouble(`the mailbox cannot be read: ${nameOf(error)}`);
    }
    await pause(Math.min(timing.awayMaxMs, timing.awayMs * 2 ** Math.min(broken, 20)), signal);
    broken += 1;
  }
}

/** Reads until the connection breaks, which throws, or the reader ends. */
async function connected(reading: Reading, onRead: () => void): Promise<void> {
  const { signal, timing } = reading;
  const client = clientFor(reading.options);
  let news = new AbortController();
  let fault: unknown;
  const look = (): void => news.abort();
  client.on('exists', look);
  client.on('close', look);
  client.on('error', (error: unknown) => {
    fault = error;
    look();
  });
  const leave = (): void => {
    client.close();
    look();
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    await client.connect();
    const { uidValidity } = await client.mailboxOpen(reading.options.imap.mailbox);
    if (reading.left.uidValidity !== uidValidity) Object.assign(reading.left, { uidValidity, uids: new Set() });
    while (!signal.aborted) {
      // Made before looking: what arrives meanwhile is looked at next.
      news = new AbortController();
      await takeUnread(client, reading);
      onRead();
      await pause(timing.lookMs, AbortSignal.any([signal, news.signal]));
      if (!client.usable && !signal.aborted) throw fault ?? new Error('the connection was closed');
    }
  } finally {
    signal.removeEventListener('abort', leave);
    client.close();
  }
}

function clientFor({ imap, ca }: ReaderOptions): ImapFlow {
  const { host, port, transport, user, password } = imap;
  return new ImapFlow({
    host,
    port,
    secure: transport === 'tls',
    // Else it is up to whoever sits between us whether the password is encrypted.
    ...(transport === 'tls' ? {} : { doSTARTTLS: transport === 'starttls' }),
    auth: { user, pass: password },
    ...(ca ? { tls: { ca } } : {}),
    connectionTimeout: CONNECT_MS,
    autoIdleDelay: IDLE_AFTER_MS,
    maxLiteralSize: 2 * largestInboundBytes,
    logger: false,
  });
}

async function takeUnread(client: ImapFlow, { deps, options, left, signal }: Reading): Promise<void> {
  const found = (await client.search({ seen: false }, { uid: true })) || [];
  for (const uid of found) {
    if (signal.aborted) return;
    if (left.uids.has(uid)) continue;
    const raw = await fetchRaw(client, uid);
    if (raw === null) {
      left.uids.add(uid);
      options.onTrouble('a mail in the mailbox is too large; it is left unread');
      continue;
    }
    try {
      const { outcome } = await receiveMail(deps, { raw, recipients: [] });
      if (outcome === 'ignored') left.uids.add(uid);
      else await client.messageFlagsAdd(String(uid), [SEEN], { uid: true });
    } catch (error) {
      // The others do not wait for it; it stays unread and is tried again at the next look.
      if (!client.usable) throw error;
      options.onTrouble(`a mail in the mailbox could not be kept; it is tried again: ${nameOf(error)}`);
    }
  }
}

/** Null for what is larger than we take; empty for what is gone. */
async function fetchRaw(client: ImapFlow, uid: number): Promise<Buffer | null> {
  const head = await client.fetchOne(String(uid), { size: true }, { uid: true });
  if (head && (head.size ?? 0) > largestInboundBytes) return null;
  const whole = await client.fetchOne(String(uid), { source: true }, { uid: true });
  return (whole && whole.source) || Buffer.alloc(0);
}

/** What went wrong by its code: messages of servers and databases may quote people and mails. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if (Reflect.get(error, 'authenticationFailed') === true) return 'the user or the password is refused';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && code !== '' ? code : error instanceof Error ? error.name : 'unknown';
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
