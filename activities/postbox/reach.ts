import { honoursHours, laterBy } from '../../domain/calendar/business-clock.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { withClosures } from '../../domain/calendar/tables.ts';
import { startOfDay } from '../../domain/calendar/zones.ts';
import { hoursOf } from '../../domain/directory/reach.ts';
import type { Hours } from '../../domain/directory/reach.ts';
import { keptQuietTimes } from '../../domain/directory/schemas.ts';
import { nextPresent, reachAt } from '../../domain/notices/timing.ts';
import type { Reach } from '../../domain/notices/timing.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { calendarOrWeekends } from '../calendars.ts';
import { noOwnDays } from '../calendar-book.ts';
import type { OwnDays } from '../calendar-book.ts';
import type { PostboxDeps } from './deps.ts';
import type { Unfinished } from './ledger.ts';
import { NOBODY_TO_RELAY, ANSWER_UNREAD, NOT_INTRODUCED, WAITS_FOR_RELAY } from '../../domain/notices/facts.ts';
import type { Situation } from './situation.ts';

/**
 * The working calendar of a person's country, in the person's own zone, without the days on which their organisation is closed;
 * where holidays are unknown, weekends only.
 */
export function calendarOf(
  person: { country: string; zone: string },
  at: string,
  { years, closures }: OwnDays = noOwnDays,
): Calendar {
  const plain = calendarOrWeekends(person.country, { fromOn: localDateOf(person.zone, at), years });
  return withClosures({ ...plain, zone: person.zone }, closures, `c${closures.at(-1)?.id ?? 0}`);
}

/**
 * The first instant at which the postbox has something to do: a mail at the reader's next reachable moment, a retry, or a
 * chore that needs no reader (a relay to hand out, somebody to introduce, why something waits). Null when everything waits for others.
 */
export function nextMoment(
  deps: PostboxDeps,
  situation: Situation,
  unfinished: Unfinished | null,
  at: string,
): string | null {
  const { plan, person, rows } = situation;
  const calendar = calendarOf(person, at, situation.days);
  const hoursMatter = honoursHours(deps.clock);
  const reach = reachOf(situation);
  const instants: string[] = [];
  if (unfinished) {
    // Counted from the workflow's now: this machine's clock may be wrong.
    const free = laterBy(deps.clock, at, unfinished.waitMs);
    instants.push(nextPresent(calendar, free, { ...reach, absences: [] }, hoursMatter));
  } else {
    const ready = [...(plan.mail?.items ?? []).flatMap((item) => [item.notice, ...item.merged]), ...plan.later];
    instants.push(...ready.map((notice) => reachAt(calendar, notice, { now: at, hoursMatter, reach })));
    for (const { notice, untilAt } of plan.held) {
      if (untilAt) instants.push(reachAt(calendar, { ...notice, at: untilAt }, { now: at, hoursMatter, reach }));
    }
    // Once an absence begins, what waits is the deputy's.
    if (rows.size > 0) {
      instants.push(
        ...situation.absences.map(({ fromOn }) => startOfDay(person.zone, fromOn)).filter((start) => start > at),
      );
    }
  }
  return hasChore(situation, rows) ? at : (instants.toSorted()[0] ?? null);
}

/** Whether a mail may be written to a person now: not in their quiet hours. What waits for somebody who is away is held. */
export function isReachable(deps: PostboxDeps, situation: Situation, at: string): boolean {
  const calendar = calendarOf(situation.person, at, situation.days);
  return nextPresent(calendar, at, { ...reachOf(situation), absences: [] }, honoursHours(deps.clock)) <= at;
}

/** A person's hours as they are kept, with what is usual for their organisation. */
export const keptHours = (person: Prisma.PersonGetPayload<object>, usual: Hours): Hours =>
  hoursOf({ ...person, quietTimes: keptQuietTimes(person.quietTimes) }, usual);

const reachOf = ({ person, absences, usual }: Situation): Reach => ({ ...keptHours(person, usual), absences });

function hasChore({ plan, handOvers }: Situation, rows: Situation['rows']): boolean {
  const reasonOf = (noticeId: string): string | null => rows.get(noticeId)?.reason ?? null;
  return (
    handOvers.some((handOver) => handOver.personId !== null) ||
    plan.relays.some((item) => ![WAITS_FOR_RELAY, NOBODY_TO_RELAY].includes(reasonOf(item.notice.id) ?? '')) ||
    plan.held.some((held) => held.reason === 'not-introduced' && reasonOf(held.notice.id) !== NOT_INTRODUCED) ||
    plan.held.some((held) => held.reason === 'answer-unread' && reasonOf(held.notice.id) !== ANSWER_UNREAD) ||
    // Why it waits stands in its row at once: without a word it counts as late once its reader's hour has gone.
    plan.held.some(({ notice, reason }) => reason === 'weekly-limit' && rows.get(notice.id)?.reason === null) ||
    (plan.mail === null && plan.suppressed.length > 0)
  );
}
