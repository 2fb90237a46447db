import { createHash } from 'node:crypto';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import type { Invitation } from './invitation.ts';
import type { Rendered } from './render.ts';

export interface Mailbox {
  name: string;
  address: string;
}

export interface MimeInput {
  /** Of the mail: Message-ID and boundaries are made from it, so that the same mail has the same bytes. */
  mailId: string;
  /** ISO instant of the Date header, business time. */
  date: string;
  from: Mailbox;
  to: Mailbox;
  replyTo: Mailbox | null;
  rendered: Rendered;
  language: string;
  /** The agreement whose thread it belongs to; null where a mail is about several. */
  agreementId: string | null;
  unsubscribeUrl: string | null;
  /** The calendar's part of a mail about a meeting. */
  invitation?: Invitation | null;
  dkim?: DkimKey | null;
}

/** Signs in the name of a domain; only where no relay does. */
export interface DkimKey {
  domain: string;
  selector: string;
  /** PEM. */
  privateKey: string;
}

export interface FrozenMail {
  messageId: string;
  mime: Buffer;
}

// Addresses go into envelopes and headers: a line break or a comma in one would add recipients.
const addressSchema = z.email();
const idSchema = z.string().regex(/^[A-Za-z0-9._-]+$/, 'must be an id');

/** An address that may be written to. Throws ZodError for what is not exactly one plain address. */
export function parseAddress(address: string): string {
  return addressSchema.parse(address);
}

/** Whether an address may be written to; those with characters beyond ASCII may not (SMTPUTF8 is not spoken everywhere). */
export function isAddress(address: string): boolean {
  return addressSchema.safeParse(address).success;
}

/** "Office <office@example.org>" or a bare address. Throws ZodError. */
export function parseMailbox(text: string): Mailbox {
  const [, name = '', inBrackets] = /^([^<]*)<([^<>]+)>\s*$/.exec(text) ?? [];
  const address = inBrackets ?? text;
  // The built-in sender of one machine has no real domain; what we send from is set by ourselves.
  const sender = z.string().regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/);
  return { name: name.trim().replaceAll(/^"|"$/g, ''), address: sender.parse(address.trim()) };
}

/**
 * The bytes of a mail. The same input gives the same bytes: Message-ID, Date and boundaries are ours (MAIL.md). Headers are
 * objects and values, never prepared lines.
 */
export async function freezeMail(input: MimeInput): Promise<FrozenMail> {
  const domain = input.from.address.slice(input.from.address.lastIndexOf('@') + 1);
  const id = (local: string): string => `<${idSchema.parse(local)}@${domain}>`;
  const messageId = id(input.mailId);
  const root = input.agreementId ? id(input.agreementId) : null;
  const composer = new MailComposer({
    messageId,
    date: new Date(input.date),
    baseBoundary: createHash('sha256').update(input.mailId).digest('hex').slice(0, 24),
    from: input.from,
    to: { name: input.to.name, address: parseAddress(input.to.address) },
    ...(input.replyTo ? { replyTo: input.replyTo } : {}),
    ...(root ? { inReplyTo: root, references: [root] } : {}),
    subject: input.rendered.subject,
    text: input.rendered.text,
    html: input.rendered.html,
    ...(input.invitation
      ? { icalEvent: { method: input.invitation.method, filename: 'invitation.ics', content: input.invitation.ics } }
      : {}),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: headersOf(input, domain),
  });
  const mime = await composer.compile().build();
  return { messageId, mime: input.dkim ? await sign(mime, input.dkim) : mime };
}

/**
 * The headers that are signed. What unsubscribes at one click has to be covered in both its headers (RFC 8058); the library's own
 * list leaves the second one out (MAIL.md).
 */
const SIGNED =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:' +
  'In-Reply-To:References:List-Id:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted';

/** The same key and bytes give the same signature, so that a mail stays the same bytes. */
async function sign(mime: Buffer, { domain, selector, privateKey }: DkimKey): Promise<Buffer> {
  const dkim = new DKIM({ domainName: domain, keySelector: selector, privateKey, headerFieldNames: SIGNED });
  const chunks: Buffer[] = [];
  for await (const chunk of dkim.sign(mime)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function headersOf({ agreementId, unsubscribeUrl, language }: MimeInput, domain: string): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'Content-Language': language,
    ...(agreementId ? { 'List-Id': `<${idSchema.parse(agreementId)}.${domain}>` } : {}),
    ...(unsubscribeUrl
      ? {
          'List-Unsubscribe': `<${new URL(unsubscribeUrl).href}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }
      : {}),
  };
}
