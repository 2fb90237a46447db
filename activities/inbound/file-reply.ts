import { createHash } from 'node:crypto';
import { addWorkingDays, localDateOf } from '../../domain/calendar/calendar.ts';
import { instantOf, localTimeOf } from '../../domain/calendar/zones.ts';
import { answeredPauseWorkingDays } from '../../domain/notices/compose.ts';
import { readTaskOf } from '../../domain/notices/facts.ts';
import { safeText } from '../../domain/text.ts';
import { readAwayDays } from '../../mail/away-days.ts';
import type { AwayDays } from '../../mail/away-days.ts';
import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { comingAbsences } from '../absences.ts';
import { calendarOf } from '../postbox/reach.ts';
import { hostOf } from '../postbox/situation.ts';
import type { NoticeRow, PersonRow } from '../postbox/situation.ts';
import { writeTask } from '../postbox/tasks.ts';
import { isAmong } from './whose-word.ts';

export interface ReplyDraft {
  kind: 'absence' | 'answer';
  /** Made from sender and Message-ID, else from the bytes that came in. */
  key: string;
  /** In lower case. */
  from: string;
  text: string;
  at: string;
}

interface AnsweredMail {
  id: string;
  personId: string;
  recipient: string;
}

export interface Filed {
  /** Where it is filed; none where it was filed before. */
  agreementIds: string[];
  /** Whose postboxes are to be woken: somebody is to read it. */
  wake: string[];
}

type Tx = Prisma.TransactionClient;

/**
 * Files what was written on the matters of the mail that it answers, once for each agreement or plan, and asks our liaison or
 * coordinator to read it. The text belongs to the party of whoever was written to. An answer of that very person pauses these
 * matters for them; it never acts by itself. A machine's word that they are away is about the person: it is filed once, and
 * suggests an absence.
 */
export async function fileReply(db: Database, mail: AnsweredMail, draft: ReplyDraft): Promise<Filed> {
  const notices = await db.notice.findMany({ where: { mailId: mail.id }, orderBy: { id: 'asc' } });
  const person = await db.person.findUnique({ where: { id: mail.personId }, include: { organisation: true } });
  if (!person || notices.length === 0) return { agreementIds: [], wake: [] };
  const entityIds = [...new Set(notices.map(({ entityId }) => entityId))];
  const byEntity = entityIds.map((id) => notices.filter(({ entityId }) => entityId === id));
  const about = draft.kind === 'absence' ? byEntity.slice(0, 1) : byEntity;
  return db.$transaction(async (tx) => {
    const filed: Filed = { agreementIds: [], wake: [] };
    const absence = draft.kind === 'absence' ? await suggested(tx, person, draft) : null;
    for (const group of about) {
      const row = await keep(tx, { group, person, mail, draft, absence });
      if (!row) continue;
      filed.agreementIds.push(row.agreementId);
      const told = row.readAt === null ? await askToRead(tx, row, group, person) : null;
      if (told) filed.wake.push(told);
    }
    return { agreementIds: [...new Set(filed.agreementIds)], wake: [...new Set(filed.wake)] };
  });
}

const idOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

interface Suggestion {
  days: AwayDays | null;
  /** It says what is noted already, or what waits to be noted. */
  isKnown: boolean;
  absenceId: number | null;
}

/** What a mailbox says, against what is known: programs say it to every mail. */
async function suggested(tx: Tx, person: PersonRow, { text, at }: ReplyDraft): Promise<Suggestion> {
  const todayOn = localDateOf(person.zone, at);
  const days = readAwayDays(text, todayOn);
  const { fromOn, toOn } = days ?? { fromOn: todayOn, toOn: todayOn };
  const noted = (await comingAbsences(tx, person, at)).find((one) => one.fromOn <= fromOn && toOn <= one.toOn);
  const waits = await tx.reply.count({
    where: {
      personId: person.id,
      kind: 'absence',
      readAt: null,
      awayFromOn: days?.fromOn ?? null,
      awayToOn: days?.toOn ?? null,
    },
  });
  return { days, isKnown: noted !== undefined || waits > 0, absenceId: noted?.id ?? null };
}

interface Filing {
  group: NoticeRow[];
  person: PersonRow;
  mail: AnsweredMail;
  draft: ReplyDraft;
  absence: Suggestion | null;
}

type Kept = Prisma.ReplyGetPayload<object>;

/** The row that is kept; null where it stood already. */
async function keep(tx: Tx, { group, person, mail, draft, absence }: Filing): Promise<Kept | null> {
  const [{ entityId, agreementId } = { entityId: '', agreementId: '' }] = group;
  const id = `reply-${draft.key}-${idOf(entityId)}`;
  const own = isAmong(draft.from, [mail.recipient, person.email]);
  const at = new Date(draft.at);
  const textId = `text-${idOf(id)}`;
  const text = { entityId, ownerPartyId: person.organisationId, content: draft.text, writtenBy: mail.personId, at };
  await tx.text.createMany({ data: [{ id: textId, ...text }], skipDuplicates: true });
  const { count } = await tx.reply.createMany({
    data: [
      {
        id,
        kind: draft.kind,
        mailId: mail.id,
        personId: mail.personId,
        fromAddress: safeText(draft.from, 320),
        entityId,
        agreementId,
        followUpIds: [...new Set(group.flatMap(({ followUpId }) => followUpId ?? []))],
        textId,
        at,
        pausedUntilAt: draft.kind === 'answer' && own ? pauseEnd(person, draft.at) : null,
        awayFromOn: absence?.days?.fromOn ?? null,
        awayToOn: absence?.days?.toOn ?? null,
        absenceId: absence?.absenceId ?? null,
        ...(absence?.isKnown ? { readAt: at, readBy: 'system' } : {}),
      },
    ],
    skipDuplicates: true,
  });
  return count > 0 ? tx.reply.findUniqueOrThrow({ where: { id } }) : null;
}

/** The same time of day, so many working days later by the reader's own calendar. */
function pauseEnd(person: { country: string; zone: string }, at: string): Date {
  const calendar = calendarOf(person, at);
  const { on } = addWorkingDays(calendar, localDateOf(calendar, at), answeredPauseWorkingDays);
  return new Date(instantOf(calendar.zone, on, localTimeOf(calendar.zone, at)));
}

/** One of our own people is asked to read it, in their morning's mail; it waits there until somebody has. */
async function askToRead(tx: Tx, reply: Kept, [notice]: NoticeRow[], person: PersonRow): Promise<string | null> {
  const entity = await tx.entity.findUnique({ where: { id: reply.entityId } });
  if (!entity || !notice) return null;
  const task = {
    id: readTaskOf(reply.id),
    kind: reply.kind === 'absence' ? ('absence-suggested' as const) : ('answered' as const),
    notice,
    facts: { personId: person.id, noticeId: notice.id, language: person.language, replyId: reply.id },
  };
  return writeTask(tx, { ...entity, host: hostOf(entity) }, task, reply.at.toISOString());
}
