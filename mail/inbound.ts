import { simpleParser } from 'mailparser';
import type { AddressObject, ParsedMail } from 'mailparser';
import { safeText } from '../domain/text.ts';
import { readCalendarReply } from './calendar-reply.ts';
import type { CalendarReply } from './calendar-reply.ts';
import { readDeliveryStatus } from './delivery-status.ts';
import type { DeliveryStatus } from './delivery-status.ts';
import type { Mailbox } from './mime.ts';
import { mailIdsIn, readReturnAddress } from './return-address.ts';

/** Larger mail is refused at the door. */
export const largestInboundBytes = 5 * 1024 * 1024;
const MOST_CHARACTERS = 10_000;

/** What a mail that came in is, before anything is looked up. Nothing in it is trusted. */
export type Inbound =
  | { kind: 'bounce'; mailIds: string[]; reports: DeliveryStatus[] }
  | { kind: 'attendance'; reply: CalendarReply; from: string }
  | { kind: 'absence' | 'answer'; mailIds: string[]; from: string; text: string; messageId: string | null }
  | { kind: 'ignored'; why: string };

/**
 * Reads a mail as it came over the wire.
 *
 * @param recipients of the envelope, where a mail server handed it over; the headers name the rest
 * @param office our own sender: its domain tells which addresses and Message-IDs are ours
 */
export async function readInbound(
  raw: Buffer,
  recipients: readonly string[],
  office: Pick<Mailbox, 'address'>,
): Promise<Inbound> {
  const mail = await simpleParser(raw, { keepDeliveryStatus: true, skipImageLinks: true, skipHtmlToText: false });
  const addressed = [...recipients, ...addressesOf(mail)].flatMap((to) => readReturnAddress(to, office) ?? []);
  const status = mail.attachments.find((part) => part.contentType === 'message/delivery-status');
  if (status) {
    const named = addressed.filter(({ use }) => use === 'bounce').map(({ mailId }) => mailId);
    return {
      kind: 'bounce',
      mailIds: unique([...named, ...mailIdsIn(originalIds(mail), office)]),
      reports: readDeliveryStatus(status.content.toString('utf8')),
    };
  }
  const from = mail.from?.value[0]?.address?.toLowerCase() ?? '';
  if (from === '') return { kind: 'ignored', why: 'nobody is named as its sender' };
  for (const part of mail.attachments) {
    const reply = part.contentType === 'text/calendar' ? readCalendarReply(part.content.toString('utf8')) : null;
    if (reply) return { kind: 'attendance', reply, from };
  }
  const mailIds = unique([...addressed.map(({ mailId }) => mailId), ...mailIdsIn(threadOf(mail), office)]);
  const said = { mailIds, from, text: textOf(mail), messageId: mail.messageId ?? null };
  if (isAway(mail)) return { kind: 'absence', ...said };
  // Mailing lists, notifications, loops: no person wrote them.
  if (isByMachine(mail)) return { kind: 'ignored', why: 'written by a machine' };
  // People answer to where answers are asked for; what lands at the bounce's address and is none was written by a server.
  const isForPeople = addressed.every(({ use }) => use === 'reply');
  return isForPeople ? { kind: 'answer', ...said } : { kind: 'ignored', why: 'a report that cannot be read' };
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

const DELIVERED = ['delivered-to', 'x-original-to', 'envelope-to'];

/** Everybody the headers name as a recipient, and whom servers on the way noted down. */
function addressesOf(mail: ParsedMail): string[] {
  const listed = [mail.to, mail.cc].flatMap((field) => field ?? []).flatMap(({ value }: AddressObject) => value);
  return [
    ...listed.flatMap((entry) => entry.address ?? []),
    ...DELIVERED.flatMap((name) => valuesOf(mail, name).map((value) => value.replaceAll(/[<>]/g, '').trim())),
  ];
}

/** The values of a header as written, unfolded. */
function valuesOf(mail: ParsedMail, name: string): string[] {
  return mail.headerLines
    .filter(({ key }) => key === name)
    .map(({ line }) =>
      line
        .slice(line.indexOf(':') + 1)
        .replaceAll(/\r?\n[ \t]+/g, ' ')
        .trim(),
    );
}

function threadOf(mail: ParsedMail): string[] {
  return ['in-reply-to', 'references'].flatMap((name) =>
    // The newest first: that is what was answered.
    valuesOf(mail, name).flatMap((value) => value.split(/\s+/).toReversed()),
  );
}

/** Message-IDs in what a bounce returned of the original: the whole mail or its headers. */
function originalIds(mail: ParsedMail): string[] {
  return mail.attachments
    .filter(({ contentType }) => contentType === 'message/rfc822' || contentType === 'text/rfc822-headers')
    .flatMap(({ content }) => /^message-id:\s*(<[^<>\s]+>)/im.exec(content.toString('utf8'))?.[1] ?? []);
}

const AWAY_SUBJECT =
  /^\s*(【|\[|\()?\s*(自动回复|自动答复|自動回覆|自动应答|休假|外出|不在办公室|automatic reply|auto[- ]?reply|out[- ]of[- ](the[- ])?office|on (leave|holiday|vacation)|away from)/i;

/** A machine's word that somebody is away (RFC 3834), in the ways in which programs say it. */
function isAway(mail: ParsedMail): boolean {
  const submitted = valuesOf(mail, 'auto-submitted')[0]?.toLowerCase() ?? '';
  if (submitted.startsWith('auto-replied')) return true;
  const marks = ['x-autoreply', 'x-autorespond', 'x-autoreply-from', 'x-vacation'];
  if (marks.some((name) => valuesOf(mail, name).some((value) => value.toLowerCase() !== 'no'))) return true;
  if (valuesOf(mail, 'precedence')[0]?.toLowerCase() === 'auto_reply') return true;
  return AWAY_SUBJECT.test(mail.subject ?? '');
}

function isByMachine(mail: ParsedMail): boolean {
  const submitted = valuesOf(mail, 'auto-submitted')[0]?.toLowerCase() ?? 'no';
  const precedence = valuesOf(mail, 'precedence')[0]?.toLowerCase() ?? '';
  return (
    submitted !== 'no' ||
    ['bulk', 'junk', 'list'].includes(precedence) ||
    valuesOf(mail, 'list-id').length > 0 ||
    valuesOf(mail, 'return-path').includes('<>')
  );
}

const QUOTE =
  /^(-{2,}\s*(original message|原始邮件|原邮件)|on .{4,200} wrote:|.{2,80}(写道|wrote)[:：]|发件人[:：]|from: .+@|_{10,})/i;

/** What was written, without what it quotes; subject and all where nothing else is left. */
function textOf(mail: ParsedMail): string {
  const lines = (mail.text ?? '').replaceAll('\r\n', '\n').split('\n');
  const end = lines.findIndex((line) => QUOTE.test(line.trim()));
  const own = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !line.startsWith('>'));
  const written = safeText(own.join('\n'), MOST_CHARACTERS);
  return written === '' ? safeText(mail.subject ?? '', MOST_CHARACTERS) : written;
}
