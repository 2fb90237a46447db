import { addWorkingDays, localDateOf, workingDaysBetween } from '../../domain/calendar/calendar.ts';
import { startOfDay } from '../../domain/calendar/zones.ts';
import { PAUSE_ENDED } from '../../domain/follow-up/engine.ts';
import { clockSince } from '../../domain/follow-up/host.ts';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import { stepPolicy } from '../../domain/follow-up/ladder.ts';
import { wentOut } from '../../domain/notices/facts.ts';
import { repeatIdOf, repeatsEvery, taskOfRepeat } from '../../domain/notices/task-repeats.ts';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import { valuesFor } from '../../domain/policy/adopted.ts';
import { valueOf } from '../../domain/policy/values.ts';
import type { ItemFacts } from '../../mail/letter.ts';
import { answeredSince } from './answers.ts';
import { isAlong, textFact } from './situation.ts';
import type { EntityNow, NoticeRow, Transaction } from './situation.ts';

type WhyFacts = Pick<
  ItemFacts,
  | 'repeatTimes'
  | 'openedOn'
  | 'isSetAnew'
  | 'openFor'
  | 'wasPaused'
  | 'afterPause'
  | 'heldOn'
  | 'returnedBy'
  | 'asked'
  | 'answeredOn'
  | 'request'
>;

interface Matter {
  personId: string;
  /** Whether the mail speaks to our own people. */
  ours: boolean;
  notice: PlannedItem['notice'];
  row: NoticeRow | undefined;
  entity: EntityNow | undefined;
  f: FollowUp | undefined;
  at: string;
}

/** What the sentence that says why a mail came is made of, beside the rung itself. */
export async function whyFacts(tx: Transaction, matter: Matter): Promise<WhyFacts> {
  const { notice, row, entity, f, at } = matter;
  if (!entity) return {};
  const asked = row ? await askedOf(tx, entity, row, at) : null;
  if (!f) return { asked };
  const { host } = entity;
  const since = clockSince(f);
  return {
    asked,
    repeatTimes: valueOf(valuesFor(host, f), 'ladder.repeatTimes'),
    openedOn: since,
    isSetAnew: f.clockSinceOn !== undefined,
    openFor: Math.max(0, workingDaysBetween(host.calendar, since, localDateOf(host.calendar.zone, at))),
    wasPaused: (f.pauseCount ?? 0) > 0,
    afterPause: row ? textFact(row, 'cause') === PAUSE_ENDED && notice.kind !== 'returned' : false,
    heldOn: f.escalationHeldOn ?? null,
    ...(requests.has(notice.kind) && !matter.ours && !isAlong(f, notice.postId)
      ? await requestOf(tx, entity, f, matter)
      : {}),
    ...(notice.kind === 'telephone' ? await answerOf(tx, entity, f) : {}),
    ...(notice.kind === 'returned' && row ? { returnedBy: returnedBy(row, f) } : {}),
  };
}

const requests: ReadonlySet<string> = new Set(['assigned', 'reminder', 'due', 'overdue', 'confirm-minutes']);

/** Which request of a matter this is to its reader: what was held or told with another mail is none. */
async function requestOf(
  tx: Transaction,
  { id, host }: EntityNow,
  f: FollowUp,
  { personId, at }: Matter,
): Promise<Pick<WhyFacts, 'request'>> {
  const since = new Date(startOfDay(host.calendar.zone, clockSince(f)));
  const before = await tx.notice.count({
    where: {
      entityId: id,
      followUpId: f.id,
      personId,
      kind: { in: [...requests] },
      status: { in: [...wentOut] },
      settledAt: { gte: since },
    },
  });
  const isToCome = ([key, stepAt]: [string, string]): boolean => stepAt > at && stepPolicy(host, f, key)?.level === 0;
  return { request: { time: before + 1, isLast: !f.steps.some(isToCome) } };
}

/** Whoever has answered is not said to have been silent, though nobody has recorded what it means. */
async function answerOf(tx: Transaction, { id, host }: EntityNow, f: FollowUp): Promise<Pick<WhyFacts, 'answeredOn'>> {
  const { zone } = host.calendar;
  const at = await answeredSince(tx, { entityId: id, followUpId: f.id, openedAt: startOfDay(zone, f.openedOn) });
  return { answeredOn: at ? localDateOf(zone, at) : null };
}

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
  // Counted from when it was asked, not from when its reader could be reached; but never for a day that is over.
  const againOn = addWorkingDays(calendar, localDateOf(calendar, row.at.toISOString()), repeatsEvery(host, before)).on;
  const nextOn = addWorkingDays(calendar, localDateOf(calendar, at), 1).on;
  return {
    before,
    everyWorkingDays: repeatsEvery(host, Math.max(0, before - 1)),
    againOn: againOn > nextOn ? againOn : nextOn,
  };
}
