import { addWorkingDays, localDateOf, workingDaysBetween } from '../../domain/calendar/calendar.ts';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import { repeatIdOf, repeatsEvery, taskOfRepeat } from '../../domain/notices/task-repeats.ts';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import { valuesFor } from '../../domain/policy/adopted.ts';
import { valueOf } from '../../domain/policy/values.ts';
import type { ItemFacts } from '../../mail/letter.ts';
import { textFact } from './situation.ts';
import type { EntityNow, NoticeRow, Transaction } from './situation.ts';

type WhyFacts = Pick<
  ItemFacts,
  'repeatTimes' | 'openedOn' | 'isSetAnew' | 'openFor' | 'wasPaused' | 'afterPause' | 'heldOn' | 'returnedBy' | 'asked'
>;

interface Matter {
  notice: PlannedItem['notice'];
  row: NoticeRow | undefined;
  entity: EntityNow | undefined;
  f: FollowUp | undefined;
  at: string;
}

/** What the sentence that says why a mail came is made of, beside the rung itself. */
export async function whyFacts(tx: Transaction, { notice, row, entity, f, at }: Matter): Promise<WhyFacts> {
  if (!entity) return {};
  const asked = row ? await askedOf(tx, entity, row, at) : null;
  if (!f) return { asked };
  const { host } = entity;
  const since = f.clockSinceOn ?? f.openedOn;
  return {
    asked,
    repeatTimes: valueOf(valuesFor(host, f), 'ladder.repeatTimes'),
    openedOn: since,
    isSetAnew: f.clockSinceOn !== undefined,
    openFor: Math.max(0, workingDaysBetween(host.calendar, since, localDateOf(host.calendar.zone, at))),
    wasPaused: (f.pauseCount ?? 0) > 0,
    afterPause: row ? textFact(row, 'cause') === PAUSE_ENDED && notice.kind !== 'returned' : false,
    heldOn: f.escalationHeldOn ?? null,
    ...(notice.kind === 'returned' && row ? { returnedBy: returnedBy(row, f) } : {}),
  };
}

/** The fact of a notice that the end of a pause has caused; see `pauseEnds`. */
const PAUSE_ENDED = 'pause-ended';

function returnedBy(row: NoticeRow, f: FollowUp): ItemFacts['returnedBy'] {
  if (textFact(row, 'notTakenByPostId') !== null) return 'not-taken';
  if (textFact(row, 'cause') === PAUSE_ENDED) return 'pause';
  return f.returned ? 'sent-back' : 'pause';
}

/** Of what is asked by hand until it is done: which time this is, and the day on which it is asked the next time. */
async function askedOf(
  tx: Transaction,
  { host }: EntityNow,
  row: NoticeRow,
  at: string,
): Promise<NonNullable<ItemFacts['asked']> | null> {
  const { task, isRepeated } = taskOfRepeat(row);
  if (!isRepeated) return null;
  const before = await tx.notice.count({
    where: { agreementId: row.agreementId, kind: row.kind, id: { startsWith: repeatIdOf(task, ''), lte: row.id } },
  });
  const { calendar } = host;
  return {
    before,
    everyWorkingDays: repeatsEvery(host, Math.max(0, before - 1)),
    againOn: addWorkingDays(calendar, localDateOf(calendar, at), repeatsEvery(host, before)).on,
  };
}
