import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { FaultState, SmtpRefusal } from './faults.ts';
import type { Envelope } from './message.ts';
import type { MessageStore } from './store.ts';

const largestMail = 30 * 1024 * 1024;

export interface SmtpSide {
  port: number;
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The receiving side: plain SMTP on one machine, no log-in and no TLS, so every mail is taken unless a fault says
 * otherwise. It answers 250 only after the mail is kept. `port` 0 takes a free one and keeps it over close and open.
 */
export function createSmtpSide(options: {
  host: string;
  port: number;
  store: MessageStore;
  faults: FaultState;
}): SmtpSide {
  const { host, store, faults } = options;
  let server: Listening | undefined;
  const side: SmtpSide = {
    port: options.port,
    open: async () => {
      if (server !== undefined) return;
      const listening = createServer(store, faults);
      const opened = listening.server;
      await new Promise<void>((resolve, reject) => {
        opened.once('error', reject);
        opened.listen(side.port, host, () => {
          opened.off('error', reject);
          resolve();
        });
      });
      // A client that goes away in the middle of a mail is everyday business of a mail server.
      opened.on('error', () => {});
      const address = opened.server.address();
      if (address !== null && typeof address === 'object') side.port = address.port;
      server = listening;
    },
    close: async () => {
      const closing = server;
      server = undefined;
      if (closing === undefined) return;
      const closed = new Promise<void>((resolve) => closing.server.close(() => resolve()));
      for (const socket of closing.sockets.values()) socket.destroy();
      await closed;
    },
  };
  return side;
}

/** A server with its open connections, by the client's port: that is how a session finds its own. */
interface Listening {
  server: SMTPServer;
  sockets: Map<number, Socket>;
}

function createServer(store: MessageStore, faults: FaultState): Listening {
  const sockets = new Map<number, Socket>();
  const server = new SMTPServer({
    name: 'inbox.localhost',
    banner: 'mail ends here',
    logger: false,
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    size: largestMail,
    rejectOversized: true,
    closeTimeout: 1_000,
    onConnect: (_session, callback) => {
      void faults.wait('greeting').then(() => callback());
    },
    onMailFrom: (address, _session, callback) => {
      void faults.wait('sender').then(() => callback(refusal(faults.senderFault(address.address))));
    },
    onRcptTo: (address, session, callback) => {
      void faults
        .wait('recipient')
        .then(() => callback(refusal(faults.recipientFault(address.address, envelopeOf(session).from))));
    },
    onData: (stream, session, callback) => {
      receive(stream, envelopeOf(session), store, faults, () => sockets.has(session.remotePort)).then(
        (outcome) => {
          if (outcome === 'cut') sockets.get(session.remotePort)?.destroy();
          else callback(refusal(outcome));
        },
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          callback(
            refusal({ code: 452, text: `4.3.1 The inbox could not keep the mail: ${reason.replaceAll(/\s+/g, ' ')}` }),
          );
        },
      );
    },
  });
  server.server.on('connection', (socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  return { server, sockets };
}

async function receive(
  stream: SMTPServerDataStream,
  envelope: Envelope,
  store: MessageStore,
  faults: FaultState,
  isConnected: () => boolean,
): Promise<SmtpRefusal | 'cut' | null> {
  const fault = faults.dataFault(envelope);
  if (fault?.kind === 'cut-before-body') return 'cut';
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  await faults.wait('body');
  // Half a mail is no mail, and a sender that left will send again.
  if (!isConnected()) return 'cut';
  if (stream.sizeExceeded) return { code: 552, text: '5.3.4 The mail is too large' };
  switch (fault?.kind) {
    case 'refuse':
      return fault.refusal;
    case 'cut-before-reply':
      return 'cut';
    case 'cut-after-keep':
      await store.add(Buffer.concat(chunks), envelope);
      return 'cut';
    case undefined:
      await store.add(Buffer.concat(chunks), envelope);
      return null;
  }
}

function envelopeOf(session: SMTPServerSession): Envelope {
  const { mailFrom, rcptTo } = session.envelope;
  return { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) };
}

function refusal(answer: SmtpRefusal | null): Error | null {
  return answer === null ? null : Object.assign(new Error(answer.text), { responseCode: answer.code });
}
