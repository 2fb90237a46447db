import { createHash } from 'node:crypto';
import { meetingOfUid } from '../../mail/invitation.ts';
import { readInbound } from '../../mail/inbound.ts';
import type { Inbound } from '../../mail/inbound.ts';
import { verdictOf } from '../../mail/delivery-status.ts';
import type { CalendarReply } from '../../mail/calendar-reply.ts';
import { isMailId } from '../../mail/return-address.ts';
import type { Mailbox } from '../../mail/mime.ts';
import type { Database } from '../../prisma/client.ts';
import { meetingOf } from '../postbox/meetings.ts';
import { settleBounce } from '../postbox/outcome.ts';
import { fileReply } from './file-reply.ts';

/** What became of a mail that came in. */
export interface Received {
  /** `known`: it came before, or changes nothing. `ignored`: it names no mail of ours, or no person wrote it. */
  outcome: 'bounced' | 'delayed' | 'answer' | 'absence' | 'attendance' | 'known' | 'ignored';
  agreementIds: string[];
}

export interface ReceiveDeps {
  db: Database;
  /** Our own sender. */
  office: Pick<Mailbox, 'address'>;
  /** Business now: ISO instant. */
  now(): string;
  wakePostboxes(personIds: readonly string[]): Promise<void>;
}

export interface RawMail {
  raw: Buffer;
  /** Of the envelope; empty where it was uploaded. */
  recipients: readonly string[];
}

const ignored: Received = { outcome: 'ignored', agreementIds: [] };
const known: Received = { outcome: 'known', agreementIds: [] };

/**
 * The one way in for mail, whoever hands it over: a bounce marks the address, an answer is filed on its item, an answer to an
 * invitation sets attendance. The same mail twice, by one way or by two, changes nothing, and nothing is ever answered by a machine. Mail that names
 * no mail of ours is ignored: whoever could guess an id has received it.
 */
export async function receiveMail(deps: ReceiveDeps, { raw, recipients }: RawMail): Promise<Received> {
  const inbound = await readInbound(raw, recipients, deps.office).catch((): Inbound => ({
    kind: 'ignored',
    why: 'it cannot be read',
  }));
  switch (inbound.kind) {
    case 'ignored':
      return ignored;
    case 'bounce':
      return takeBounce(deps, inbound);
    case 'attendance':
      return takeAttendance(deps, inbound.reply, inbound.from);
    case 'absence':
    case 'answer': {
      const mail = await mailNamed(deps.db, inbound.mailIds);
      if (!mail) return ignored;
      const draft = { ...inbound, key: keyOf(raw, inbound), at: deps.now() };
      const { agreementIds, wake } = await fileReply(deps.db, mail, draft);
      if (wake.length > 0) await deps.wakePostboxes(wake);
      return agreementIds.length > 0 ? { outcome: inbound.kind, agreementIds } : known;
    }
  }
}

/** The same mail by another way has other lines of its servers above it, but the same Message-ID of the same sender. */
function keyOf(raw: Buffer, { from, messageId }: { from: string; messageId: string | null }): string {
  return createHash('sha256')
    .update(messageId ? `${from} ${messageId}` : raw)
    .digest('base64url')
    .slice(0, 22);
}

/** The first of these ids that is one of our mails. On the way, letters may have lost their case. */
async function mailNamed(db: Database, mailIds: readonly string[]) {
  for (const id of mailIds.filter(isMailId).slice(0, 20)) {
    const mail = await db.mail.findUnique({ where: { id }, omit: { mime: true } });
    if (mail) return mail;
    const [other] = await db.$queryRaw<
      { id: string }[]
    >`SELECT id FROM mail WHERE lower(id) = ${id.toLowerCase()} LIMIT 1`;
    if (other) return db.mail.findUnique({ where: { id: other.id }, omit: { mime: true } });
  }
  return null;
}

async function takeBounce(
  deps: ReceiveDeps,
  { mailIds, reports }: Extract<Inbound, { kind: 'bounce' }>,
): Promise<Received> {
  const mail = await mailNamed(deps.db, mailIds);
  const report =
    reports.find((one) => verdictOf(one) === 'refused') ?? reports.find((one) => verdictOf(one) === 'delayed');
  if (!mail || !report) return ignored;
  const isFinal = verdictOf(report) === 'refused';
  const detail = [report.status, report.diagnostic].filter((part) => part !== '').join(' ');
  const { isNews, wake } = await deps.db.$transaction((tx) =>
    settleBounce(tx, mail.id, { isFinal, detail }, deps.now()),
  );
  if (wake.length > 0) await deps.wakePostboxes(wake);
  if (!isNews) return known;
  return { outcome: isFinal ? 'bounced' : 'delayed', agreementIds: await agreementsOf(deps.db, mail.id) };
}

async function agreementsOf(db: Database, mailId: string): Promise<string[]> {
  const rows = await db.notice.findMany({
    where: { mailId },
    select: { agreementId: true },
    distinct: ['agreementId'],
  });
  return rows.map((row) => row.agreementId);
}

/**
 * Taken from whoever was asked to the meeting, at the address to which the invitation went, and only for themselves. An answer
 * to an older version than the one that was answered already is late.
 */
async function takeAttendance(deps: ReceiveDeps, reply: CalendarReply, from: string): Promise<Received> {
  const meeting = meetingOfUid(reply.uid, deps.office);
  if (!meeting || reply.attendee !== from) return ignored;
  const { entityId, meetingId } = meeting;
  const asked = await deps.db.notice.findMany({
    where: { entityId, kind: 'meeting', mailId: { not: null }, facts: { path: ['meeting', 'id'], equals: meetingId } },
    include: { mail: { select: { recipient: true, personId: true } } },
  });
  const mine = asked.filter((row) => row.mail?.recipient.toLowerCase() === from);
  const newest = Math.max(...mine.map((row) => meetingOf(row)?.sequence ?? 0));
  const [first] = mine;
  const personId = first?.mail?.personId;
  if (!first || !personId || reply.sequence > newest) return ignored;
  const { answer, sequence } = reply;
  const key = { entityId, meetingId, personId };
  const changed = await deps.db.$transaction(async (tx) => {
    const before = await tx.attendance.findUnique({ where: { entityId_meetingId_personId: key } });
    if (before && (before.sequence > sequence || (before.sequence === sequence && before.answer === answer)))
      return false;
    const data = { answer, sequence, at: new Date(deps.now()) };
    await tx.attendance.upsert({
      where: { entityId_meetingId_personId: key },
      create: { ...key, agreementId: first.agreementId, ...data },
      update: data,
    });
    return true;
  });
  return changed ? { outcome: 'attendance', agreementIds: [first.agreementId] } : known;
}
