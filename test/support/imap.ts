import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';
import type { ImapConfig } from '../../config-imap.ts';

/** A mailbox behind an IMAP server of this process. */
export interface ImapMailbox {
  imap: ImapConfig;
  /** Puts a mail into it, unread. */
  deliver(raw: Buffer): void;
  /** For each mail in it, whether it was read, in the order in which they came. */
  seen(): boolean[];
  /** Everything that clients have written to it. */
  heard(): string;
  /** How often somebody connected. */
  connections(): number;
  /** Breaks every connection; the mailbox stays. */
  hangUp(): void;
  stop(): Promise<void>;
}

export interface ImapMailboxOptions {
  transport?: ImapConfig['transport'];
  /** With `transport: 'tls'`. */
  credentials?: { key: string; cert: string };
  plugins?: string[];
  /** A mailbox that was there before, on the port where it was. */
  port?: number;
}

const USER = 'office';
const PASSWORD = 'the password of the mailbox';

export async function startImapMailbox({
  transport = 'plain',
  credentials,
  plugins = ['IDLE', 'UIDPLUS', 'ID'],
  port = 0,
}: ImapMailboxOptions = {}): Promise<ImapMailbox> {
  const imap = hoodiecrow({
    plugins,
    users: { [USER]: { password: PASSWORD } },
    storage: { INBOX: { messages: [] } },
    ...(transport === 'tls' ? { secureConnection: true } : {}),
    ...(credentials ? { credentials } : {}),
  });
  const sockets = new Set<Socket>();
  let heard = '';
  let connections = 0;
  imap.connectionHandlers.push(({ socket }) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer | string) => {
      heard += chunk.toString();
    });
  });
  imap.server.on('tlsClientError', () => undefined);
  const listening = once(imap.server, 'listening');
  imap.listen(port, '127.0.0.1', () => undefined);
  await listening;
  const address = imap.server.address() as AddressInfo;
  return {
    imap: { host: '127.0.0.1', port: address.port, transport, user: USER, password: PASSWORD, mailbox: 'INBOX' },
    deliver: (raw) => imap.appendMessage('INBOX', [], '04-Mar-2026 09:00:00 +0800', raw.toString('latin1')),
    seen: () => imap.getMailbox('INBOX').messages.map(({ flags }) => flags.includes('\\Seen')),
    heard: () => heard,
    connections: () => connections,
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        imap.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
