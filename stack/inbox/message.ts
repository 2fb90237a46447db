import { simpleParser } from 'mailparser';
import type { Attachment, ParsedMail } from 'mailparser';

/** Who the mail server was told the mail is from and for (MAIL FROM, RCPT TO); headers may say something else. */
export interface Envelope {
  from: string;
  to: string[];
}

/** A mail as the inbox shows it. Instants are ISO 8601 in UTC; addresses are bare ("a@example.org"), in lower case. */
export interface InboxMessage {
  id: string;
  /** Real time of arrival. */
  receivedAt: string;
  /** The mail's own Date header (in the demonstration that is business time), or null. */
  sentAt: string | null;
  /** With angle brackets, as in the header; empty if there is none. */
  messageId: string;
  from: string;
  fromName: string;
  /** Addresses of the headers To and Cc. */
  to: string[];
  /** To and Cc as written, with names. */
  toText: string;
  envelope: Envelope;
  subject: string;
  text: string;
  html?: string;
  /** The headers that matter for follow-up mail, by lower-case name, unfolded, not decoded. */
  headers: Record<string, string>;
  attachments: { name: string; contentType: string; size: number }[];
}

const shownHeaders = new Set(
  (
    'date message-id in-reply-to references reply-to auto-submitted content-language content-type importance list-id ' +
    'list-unsubscribe list-unsubscribe-post return-path sender'
  ).split(' '),
);

/** Parses a stored mail. What cannot be read is left empty: a newcomer's inbox shows odd mail rather than none. */
export async function readMessage(
  id: string,
  receivedAt: string,
  envelope: Envelope,
  raw: Buffer,
): Promise<InboxMessage> {
  const mail = await parse(raw);
  const recipients = [mail.to, mail.cc].flatMap((header) =>
    header === undefined ? [] : Array.isArray(header) ? header : [header],
  );
  const sender = mail.from?.value[0];
  return {
    id,
    receivedAt,
    sentAt: mail.date === undefined || Number.isNaN(mail.date.getTime()) ? null : mail.date.toISOString(),
    messageId: mail.messageId ?? '',
    from: (sender?.address ?? envelope.from).toLowerCase(),
    fromName: sender?.name ?? '',
    to: recipients.flatMap((header) => header.value.flatMap(addressesOf)),
    toText: recipients.map((header) => header.text).join(', '),
    envelope,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    ...(typeof mail.html === 'string' ? { html: mail.html } : {}),
    headers: headersOf(mail),
    attachments: mail.attachments.map((part) => ({
      name: nameOf(part),
      contentType: part.contentType,
      size: part.size,
    })),
  };
}

/** One attachment's bytes, by its place in the mail, or undefined. */
export async function readAttachment(
  raw: Buffer,
  index: number,
): Promise<{ name: string; content: Buffer } | undefined> {
  const part = (await parse(raw)).attachments[index];
  return part === undefined ? undefined : { name: nameOf(part), content: part.content };
}

function parse(raw: Buffer): Promise<ParsedMail> {
  // Links are recognised by our own page, which treats text as text.
  return simpleParser(raw, { skipTextToHtml: true, skipTextLinks: true });
}

function nameOf(part: Attachment): string {
  return typeof part.filename === 'string' && part.filename !== '' ? part.filename : part.contentType;
}

type Mailbox = { address?: string | undefined; group?: Mailbox[] | undefined };

function addressesOf(mailbox: Mailbox): string[] {
  const inGroup = (mailbox.group ?? []).flatMap(addressesOf);
  return mailbox.address === undefined || mailbox.address === ''
    ? inGroup
    : [mailbox.address.toLowerCase(), ...inGroup];
}

function headersOf(mail: ParsedMail): Record<string, string> {
  const shown = mail.headerLines.filter(({ key }) => shownHeaders.has(key) || key.startsWith('x-'));
  return Object.fromEntries(
    shown.map(({ key, line }) => [
      key,
      line
        .slice(line.indexOf(':') + 1)
        .replaceAll(/\r?\n[ \t]+/g, ' ')
        .trim(),
    ]),
  );
}
