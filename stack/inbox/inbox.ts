import type { AddressInfo } from 'node:net';
import { createFaults } from './faults.ts';
import type { InboxFaults } from './faults.ts';
import { createInboxServer } from './http.ts';
import type { InboxMessage } from './message.ts';
import { createSmtpSide } from './smtp.ts';
import { openStore } from './store.ts';

export type { DataFault, InboxFaults, SmtpRefusal } from './faults.ts';
export type { InboxMessage } from './message.ts';

export interface InboxOptions {
  /** Folder of the raw mails, kept over restarts; null keeps them in memory, for tests. */
  dir: string | null;
  /** 0 takes a free port. */
  httpPort: number;
  smtpPort: number;
  host?: '127.0.0.1';
}

export interface Inbox {
  /** "http://127.0.0.1:1080", without a slash at the end. */
  httpUrl: string;
  /** "smtp://127.0.0.1:1025". */
  smtpUrl: string;
  /** Newest first. */
  messages(): InboxMessage[];
  faults: InboxFaults;
  stop(): Promise<void>;
}

/**
 * Starts the mail inbox of the one-machine set-up: an SMTP server that keeps every mail instead of delivering it, and a
 * page and JSON to read them. Throws if a port is taken or the folder cannot be used; nothing is left open then.
 */
export async function startInbox(options: InboxOptions): Promise<Inbox> {
  const host = options.host ?? '127.0.0.1';
  const store = await openStore(options.dir);
  const { switches, state } = createFaults();
  const smtp = createSmtpSide({ host, port: options.smtpPort, store, faults: state });
  const http = createInboxServer(store);
  await smtp.open();
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(options.httpPort, host, resolve);
    });
  } catch (error) {
    await smtp.close();
    throw error;
  }
  const address: AddressInfo | string | null = http.address();
  const httpPort = address !== null && typeof address === 'object' ? address.port : options.httpPort;
  return {
    httpUrl: `http://${host}:${httpPort}`,
    smtpUrl: `smtp://${host}:${smtp.port}`,
    messages: () => store.messages(),
    faults: { ...switches, closePort: () => smtp.close(), openPort: () => smtp.open() },
    stop: async () => {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await Promise.all([smtp.close(), closed]);
    },
  };
}
