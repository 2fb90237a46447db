import { z } from 'zod';
import { movedOffFreeDay, beyondCalendar, onMakeUpDay } from '../domain/follow-up/date-words.ts';
import type { Database } from '../prisma/client.ts';
import { commandAnswer } from './documentation.ts';
import type { CommandAnswer } from './entity-commands.ts';
import { bilingual } from './named-about.ts';

/** What a command that sets dates answers beside the usual: a date that was said at the table need not be the one that stands. */

const dated = z
  .object({
    followUpId: z.string(),
    /** `moved` to another date; `confirmed` where the date that stood is an agreed one now. */
    became: z.enum(['moved', 'confirmed']),
    /** The date it had. */
    wasDueOn: z.string(),
    /** The date that was asked for, and the one that stands: another where the first is a free day. */
    askedDueOn: z.string(),
    dueOn: z.string(),
    ownerPostId: z.string().nullable(),
    /** Why another date stands than was asked for; null where it is the same. */
    why: bilingual.nullable(),
    /** That the date which stands is a make-up working day (调休); null where it is none. */
    makeUpDay: bilingual.nullable(),
    /** That no official calendar covers the date yet, so that it may still move; null where one does. */
    provisional: bilingual.nullable(),
  })
  .meta({ id: 'SettledDate' });

export const datesAnswer = commandAnswer.extend({ amendments: z.array(dated) });

/** As the recorder wrote it. */
const replanned = z.object({
  id: z.string(),
  dueOn: z.string(),
  ownerPostId: z.string().nullable(),
  askedDueOn: z.string().optional(),
  wasDueOn: z.string().optional(),
  isMakeUpDay: z.literal(true).optional(),
  provisional: z.literal(true).optional(),
});

/** A matter that was opened on another date than the one that was named for it. */
const opened = replanned.extend({ askedDueOn: z.string() });

/** Of what was recorded, so that a repeat with the same key says the same. */
export async function withDates(db: Database, answer: CommandAnswer): Promise<z.input<typeof datesAnswer>> {
  const events = await db.event.findMany({
    where: {
      entityId: answer.entityId,
      type: { in: ['followUpReplanned', 'followUpOpened'] },
      seq: { gte: answer.fromSeq, lte: answer.toSeq },
    },
    orderBy: { seq: 'asc' },
  });
  return {
    ...answer,
    amendments: events.flatMap(({ type, data }) => {
      if (type === 'followUpOpened') return openedElsewhere(data);
      const { id, dueOn, ownerPostId, askedDueOn = dueOn, wasDueOn = dueOn, ...marks } = replanned.parse(data);
      const became = wasDueOn === dueOn ? ('confirmed' as const) : ('moved' as const);
      const why = askedDueOn === dueOn ? null : movedOffFreeDay(askedDueOn, dueOn);
      const makeUpDay = marks.isMakeUpDay ? onMakeUpDay(dueOn) : null;
      const provisional = marks.provisional ? beyondCalendar(dueOn) : null;
      return [{ followUpId: id, became, wasDueOn, askedDueOn, dueOn, ownerPostId, why, makeUpDay, provisional }];
    }),
  };
}

/** Nothing where it stands on its date. */
function openedElsewhere(data: unknown): z.input<typeof dated>[] {
  const found = opened.safeParse(data);
  if (!found.success) return [];
  const { id: followUpId, dueOn, ownerPostId, askedDueOn, provisional } = found.data;
  const moved = { followUpId, became: 'moved' as const, wasDueOn: askedDueOn, askedDueOn, dueOn, ownerPostId };
  const why = movedOffFreeDay(askedDueOn, dueOn);
  return [{ ...moved, why, makeUpDay: null, provisional: provisional ? beyondCalendar(dueOn) : null }];
}
