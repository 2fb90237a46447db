import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream } from 'smtp-server';
import { receiveMail } from '../activities/inbound/receive.ts';
import type { ReceiveDeps } from '../activities/inbound/receive.ts';
import { largestInboundBytes } from '../mail/inbound.ts';
import { readReturnAddress } from '../mail/return-address.ts';

/**
 * The listener for mail that comes back, behind a house's own mail server or on one machine. It lives in the API's process: it
 * needs the same database and the same way to wake postboxes, keeps nothing of its own, and so needs neither another process to
 * supervise nor another start and stop. It takes mail for our own addresses only, relays nothing and answers nobody; what could
 * not be kept is put off, so that the other server brings it again.
 */
export interface InboundSmtp {
  port: number;
  close(): Promise<void>;
}

const MOST_CLIENTS = 20;
const MOST_RECIPIENTS = 20;
const IDLE_MS = 30_000;

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

export async function listenForMail(
  deps: ReceiveDeps,
  options: { host: string; port: number; onTrouble: (reason: string) => void },
): Promise<InboundSmtp> {
  const server = new SMTPServer({
    banner: 'answers and bounces only',
    logger: false,
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    size: largestInboundBytes,
    maxClients: MOST_CLIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: 1_000,
    onRcptTo: ({ address }, session, callback) => {
      if (!isOurs(address, deps.office.address)) return callback(refusal(550, '5.1.1 No such address here'));
      const isFull = session.envelope.rcptTo.length >= MOST_RECIPIENTS;
      return callback(isFull ? refusal(452, '4.5.3 Too many recipients') : null);
    },
    onData: (stream, session, callback) => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      take(deps, stream, recipients).then(
        (isTaken) => callback(isTaken ? null : refusal(552, '5.3.4 The mail is too large')),
        (error: unknown) => {
          options.onTrouble(error instanceof Error ? error.message : String(error));
          callback(refusal(451, '4.3.0 Please try again later'));
        },
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A client that goes away in the middle of a mail is everyday business of a mail server.
  server.on('error', () => {});
  const address = server.server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Bounces, answers, and the sender itself, to which calendars answer. */
function isOurs(address: string, office: string): boolean {
  return address.toLowerCase() === office.toLowerCase() || readReturnAddress(address, { address: office }) !== null;
}

/** False for a mail that is too large, which is read to its end and forgotten. */
async function take(deps: ReceiveDeps, stream: SMTPServerDataStream, recipients: readonly string[]): Promise<boolean> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(Buffer.from(chunk));
  if (stream.sizeExceeded) return false;
  await receiveMail(deps, { raw: Buffer.concat(chunks), recipients });
  return true;
}
