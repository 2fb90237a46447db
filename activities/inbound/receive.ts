import { createHash } from 'node:crypto';
import { readInbound } from '../../mail/inbound.ts';
import type { Inbound } from '../../mail/inbound.ts';
import { verdictOf } from '../../mail/delivery-status.ts';
import { isMailId } from '../../mail/return-address.ts';
import type { Mailbox } from '../../mail/mime.ts';
import type { Database } from '../../prisma/client.ts';
import { settleBounce } from '../postbox/outcome.ts';
import { takeAttendance } from './attendance.ts';
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
    case 'attendance': {
      const taken = await takeAttendance(deps, inbound.reply, inbound.from);
      if (taken?.wake) await deps.wakePostboxes([taken.wake]);
      if (!taken) return ignored;
      return taken.isNews ? { outcome: 'attendance', agreementIds: [taken.agreementId] } : known;
    }
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
