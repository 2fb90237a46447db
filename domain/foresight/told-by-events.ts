import { localDateOf } from '../calendar/calendar.ts';
import type { RecordedEvent } from '../decider.ts';
import type { FollowUp } from '../follow-up/host.ts';

/** What the events say of one follow-up's clock. Read by name, because events outlive the versions that wrote them. */

export interface ClockChange {
  on: string;
  /** Id of whoever said so; `system` for our own rules. */
  by: string;
  /**
   * `after-hold`: moved by the working days that the hold lasted. `later-asked` and `later-refused` change nothing: the date that
   * was set before stands. `later-decided`: set by another as the answer to such a request.
   */
  what:
    | 'opened'
    | 'set-anew'
    | 'after-hold'
    | 'new-calendar'
    | 'new-policy'
    | 'later-asked'
    | 'later-refused'
    | 'later-decided';
  /** The date that holds from then on; of a request the one that is asked for. */
  dueOn: string;
  /** The date that was named, where that is a free day; left out where the date stands as it was named. */
  askedDueOn?: string;
  /** Null where the change left the owner as it was, or nobody owes it. */
  ownerPostId: string | null;
  isAssumed: boolean | null;
  /** Our usual date, and nobody has set another. */
  isDefault: boolean;
}

export interface PauseTold {
  /** acknowledged | snoozed | waiting | hold */
  kind: string;
  fromOn: string;
  untilOn: string;
  /** Null while it lasts. */
  endedOn: string | null;
  waitingFor: string | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const isOf = (event: RecordedEvent, id: string): boolean =>
  event.type.startsWith('followUp') && event.data['id'] === id;

/** The event with which it was opened, the last time. */
export const openedIn = (events: readonly RecordedEvent[], id: string): RecordedEvent | undefined =>
  events.findLast((event) => event.type === 'followUpOpened' && isOf(event, id));

/** How it ended: done | dropped | superseded | closed. */
export function endOf(events: readonly RecordedEvent[], id: string): string {
  const closed = events.findLast((event) => event.type === 'followUpClosed' && isOf(event, id));
  return text(closed?.data['how']) ?? 'closed';
}

export function changesOf(events: readonly RecordedEvent[], id: string, zone: string): ClockChange[] {
  let askedDueOn = '';
  return events.flatMap((event): ClockChange[] => {
    const { data } = event;
    const said = { on: localDateOf(zone, event.at), by: event.by };
    if (isOf(event, id) && (event.type === 'followUpOpened' || event.type === 'followUpReplanned')) {
      const decided = askedDueOn !== '' && text(data['wasDueOn']) !== null ? 'later-decided' : 'set-anew';
      const what = event.type === 'followUpOpened' ? 'opened' : decided;
      const named = text(data['askedDueOn']);
      askedDueOn = '';
      const isAssumed = [data['ownerCertainty'], data['dueCertainty']].includes('assumed');
      const ownerPostId = text(data['ownerPostId']);
      const isDefault = data['dueCertainty'] === 'default';
      const dueOn = text(data['dueOn']) ?? '';
      return [{ ...said, what, dueOn, ...(named ? { askedDueOn: named } : {}), ownerPostId, isAssumed, isDefault }];
    }
    if (isOf(event, id) && event.type === 'followUpReported') askedDueOn = '';
    if (event.type === 'extensionAsked' && data['id'] === id) {
      askedDueOn = text(data['dueOn']) ?? '';
      return [
        { ...said, what: 'later-asked', dueOn: askedDueOn, ownerPostId: null, isAssumed: null, isDefault: false },
      ];
    }
    if (event.type === 'extensionRefused' && data['id'] === id) {
      const refusedOn = askedDueOn;
      askedDueOn = '';
      return [
        { ...said, what: 'later-refused', dueOn: refusedOn, ownerPostId: null, isAssumed: null, isDefault: false },
      ];
    }
    const dueOn = text(field(field(data['clocks'], id), 'dueOn'));
    const what = movedBy[event.type] ?? 'after-hold';
    return dueOn ? [{ ...said, what, dueOn, ownerPostId: null, isAssumed: null, isDefault: false }] : [];
  });
}

const movedBy: Readonly<Record<string, ClockChange['what']>> = {
  calendarAdopted: 'new-calendar',
  policyMigrated: 'new-policy',
};

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Its own pauses and the holds of the whole, as they began, oldest first. */
export function pausesOf(events: readonly RecordedEvent[], f: FollowUp, zone: string): PauseTold[] {
  const pauses: PauseTold[] = [];
  const end = (isHold: boolean, event: RecordedEvent): void => {
    const lasting = pauses.find((pause) => pause.endedOn === null && (pause.kind === 'hold') === isHold);
    if (lasting) lasting.endedOn = localDateOf(zone, event.at);
  };
  for (const event of events) {
    const { type, data } = event;
    if (isOf(event, f.id)) {
      const pause = type === 'followUpPaused' ? data['pause'] : null;
      // Whatever sets the clock anew ends a pause, as does the end of the matter.
      if (endsPause.has(type)) end(false, event);
      if (pause) pauses.push(pauseOf(text(field(pause, 'kind')) ?? 'waiting', pause, event, zone));
    } else if (f.kind === 'hold') continue;
    else if (holdBegins.has(type)) pauses.push(pauseOf('hold', data, event, zone));
    else if (type === 'agreementHoldExtended') {
      const lasting = pauses.find((pause) => pause.kind === 'hold' && pause.endedOn === null);
      if (lasting) lasting.untilOn = text(data['untilOn']) ?? lasting.untilOn;
    } else if (holdEnds.has(type)) end(true, event);
  }
  return pauses;
}

const endsPause: ReadonlySet<string> = new Set([
  'followUpResumed',
  'followUpReported',
  'followUpReplanned',
  'followUpClosed',
]);
const holdBegins: ReadonlySet<string> = new Set(['agreementPaused', 'planPaused']);
const holdEnds: ReadonlySet<string> = new Set(['agreementResumed', 'planResumed']);

function pauseOf(kind: string, told: unknown, { at }: RecordedEvent, zone: string): PauseTold {
  const on = localDateOf(zone, at);
  return {
    kind,
    fromOn: text(field(told, 'fromOn')) ?? text(field(told, 'on')) ?? on,
    untilOn: text(field(told, 'untilOn')) ?? on,
    endedOn: null,
    waitingFor: text(field(told, 'waitingFor')),
  };
}
