import { z } from 'zod';
import { count, nextId, unknownItem } from '../agreement/state.ts';
import { participantFields } from '../agreement/visit.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId } from '../fields.ts';
import { addDays } from '../calendar/local-date.ts';
import type { FollowUpHost } from '../follow-up/host.ts';
import type { Refusal } from '../refusal.ts';
import {
  calledOff,
  changed,
  changesNothing,
  endsTooEarly,
  hasBegun,
  inviteesOf,
  meetingTimes,
  notAhead,
  onDayOff,
  tellInvited,
} from './invitation.ts';
import type { Invitation, MeetingDays, MeetingKind } from './invitation.ts';

/**
 * Meetings that are planned before they are recorded as held: symposia and contacts of an agreement, meetings of a project.
 * What came of one is recorded by the command of its stage, as before; planning moves no stage and no clock.
 */
export interface PlannedMeeting extends MeetingDays {
  kind: MeetingKind;
  invitation: Invitation;
}

/** What an agreement or a plan carries of them: those ahead, and those of the last weeks. */
export interface MeetingHost extends FollowUpHost {
  counters: Record<string, number>;
  plannedMeetings?: Record<string, PlannedMeeting>;
}

/** A meeting is forgotten by the rules so many days after it; it stays in the events. */
const KEPT_DAYS = 30;

const subject = (meetingId: string) => ({ kind: 'planned-meeting', id: meetingId });

const planned = eventType<MeetingHost, PlannedMeeting & { meetingId: string }>('meetingPlanned', (s, d, event) => {
  const since = addDays(event.at.slice(0, 10), -KEPT_DAYS);
  const kept = Object.entries(s.plannedMeetings ?? {}).filter(([, meeting]) => meeting.toOn >= since);
  const { kind, fromOn, toOn, invitation } = d;
  s.plannedMeetings = { ...Object.fromEntries(kept), [d.meetingId]: { kind, fromOn, toOn, invitation } };
  count(s, d.meetingId);
});
const rescheduled = eventType<MeetingHost, MeetingDays & { meetingId: string; invitation: Invitation }>(
  'meetingRescheduled',
  (s, { meetingId, fromOn, toOn, invitation }) => {
    const meeting = s.plannedMeetings?.[meetingId];
    if (meeting) Object.assign(meeting, { fromOn, toOn, invitation });
  },
);
const cancelled = eventType<MeetingHost, { meetingId: string; reason?: string }>('meetingCancelled', (s, d) => {
  delete s.plannedMeetings?.[d.meetingId];
});

/**
 * The end of an agreement or a plan calls off what is still ahead: everybody who was asked hears it. Why it ended is our office's,
 * and stands in no invitation.
 */
export function callOffMeetings(s: MeetingHost, context: Context): EventDraft[] {
  return Object.entries(s.plannedMeetings ?? {}).flatMap(([meetingId, meeting]) =>
    hasBegun(s, meetingId, meeting, context)
      ? []
      : [
          cancelled(
            subject(meetingId),
            { meetingId },
            tellInvited(s, calledOff({ id: meetingId, ...meeting }), 'cancel'),
          ),
        ],
  );
}

/** @param notParty refuses an organisation that takes no part; committees may have an adviser from anywhere */
export function plannedMeetings<S extends MeetingHost>(
  kinds: readonly [MeetingKind, ...MeetingKind[]],
  notParty: (s: S, organisationId: string) => Refusal | null,
): Concern<S> {
  return {
    events: [planned, rescheduled, cancelled],
    commands: [
      command({
        name: 'planMeeting',
        path: 'planned-meetings',
        plansDay: true,
        who: [Role.coordinator, Role.secretary, Role.liaison],
        describe: {
          en: 'Plan a meeting and ask people to it: kind, day, times, place; everybody named gets an invitation for their calendar',
          zh: '安排会议并邀请：类别、日期、时间、地点；所列人员均收到日历邀请',
        },
        schema: (t) =>
          z.strictObject({
            kind: z.enum(kinds),
            fromOn: dateOn,
            toOn: dateOn.optional(),
            onDayOff,
            times: meetingTimes.optional(),
            place: t.line.optional(),
            title: t.line.optional(),
            invited: z.array(participantFields(t)).min(1).max(60),
          }),
        decide: (s: S, d, context): Decision => {
          const days = { fromOn: d.fromOn, toOn: d.toOn ?? d.fromOn };
          const foreign = d.invited.map((p) => notParty(s, p.organisationId)).find((no) => no !== null);
          const refused = endsTooEarly(days, d.times) ?? notAhead(s, days, context) ?? foreign;
          if (refused) return refused;
          const meetingId = nextId(s, 'planned-meeting');
          const { times, place, title } = d;
          const invitation: Invitation = {
            invited: inviteesOf(d.invited),
            sequence: 0,
            ...(times ? { times } : {}),
            ...(place ? { place } : {}),
            ...(title ? { title } : {}),
          };
          const meeting = { kind: d.kind, ...days, invitation };
          return [
            planned(
              subject(meetingId),
              { meetingId, ...meeting, participants: d.invited },
              tellInvited(s, { id: meetingId, ...meeting }, 'request'),
            ),
          ];
        },
      }),
      command({
        name: 'rescheduleMeeting',
        path: 'planned-meetings/{meetingId}/reschedule',
        plansDay: true,
        who: [Role.coordinator, Role.secretary, Role.liaison],
        describe: {
          en: 'Move a planned meeting to another day, time or place; everybody asked to it is told',
          zh: '调整已安排会议的日期、时间或地点；通知所有受邀人',
        },
        schema: (t) =>
          z.strictObject({
            meetingId: itemId('planned-meeting'),
            fromOn: dateOn,
            toOn: dateOn.optional(),
            onDayOff,
            times: meetingTimes.optional(),
            place: t.line.optional(),
            reason: t.line.optional(),
          }),
        decide: (s: S, d, context): Decision => {
          const before = s.plannedMeetings?.[d.meetingId];
          if (!before) return unknownItem(d.meetingId);
          const after = changed(before, d);
          const refused =
            hasBegun(s, d.meetingId, before, context) ??
            endsTooEarly(after, after.invitation.times) ??
            notAhead(s, after, context) ??
            changesNothing(before, after);
          if (refused) return refused;
          const meeting = { id: d.meetingId, kind: before.kind, ...after };
          return [
            rescheduled(
              subject(d.meetingId),
              { meetingId: d.meetingId, ...after, ...(d.reason ? { reason: d.reason } : {}) },
              tellInvited(s, meeting, 'request', d.reason ?? null),
            ),
          ];
        },
      }),
      command({
        name: 'cancelMeeting',
        path: 'planned-meetings/{meetingId}/cancel',
        who: [Role.coordinator, Role.secretary, Role.liaison],
        describe: {
          en: 'Call a planned meeting off, with a reason; everybody asked to it is told',
          zh: '取消已安排的会议，须说明理由；通知所有受邀人',
        },
        schema: (t) => z.strictObject({ meetingId: itemId('planned-meeting'), reason: t.line }),
        decide: (s: S, d, context): Decision => {
          const meeting = s.plannedMeetings?.[d.meetingId];
          if (!meeting) return unknownItem(d.meetingId);
          return (
            hasBegun(s, d.meetingId, meeting, context) ?? [
              cancelled(
                subject(d.meetingId),
                d,
                tellInvited(s, calledOff({ id: d.meetingId, ...meeting }), 'cancel', d.reason),
              ),
            ]
          );
        },
      }),
    ],
  };
}
