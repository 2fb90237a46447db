import { createHash } from 'node:crypto';
import { addWorkingDays, localDateOf } from '../../domain/calendar/calendar.ts';
import { instantOf, localTimeOf } from '../../domain/calendar/zones.ts';
import { answeredPauseWorkingDays } from '../../domain/notices/compose.ts';
import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { calendarOf } from '../postbox/reach.ts';

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

/**
 * Files what was written on the matters of the mail that it answers, once for each agreement or plan. The text belongs to the
 * party of whoever was written to. An answer of that very person pauses these matters for them; it never acts by itself.
 * Returns the agreements where it is filed; none where it was filed before.
 */
export async function fileReply(db: Database, mail: AnsweredMail, draft: ReplyDraft): Promise<string[]> {
  const notices = await db.notice.findMany({
    where: { mailId: mail.id },
    select: { entityId: true, agreementId: true, followUpId: true },
  });
  const person = await db.person.findUnique({ where: { id: mail.personId } });
  if (!person || notices.length === 0) return [];
  const own = [mail.recipient, person.email].some((address) => address?.toLowerCase() === draft.from);
  const pausedUntilAt = draft.kind === 'answer' && own ? pauseEnd(person, draft.at) : null;
  const byEntity = new Map<string, typeof notices>();
  for (const notice of notices) byEntity.set(notice.entityId, [...(byEntity.get(notice.entityId) ?? []), notice]);
  return db.$transaction(async (tx) => {
    const filed: string[] = [];
    for (const [entityId, about] of byEntity) {
      const id = `reply-${draft.key}-${idOf(entityId)}`;
      const followUpIds = [...new Set(about.flatMap((notice) => notice.followUpId ?? []))];
      const agreementId = about[0]?.agreementId ?? entityId;
      const textId = await keepText(tx, { id, entityId, ownerPartyId: person.organisationId, mail, draft });
      const { count } = await tx.reply.createMany({
        data: [
          {
            id,
            kind: draft.kind,
            mailId: mail.id,
            personId: mail.personId,
            fromAddress: draft.from.slice(0, 320),
            entityId,
            agreementId,
            followUpIds,
            textId,
            at: new Date(draft.at),
            pausedUntilAt,
          },
        ],
        skipDuplicates: true,
      });
      if (count > 0) filed.push(agreementId);
    }
    return [...new Set(filed)];
  });
}

const idOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** The same time of day, so many working days later by the reader's own calendar. */
function pauseEnd(person: { country: string; zone: string }, at: string): Date {
  const calendar = calendarOf(person, at);
  const { on } = addWorkingDays(calendar, localDateOf(calendar, at), answeredPauseWorkingDays);
  return new Date(instantOf(calendar.zone, on, localTimeOf(calendar.zone, at)));
}

async function keepText(
  tx: Prisma.TransactionClient,
  {
    id,
    entityId,
    ownerPartyId,
    mail,
    draft,
  }: { id: string; entityId: string; ownerPartyId: string | null; mail: AnsweredMail; draft: ReplyDraft },
): Promise<string> {
  const textId = `text-${idOf(id)}`;
  await tx.text.createMany({
    data: [
      { id: textId, entityId, ownerPartyId, content: draft.text, writtenBy: mail.personId, at: new Date(draft.at) },
    ],
    skipDuplicates: true,
  });
  return textId;
}
