import { addWorkingDays } from '../calendar/calendar.ts';
import { addDays } from '../calendar/local-date.ts';
import { eventType } from '../decider.ts';
import type { Context, EventDraft } from '../decider.ts';
import { planningInstant } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { Closing, followUpClosed, followUpOpened } from '../follow-up/events.ts';
import type { FollowUp } from '../follow-up/host.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { halfMonth, numberOf, periodSubject } from './half-month.ts';
import type { HalfMonth } from './half-month.ts';
import { Mark, markOf } from './marks.ts';
import type { HalfDayOn } from './marks.ts';
import { keepersOf, keptWithin, logSubject } from './keepers.ts';
import type { Keeper } from './keepers.ts';
import { askPresence } from './presence.ts';
import { openLogs } from './settled.ts';
import { placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** When logs are asked for, when they are missing, and who asks then (DOMAIN stage P: missed twice, the liaison, then the unit). */

/** Logs that are open at once; of older ones the liaison asks. */
const MOST_OPEN = 4;

export const logAsked = eventType<PlacementState, { periodId: string; fromOn: string; toOn: string; isAsked: boolean }>(
  'logAsked',
  (s, d) => {
    s.log.next = numberOf(d.periodId) + 1;
  },
);
export const logMissed = eventType<PlacementState, { periodId: string; inARow: number }>('logMissed', (s, d) => {
  s.log.missing.push(numberOf(d.periodId));
  s.log.missed = d.inARow;
});

const keyOf = ({ onDate, half }: HalfDayOn): string => `${onDate}/${half}`;

/** Half days between two days that these people are to keep, everybody if left out, and of which nobody has said anything. In order. */
export const unsaidOf = (
  s: PlacementState,
  between: Pick<HalfMonth, 'fromOn' | 'toOn'>,
  keepers: readonly Keeper[] = keepersOf(s),
): HalfDayOn[] =>
  keepers
    .flatMap((one) => keptWithin(one, between))
    .filter((half) => markOf(s.log.marks, half) === Mark.none)
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const isRunning = (s: PlacementState): boolean =>
  (s.status === 'open' || s.status === 'ending') && !s.hold && s.log.next > 0;

/** When a log is asked for: in the night after its half month. */
const askAt = (s: PlacementState, period: HalfMonth): string => planningInstant(s, addDays(period.toOn, 1));

/** When a log that does not come is missed: some working days after it was due. */
function missedAt(s: PlacementState, f: FollowUp): string {
  const after = valueOf(valuesFor(s, f), 'placement.logMissedAfterWorkingDays');
  return planningInstant(s, addWorkingDays(s.calendar, f.dueOn, after).on);
}

const awaitedLogs = (s: PlacementState): FollowUp[] =>
  isRunning(s) ? openLogs(s).filter((f) => !f.pause && !s.log.missing.includes(numberOf(f.about.id))) : [];

/** Each is asked for what they kept. Where nothing was planned, or everything planned was logged meanwhile, nobody is. */
function askForLog(s: PlacementState, context: Context, period: HalfMonth): EventDraft[] {
  const asked = keepersOf(s).filter((one) => unsaidOf(s, period, [one]).length > 0);
  return asked.length > 0
    ? askKeepers(s, context, period, asked)
    : [...askKeepers(s, context, period, []), ...askPresence(s, context, period.n)];
}

/** A half month has come round; who still has to say something of it is asked. */
export function askKeepers(
  s: PlacementState,
  context: Context,
  { n, fromOn, toOn }: HalfMonth,
  keepers: readonly Keeper[],
): EventDraft[] {
  const about = periodSubject(n);
  return [
    logAsked(about, { periodId: about.id, fromOn, toOn, isAsked: keepers.length > 0 }),
    ...keepers.map((one) =>
      openFollowUp(s, context, {
        kind: 'placement-log',
        about: logSubject(n, one),
        ownerPostId: one.postId,
        sideOrgId: one.unitId,
      }),
    ),
  ];
}

/** All that has come round; after an outage they are several. */
function askForLogs(s: PlacementState, context: Context): EventDraft[] {
  const drafts: EventDraft[] = [];
  let open = 0;
  for (let n = s.log.next; ; n += 1) {
    const period = isRunning(s) ? halfMonth(s, n) : null;
    if (!period || askAt(s, period) > context.at) break;
    const more = askForLog(s, context, period);
    open += more.some(asksForLog) ? 1 : 0;
    drafts.push(...more);
  }
  return [...(open > 0 ? closeOldest(s, open) : []), ...drafts];
}

const asksForLog = ({ type, data }: EventDraft): boolean =>
  type === followUpOpened.type && data['kind'] === 'placement-log';

function closeOldest(s: PlacementState, added: number): EventDraft[] {
  const open = openLogs(s).toSorted((a, b) => numberOf(a.about.id) - numberOf(b.about.id));
  const halfMonths = [...new Set(open.map((f) => numberOf(f.about.id)))];
  const oldest = halfMonths.slice(0, Math.max(0, halfMonths.length + added - MOST_OPEN));
  return open
    .filter((f) => oldest.includes(numberOf(f.about.id)))
    .map((f) => followUpClosed(f.about, { id: f.id, how: Closing.superseded }));
}

function missLogs(s: PlacementState, context: Context): EventDraft[] {
  // Of several people's logs of a half month one that does not come is enough.
  const late = [
    ...new Set(
      awaitedLogs(s)
        .filter((f) => missedAt(s, f) <= context.at)
        .map((f) => numberOf(f.about.id)),
    ),
  ];
  const inARow = s.log.missed + late.length;
  const isEnough = late.length > 0 && inARow >= valueOf(valuesFor(s), 'placement.missedLogs');
  const isOld = forgottenLogs(s).some((f) => forgottenAt(s, f) <= context.at);
  return [
    ...late.flatMap((n, index) => [
      logMissed(periodSubject(n), { periodId: periodSubject(n).id, inARow: s.log.missed + index + 1 }),
      // What the others have logged waits for the host no longer.
      ...askPresence(s, context, n),
    ]),
    ...((isEnough || isOld) && !missedTask(s) ? [openMissedTask(s, context)] : []),
  ];
}

/** One alone is the researcher's to mend; nobody asks any more, so that after some weeks our liaison does. */
const forgottenLogs = (s: PlacementState): FollowUp[] =>
  isRunning(s) && !missedTask(s)
    ? openLogs(s).filter((f) => !f.pause && s.log.missing.includes(numberOf(f.about.id)))
    : [];

const forgottenAt = (s: PlacementState, f: FollowUp): string =>
  planningInstant(
    s,
    addWorkingDays(s.calendar, f.dueOn, valueOf(valuesFor(s, f), 'placement.logForgottenAfterWorkingDays')).on,
  );

export const missedTask = (s: PlacementState): FollowUp | undefined =>
  Object.values(s.followUps).find((f) => f.kind === 'placement-missed-log');

/** Our liaison asks; the researcher's own unit reads of it when nothing came of that. */
const openMissedTask = (s: PlacementState, context: Context): EventDraft =>
  openFollowUp(s, context, {
    kind: 'placement-missed-log',
    about: placementSubject(s),
    ownerPostId: s.homeUnit.liaisonPostId,
    alsoPostIds: [s.unit.postId],
    tell: true,
  });

export function nextWake(s: PlacementState): string | null {
  const period = isRunning(s) ? halfMonth(s, s.log.next) : null;
  const instants = [
    ...(period ? [askAt(s, period)] : []),
    ...awaitedLogs(s).map((f) => missedAt(s, f)),
    ...forgottenLogs(s).map((f) => forgottenAt(s, f)),
  ];
  return instants.toSorted()[0] ?? null;
}

export const due = (s: PlacementState, context: Context): EventDraft[] => [
  ...missLogs(s, context),
  ...askForLogs(s, context),
];
