import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId } from '../fields.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import {
  calledOff,
  changed,
  changesNothing,
  endsTooEarly,
  hasBegun,
  meetingTimes,
  notAhead,
  onDayOff,
  tellInvited,
} from '../meeting/invitation.ts';
import type { Invitation, Meeting, MeetingDays } from '../meeting/invitation.ts';
import { unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';
import type { VisitState } from './visit.ts';

/** A planned visit is moved or called off; everybody who was asked to it is told. */

const cancelled = eventType<AgreementState, { visitId: string; reason?: string }>('visitCancelled', (s, d) => {
  const visit = s.visits[d.visitId];
  if (visit) visit.cancelled = true;
});

const rescheduled = eventType<AgreementState, MeetingDays & { visitId: string; invitation: Invitation }>(
  'visitRescheduled',
  (s, { visitId, fromOn, toOn, invitation }) => {
    const visit = s.visits[visitId];
    if (visit) Object.assign(visit, { fromOn, toOn, invitation });
  },
);

export const visitSubject = (visitId: string) => ({ kind: 'visit', id: visitId });

/** Of visits that were planned before anybody was asked by mail. */
const nobody: Invitation = { invited: [], sequence: 0 };

export const meetingOf = (visitId: string, days: MeetingDays & { invitation: Invitation }): Meeting => ({
  id: visitId,
  kind: 'visit',
  ...days,
});

/** A visit that was not called off. */
export function findVisit(s: AgreementState, visitId: string) {
  const visit = s.visits[visitId];
  return visit && !visit.cancelled ? visit : null;
}

const visitOff = (visitId: string, { fromOn, toOn, invitation = nobody }: VisitState): Meeting =>
  calledOff(meetingOf(visitId, { fromOn, toOn, invitation }));

/** The end of a cooperation calls off the visits that are still ahead; see `callOffMeetings`. */
export function callOffVisits(s: AgreementState, context: Context): EventDraft[] {
  return Object.entries(s.visits).flatMap(([visitId, visit]) =>
    visit.cancelled || hasBegun(s, visitId, visit, context)
      ? []
      : [cancelled(visitSubject(visitId), { visitId }, tellInvited(s, visitOff(visitId, visit), 'cancel'))],
  );
}

export const visitChanges: Concern<AgreementState> = {
  events: [rescheduled, cancelled],
  commands: [
    command({
      name: 'rescheduleVisit',
      path: 'visits/{visitId}/reschedule',
      plansDay: true,
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Move a planned visit to other days, times or another place; everybody named in it is told',
        zh: '调整计划中来访的日期、时间或地点；通知所列人员',
      },
      schema: (t) =>
        z.strictObject({
          visitId: itemId('visit'),
          fromOn: dateOn,
          toOn: dateOn.optional(),
          onDayOff,
          times: meetingTimes.optional(),
          place: t.line.optional(),
          reason: t.line.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const found = findVisit(s, d.visitId);
        if (!found) return unknownItem(d.visitId);
        const before = { fromOn: found.fromOn, toOn: found.toOn, invitation: found.invitation ?? nobody };
        const after = changed(before, d);
        const refused =
          hasBegun(s, d.visitId, before, context) ??
          endsTooEarly(after, after.invitation.times) ??
          notAhead(s, after, context) ??
          changesNothing(before, after);
        if (refused) return refused;
        const about = visitSubject(d.visitId);
        return [
          rescheduled(
            about,
            { visitId: d.visitId, ...after, ...(d.reason ? { reason: d.reason } : {}) },
            tellInvited(s, meetingOf(d.visitId, after), 'request', d.reason ?? null),
          ),
          ...closeFollowUps(s, about, Closing.superseded, 'itinerary'),
          openFollowUp(s, context, { kind: 'itinerary', about, dueOn: after.toOn }),
        ];
      },
    }),
    command({
      name: 'cancelVisit',
      path: 'visits/{visitId}/cancel',
      who: [Role.coordinator],
      describe: {
        en: 'Cancel a planned visit, with a reason; everybody named in it is told',
        zh: '取消计划中的来访，须说明理由；通知所列人员',
      },
      schema: (t) => z.strictObject({ visitId: itemId('visit'), reason: t.line }),
      decide: (s: AgreementState, d, context): Decision => {
        const found = findVisit(s, d.visitId);
        if (!found) return unknownItem(d.visitId);
        const begun = hasBegun(s, d.visitId, found, context);
        if (begun) return begun;
        return [
          cancelled(visitSubject(d.visitId), d, tellInvited(s, visitOff(d.visitId, found), 'cancel', d.reason)),
          ...closeFollowUps(s, visitSubject(d.visitId), Closing.dropped),
        ];
      },
    }),
  ],
};
