import { z } from 'zod';
import { instantOf } from '../calendar/calendar.ts';
import { timePattern } from '../calendar/zones.ts';
import type { Context, NoticeDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import type { FollowUpHost } from '../follow-up/host.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';

/**
 * Meetings ahead (a planned visit, symposium, contact, meeting of a project) and who is asked to them. Each change is told to
 * everybody who was asked, as one event of their calendar: the same meeting, a rising number (DOMAIN acceptance 7).
 */
export interface Invitation {
  /** Ids of the people who are asked. */
  invited: string[];
  /** 0 when it is planned; one more with each change, the cancellation included. */
  sequence: number;
  /** Local times in the home unit's zone; without them the days are whole ones. */
  times?: MeetingTimes;
  /** Ids of texts. */
  place?: string;
  title?: string;
}

const time = z.string().regex(timePattern, 'must be a time of day like 09:30');
/** A day off of a side, or a make-up working day, is meant. Left out, such a day is asked about before anybody is invited. */
export const onDayOff = z.boolean().optional();
/** From when on the first day until when on the last one. */
export const meetingTimes = z.strictObject({ from: time, to: time });
export type MeetingTimes = z.infer<typeof meetingTimes>;

export interface MeetingDays {
  fromOn: string;
  toOn: string;
}

export const MeetingKind = {
  visit: 'visit',
  symposium: 'symposium',
  contact: 'contact',
  team: 'team',
  committee: 'committee',
  'closing-review': 'closing-review',
  /** The booked days of a placement, as one. */
  'on-site': 'on-site',
  /** Days that somebody keeps for the researcher of a placement, as one. */
  'stand-in': 'stand-in',
} as const;
export type MeetingKind = (typeof MeetingKind)[keyof typeof MeetingKind];

/** What a notice about a meeting carries: ids, dates and numbers. */
export const meetingFacts = z.object({
  id: z.string(),
  kind: z.enum(MeetingKind),
  method: z.enum(['request', 'cancel']),
  sequence: z.int(),
  fromOn: z.string(),
  toOn: z.string(),
  /** Instants; null where only the days are known. */
  startAt: z.string().nullable(),
  endAt: z.string().nullable(),
  zone: z.string(),
  place: z.string().nullable(),
  title: z.string().nullable(),
  reason: z.string().nullable(),
  /** Half days that whoever stands in need not keep any more. */
  freed: z.array(z.string()).optional(),
});
export type MeetingFacts = z.infer<typeof meetingFacts>;

export interface Meeting extends MeetingDays {
  id: string;
  kind: MeetingKind;
  invitation: Invitation;
}

/** One notice for each person who is asked: an invitation, its change, or that the meeting is off. `reason` is a text's id. */
export function tellInvited(
  host: Pick<FollowUpHost, 'calendar'>,
  { id, kind, fromOn, toOn, invitation }: Meeting,
  method: MeetingFacts['method'],
  reason: string | null = null,
): NoticeDraft[] {
  const { invited, sequence, times, place = null, title = null } = invitation;
  const { zone } = host.calendar;
  const meeting: MeetingFacts = {
    id,
    kind,
    method,
    sequence,
    fromOn,
    toOn,
    startAt: times ? instantOf(zone, fromOn, times.from) : null,
    endAt: times ? instantOf(zone, toOn, times.to) : null,
    zone,
    place,
    title,
    reason,
  };
  return invited.map((personId) => ({ to: { personId }, kind: 'meeting', facts: { meeting } }));
}

/** Everybody named, once. */
export function inviteesOf(...groups: readonly { personId: string }[][]): string[] {
  return [...new Set(groups.flat().map(({ personId }) => personId))];
}

/** Why a meeting cannot end then, or null. */
export function endsTooEarly({ fromOn, toOn }: MeetingDays, times?: MeetingTimes): Refusal | null {
  if (toOn < fromOn) return refuse('ends-before-starts', `${toOn} lies before ${fromOn}.`, `${toOn} 早于 ${fromOn}。`);
  return times && fromOn === toOn && times.to <= times.from
    ? refuse('ends-before-starts', `${times.to} is not after ${times.from}.`, `${times.to} 不晚于 ${times.from}。`)
    : null;
}

/** What has begun is not moved or called off any more. */
export function hasBegun(host: FollowUpHost, id: string, { fromOn }: MeetingDays, context: Context): Refusal | null {
  return fromOn <= today(host, context.at)
    ? refuse('wrong-state', `${id} has begun or taken place.`, `${id} 已经开始或发生。`)
    : null;
}

/** A meeting is planned for a day after today. */
export function notAhead(host: FollowUpHost, { fromOn }: MeetingDays, context: Context): Refusal | null {
  const on = today(host, context.at);
  return fromOn <= on
    ? refuse('date-in-past', `${fromOn} is not after today, ${on}.`, `${fromOn} 不晚于今天（${on}）。`)
    : null;
}

/** What a change of day, time or place may name; what is left out stays. */
export interface Change {
  fromOn: string;
  toOn?: string | undefined;
  times?: MeetingTimes | undefined;
  place?: string | undefined;
}

/**
 * The meeting after a change, one number later. Days that are moved without a last day keep their number; times stay unless
 * others are given.
 */
export function changed(
  meeting: MeetingDays & { invitation: Invitation },
  change: Change,
): Required<MeetingDays> & {
  invitation: Invitation;
} {
  const { invitation } = meeting;
  const length = Date.parse(meeting.toOn) - Date.parse(meeting.fromOn);
  const toOn = change.toOn ?? new Date(Date.parse(change.fromOn) + length).toISOString().slice(0, 10);
  return {
    fromOn: change.fromOn,
    toOn,
    invitation: {
      ...invitation,
      sequence: invitation.sequence + 1,
      ...(change.times ? { times: change.times } : {}),
      ...(change.place ? { place: change.place } : {}),
    },
  };
}

/** Refuses a change that leaves everything as it is. */
export function changesNothing(
  before: MeetingDays & { invitation: Invitation },
  after: MeetingDays & { invitation: Invitation },
): Refusal | null {
  const face = ({ fromOn, toOn, invitation: { times, place } }: typeof before): string =>
    JSON.stringify([fromOn, toOn, times?.from, times?.to, place]);
  return face(before) === face(after)
    ? refuse('wrong-state', 'Day, time and place are as they were.', '日期、时间和地点均无变化。')
    : null;
}

/** One number later, as it is called off. */
export function calledOff(meeting: Meeting): Meeting {
  return { ...meeting, invitation: { ...meeting.invitation, sequence: meeting.invitation.sequence + 1 } };
}
