import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

/**
 * What became of one attempt to send.
 * - `accepted`: the server has it. `refused`: it never will (5xx). `deferred`: later (4xx).
 * - `not-now`: the server takes nothing from us at present (421, or 4xx before it heard of the recipient).
 * - `not-sent`: the body never left, so it may be tried again at once. `our-fault`: likewise, and the recipient is not to blame
 *   (log-in or sender refused).
 * - `ambiguous`: the body left and no answer came; it may have arrived.
 */
export const SendOutcome = {
  accepted: 'accepted',
  refused: 'refused',
  deferred: 'deferred',
  'not-now': 'not-now',
  'not-sent': 'not-sent',
  'our-fault': 'our-fault',
  ambiguous: 'ambiguous',
} as const;
export type SendOutcome = (typeof SendOutcome)[keyof typeof SendOutcome];

export interface SendResult {
  outcome: SendOutcome;
  /** The server's answer or the error's code; no address of a person beyond what the server wrote. */
  detail: string;
}

export interface SendRequest {
  /** smtp://user:password@host:port or smtps:// */
  smtpUrl: string;
  from: string;
  /** One recipient per message: a mixed send resolves although one was refused. */
  to: string;
  mime: Buffer;
  /** Asked after the server's 354, just before the body leaves; false sends nothing (the lease was lost). */
  mayLeave(): Promise<boolean>;
  /** Of the whole conversation: socket time-outs restart at every byte. */
  deadlineMs: number;
}

const RECIPIENTS_OWN = /^(RCPT TO|DATA)/i;

interface SmtpError {
  message: string;
  code?: string | undefined;
  responseCode?: number | undefined;
  command?: string | undefined;
  response?: string | undefined;
}

/** Sends once and tells the phases apart, which `sendMail()` cannot (FACTS section 5). Never throws. */
export function sendOnce(request: SendRequest): Promise<SendResult> {
  return new Promise((resolve) => {
    let bodyLeft = false;
    let isSettled = false;
    const connection = new SMTPConnection(options(request));
    const settle = (outcome: SendOutcome, detail: string): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(deadline);
      connection.close();
      resolve({ outcome, detail: detail.slice(0, 300) });
    };
    const fail = (error: SmtpError): void => settle(judge(error, bodyLeft), describe(error));
    const deadline = setTimeout(
      () => settle(bodyLeft ? 'ambiguous' : 'not-sent', 'no answer in time'),
      request.deadlineMs,
    );

    async function* body(): AsyncGenerator<Buffer> {
      if (!(await request.mayLeave())) {
        settle('not-sent', 'the lease was lost');
        return;
      }
      if (isSettled) return;
      bodyLeft = true;
      yield request.mime;
    }
    const send = (): void =>
      connection.send(
        { from: request.from, to: [request.to] },
        // Nothing is read ahead: the generator runs only when the server has asked for the body.
        Readable.from(body(), { highWaterMark: 0 }),
        (error, info) => (error ? fail(error) : settle('accepted', info?.response ?? '')),
      );
    connection.on('error', fail);
    // What the server said as it hung up (421) comes right behind.
    connection.once('end', () =>
      setImmediate(() => settle(bodyLeft ? 'ambiguous' : 'not-sent', 'the connection ended')),
    );
    connection.connect((error) => {
      if (error) return fail(error);
      const auth = credentials(request.smtpUrl);
      if (!auth) return send();
      connection.login(auth, (refused) => (refused ? fail(refused) : send()));
    });
  });
}

function judge({ responseCode, command }: SmtpError, bodyLeft: boolean): SendOutcome {
  if (responseCode === undefined) return bodyLeft ? 'ambiguous' : 'not-sent';
  // At log-in or MAIL FROM it is about us; the recipient must not be marked for it.
  if (!RECIPIENTS_OWN.test(command ?? '')) return responseCode >= 500 ? 'our-fault' : 'not-now';
  return responseCode >= 500 ? 'refused' : 'deferred';
}

const describe = ({ response, code, message }: SmtpError): string => response ?? code ?? message;

function options({ smtpUrl, deadlineMs }: SendRequest): ConstructorParameters<typeof SMTPConnection>[0] {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    socketTimeout: deadlineMs,
    socketCloseTimeout: 0,
  };
}

function credentials(smtpUrl: string): { user: string; pass: string } | null {
  const { username, password } = new URL(smtpUrl);
  return username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : null;
}
