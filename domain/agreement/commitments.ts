import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision, RecordedEvent } from '../decider.ts';
import { Certainty, dateOn, itemId, organisationId, postId } from '../fields.ts';
import { isDayOfEntry, today } from '../follow-up/clocks.ts';
import { inPast } from '../follow-up/dates.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import type { Beneficiary, FollowUp } from '../follow-up/host.ts';
import { refuse } from '../refusal.ts';
import { isCounterpart } from './mechanism.ts';
import { isNeverDuty, sourceOf } from './points.ts';
import { count, nextId, notParty, unknownItem, ourParty } from './state.ts';
import type { AgreementState } from './state.ts';
import { participantFields } from './visit.ts';

/**
 * Commitments: what somebody said would be done, with the speaker and the sentence it came from (S63). Owner and date live
 * in its follow-up while it is open; here is only what rules ask afterwards, because an agreement may carry many.
 */
export interface CommitmentState {
  /** `reported` is not `kept`: somebody else has to confirm (DOMAIN 2a "Done"). */
  status: 'open' | 'reported' | 'kept' | 'dropped';
  owner: Certainty;
  due: Certainty;
  /** The organisation that is to do it, and for which. */
  by: string;
  for: string;
}

const recorded = eventType<
  AgreementState,
  {
    commitmentId: string;
    owner: Certainty;
    due: Certainty;
    ownerOrganisationId: string;
    beneficiaryOrganisationId: string;
    pointId?: string | undefined;
  }
>('commitmentRecorded', (s, d) => {
  s.commitments[d.commitmentId] = {
    status: 'open',
    owner: d.owner,
    due: d.due,
    by: d.ownerOrganisationId,
    for: d.beneficiaryOrganisationId,
  };
  count(s, d.commitmentId);
  const point = d.pointId ? s.points[d.pointId] : undefined;
  if (point) point.settled = 'commitment';
});
const amended = eventType<
  AgreementState,
  {
    commitmentId: string;
    owner: Certainty;
    due: Certainty;
    ownerOrganisationId: string;
    beneficiaryOrganisationId: string;
  }
>('commitmentAmended', (s, d) => {
  const commitment = s.commitments[d.commitmentId];
  if (!commitment) return;
  Object.assign(commitment, {
    owner: d.owner,
    due: d.due,
    by: d.ownerOrganisationId,
    for: d.beneficiaryOrganisationId,
  });
});
const dropped = eventType<AgreementState, { commitmentId: string; reason: string }>('commitmentDropped', (s, d) => {
  const commitment = s.commitments[d.commitmentId];
  if (commitment) commitment.status = 'dropped';
});

const subject = (commitmentId: string) => ({ kind: 'commitment', id: commitmentId });
const certain = (said: unknown): Certainty => (said ? Certainty.confirmed : Certainty.assumed);

/** What its follow-up's end makes of a commitment; one whose follow-up is replaced goes on. */
function statusAfter(how: Closing): Partial<CommitmentState> {
  switch (how) {
    case 'done':
      return { status: 'kept' };
    case 'dropped':
    case 'closed':
      return { status: 'dropped' };
    case 'superseded':
      return {};
  }
}

function follow(s: AgreementState, event: RecordedEvent, change: Partial<CommitmentState>): void {
  const commitment = event.about?.kind === 'commitment' ? s.commitments[event.about.id] : undefined;
  if (commitment) Object.assign(commitment, change);
}

/** An open commitment with its follow-up, or why it cannot be changed. */
function findOpen(s: AgreementState, commitmentId: string) {
  const commitment = s.commitments[commitmentId];
  if (!commitment) return unknownItem(commitmentId);
  if (commitment.status !== 'open') {
    return refuse(
      'wrong-state',
      `${commitmentId} is ${commitment.status}.`,
      `${commitmentId} 现为 ${commitment.status}。`,
    );
  }
  return { commitment, followUp: s.followUps[`commitment.${commitmentId}`] };
}

/** What is owed to another side is that side's to confirm, through its liaison where one was agreed (DOMAIN 2a "Done"). */
export function beneficiaryOf(s: AgreementState, { about }: FollowUp): Beneficiary | null {
  const commitment = about.kind === 'commitment' ? s.commitments[about.id] : undefined;
  if (!commitment || !isCounterpart(s, commitment.for)) return null;
  return { orgId: commitment.for, postId: s.mechanism?.liaisons[commitment.for] ?? null };
}

export const commitments: Concern<AgreementState> = {
  events: [recorded, amended, dropped],
  listens: [
    {
      to: 'followUpReported',
      apply: (s, _d, event) => follow(s, event, { status: 'reported' }),
    },
    {
      to: 'followUpReplanned',
      apply: (s, d: { ownerCertainty: Certainty; dueCertainty: Certainty }, event) =>
        follow(s, event, { status: 'open', owner: d.ownerCertainty, due: d.dueCertainty }),
    },
    {
      to: 'followUpClosed',
      apply: (s, d: { how: Closing }, event) => follow(s, event, statusAfter(d.how)),
    },
  ],
  commands: [
    command({
      name: 'recordCommitment',
      path: 'commitments',
      tellsDates: true,
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record what somebody said would be done: sentence, speaker, for whom, by whom, until when; what nobody said is assumed and asked',
        zh: '登记约定事项：原话、发言人、受益方、责任方、时限；未言明者按默认值并询问',
      },
      schema: (t) =>
        z.strictObject({
          /** The sentence as it was said (S63). */
          sentence: t.passage,
          speaker: participantFields(t).optional(),
          symposiumId: itemId('symposium').optional(),
          speechId: itemId('speech').optional(),
          pointId: itemId('point').optional(),
          beneficiaryOrganisationId: organisationId,
          /** Left out: the speaker's organisation, else our unit. */
          ownerOrganisationId: organisationId.optional(),
          ownerPostId: postId.optional(),
          dueOn: dateOn.optional(),
          /** The date that was named when it was said; one that has passed is kept on record and a new one asked for. */
          statedDueOn: dateOn.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const now = today(s, context.at);
        const ownerOrganisationId = d.ownerOrganisationId ?? d.speaker?.organisationId ?? ourParty(s);
        const sides = [
          d.beneficiaryOrganisationId,
          ownerOrganisationId,
          ...(d.speaker ? [d.speaker.organisationId] : []),
        ];
        const foreign = sides.map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        const source = sourceOf(s, d);
        if (!source) return unknownItem(d.speechId ?? d.symposiumId ?? '');
        const point = d.pointId ? s.points[d.pointId] : undefined;
        if (d.pointId && !point) return unknownItem(d.pointId);
        if (point && isNeverDuty(point.kind)) {
          return refuse(
            'never-a-task',
            `${d.pointId} is a ${point.kind}.`,
            `${d.pointId} 属 ${point.kind}，不作为任务。`,
          );
        }
        const past = d.dueOn ? inPast(s, d.dueOn, context) : null;
        if (past) return past;
        const dueOn = d.dueOn ?? (d.statedDueOn && d.statedDueOn >= now ? d.statedDueOn : undefined);
        const commitmentId = nextId(s, 'commitment');
        const about = subject(commitmentId);
        return [
          recorded(about, {
            ...d,
            ...source,
            commitmentId,
            ownerOrganisationId,
            owner: certain(d.ownerPostId),
            due: certain(dueOn),
          }),
          openFollowUp(s, context, {
            kind: 'commitment',
            about,
            ownerPostId: d.ownerPostId ?? null,
            sideOrgId: ownerOrganisationId,
            dueOn: dueOn ?? null,
            asks: true,
            // What was agreed long before it was entered is no news: the reminders tell in time (DOMAIN 2a).
            tell: !isDayOfEntry(s, now),
          }),
        ];
      },
    }),
    command({
      name: 'amendCommitment',
      path: 'commitments/{commitmentId}/amend',
      tellsDates: true,
      who: [Role.coordinator],
      describe: {
        en: 'Change an open commitment, with a reason: sentence, sides, owner, date',
        zh: '更改未结约定事项，须说明理由：原话、各方、责任人、时限',
      },
      schema: (t) =>
        z.strictObject({
          commitmentId: itemId('commitment'),
          reason: t.line,
          sentence: t.passage.optional(),
          beneficiaryOrganisationId: organisationId.optional(),
          ownerOrganisationId: organisationId.optional(),
          ownerPostId: postId.optional(),
          dueOn: dateOn.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const found = findOpen(s, d.commitmentId);
        if ('refused' in found) return found;
        const { commitment, followUp } = found;
        const ownerOrganisationId = d.ownerOrganisationId ?? commitment.by;
        const beneficiaryOrganisationId = d.beneficiaryOrganisationId ?? commitment.for;
        const foreign = notParty(s, ownerOrganisationId) ?? notParty(s, beneficiaryOrganisationId);
        if (foreign) return foreign;
        const owner = d.ownerPostId ?? (commitment.owner === 'confirmed' ? followUp?.ownerPostId : null) ?? null;
        const due = d.dueOn ?? (commitment.due === 'confirmed' ? followUp?.dueOn : null) ?? null;
        // A mended sentence is no progress and no new deal: it leaves the clock alone (DOMAIN section 2 "Progress").
        const isNewDeal = Boolean(d.ownerPostId ?? d.dueOn ?? d.ownerOrganisationId);
        const overdue = isNewDeal && due ? inPast(s, due, context) : null;
        if (overdue) return overdue;
        const about = subject(d.commitmentId);
        const amendment = amended(about, {
          ...d,
          ownerOrganisationId,
          beneficiaryOrganisationId,
          owner: certain(owner),
          due: certain(due),
        });
        if (!isNewDeal) return [amendment];
        return [
          amendment,
          ...closeFollowUps(s, about, Closing.superseded),
          openFollowUp(s, context, {
            kind: 'commitment',
            about,
            ownerPostId: owner,
            sideOrgId: ownerOrganisationId,
            dueOn: due,
            asks: true,
            tell: d.ownerPostId !== undefined,
          }),
        ];
      },
    }),
    command({
      name: 'dropCommitment',
      path: 'commitments/{commitmentId}/drop',
      who: [Role.coordinator, Role.director],
      describe: { en: 'A commitment is no longer wanted, with a reason', zh: '约定事项不再执行，须说明理由' },
      schema: (t) => z.strictObject({ commitmentId: itemId('commitment'), reason: t.passage }),
      decide: (s: AgreementState, d): Decision => {
        const found = findOpen(s, d.commitmentId);
        if ('refused' in found) return found;
        return [dropped(subject(d.commitmentId), d), ...closeFollowUps(s, subject(d.commitmentId), Closing.dropped)];
      },
    }),
  ],
};
