import { z } from 'zod';
import { count, nextId } from '../agreement/state.ts';
import { participantFields } from '../agreement/visit.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn } from '../fields.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import { inFuture } from '../follow-up/dates.ts';
import { areBothSides, notParties, notRunning, planSubject } from './state.ts';
import type { PlanState } from './state.ts';

/**
 * Meetings of a project: the team monthly, the committee with an adviser and somebody of each side, the closing review [KT4].
 * Quorum belongs to the body and is checked at the meeting, not assumed; without it nothing is decided.
 */
export const projectMeeting = 'project-meeting';

const held = eventType<PlanState, { meetingId: string; kind: MeetingKind; heldOn: string; quorate: boolean }>(
  'projectMeetingHeld',
  (s, d) => {
    count(s, d.meetingId);
    if (s.project && d.kind === 'closing-review' && d.quorate) s.project.reviewedOn = d.heldOn;
  },
);

const meetingKind = z.enum(['team', 'committee', 'closing-review']);
type MeetingKind = z.infer<typeof meetingKind>;

/** A team needs both sides; a committee and the closing review an adviser besides. An adviser may be of any organisation. */
function isQuorate(s: PlanState, kind: MeetingKind, present: { organisationId: string; as: string }[]): boolean {
  const members = present.filter((each) => each.as !== 'adviser').map((each) => each.organisationId);
  const hasAdviser = members.length < present.length;
  return areBothSides(s.parties, members) && (kind === 'team' || hasAdviser);
}

export const meetings: Concern<PlanState> = {
  events: [held],
  commands: [
    command({
      name: 'recordMeeting',
      path: 'meetings',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record a meeting of the project: team, committee or closing review; decisions need a quorum',
        zh: '登记项目会议：例会、管理委员会或结题评审；作出决定须达法定人数',
      },
      schema: (t) =>
        z.strictObject({
          kind: meetingKind,
          heldOn: dateOn,
          present: z
            .array(participantFields(t).extend({ as: z.enum(['member', 'adviser', 'chair']).default('member') }))
            .min(1)
            .max(60),
          summary: t.passage.optional(),
          decisions: z.array(t.passage).max(20).default([]),
        }),
      decide: (s: PlanState, d, context): Decision => {
        const members = d.present.filter((each) => each.as !== 'adviser').map((each) => each.organisationId);
        const refused = notRunning(s) ?? notParties(s, members) ?? inFuture(s, d.heldOn, context);
        if (refused) return refused;
        const quorate = isQuorate(s, d.kind, d.present);
        if (!quorate && (d.decisions.length > 0 || d.kind === 'closing-review')) {
          return refuse(
            'no-quorum',
            d.kind === 'team' ? 'Both sides must be present.' : 'Both sides and an adviser must be present.',
            d.kind === 'team' ? '须双方人员到场。' : '须双方人员和顾问到场。',
          );
        }
        const meetingId = nextId(s, 'meeting');
        return [
          held({ kind: 'meeting', id: meetingId }, { meetingId, ...d, quorate }),
          // Only a meeting of both sides is progress.
          ...(quorate
            ? [
                ...closeFollowUps(s, planSubject(s), Closing.done, projectMeeting),
                openFollowUp(s, context, { kind: projectMeeting, about: planSubject(s) }),
              ]
            : []),
        ];
      },
    }),
  ],
};
