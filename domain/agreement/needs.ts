import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { itemId, organisationId, personId, postId, tag } from '../fields.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/**
 * Needs: an enterprise's shortcoming or expected project, by class (S42, S43). A need is private to its party unless that
 * party shares it: enterprises that sat in one meeting are each other's competitors (S45).
 */
export interface NeedState {
  partyId: string;
  class: NeedClass;
  /** `unmatched`: looked for and not found; it stays visible and is looked at again (S44). */
  status: 'open' | 'matched' | 'unmatched' | 'closed';
  sharedWith: string[];
}

export const needClass = z.enum([
  'innovation-platform',
  'talent-and-team',
  'process-upgrading',
  'new-product',
  'other',
]);
export type NeedClass = z.infer<typeof needClass>;
const urgency = z.enum(['low', 'normal', 'high']);

/** Whether people of an organisation may read a need: its party and those it was shared with. Our own unit keeps it. */
export function mayReadNeed(s: AgreementState, need: NeedState, reader: string): boolean {
  return reader === need.partyId || need.sharedWith.includes(reader) || reader === s.homeUnit.organisationId;
}

const recorded = eventType<AgreementState, { needId: string; partyId: string; class: NeedClass }>(
  'needRecorded',
  (s, d) => {
    s.needs[d.needId] = { partyId: d.partyId, class: d.class, status: 'open', sharedWith: [] };
    count(s, d.needId);
  },
);
const classified = eventType<AgreementState, { needId: string; class: NeedClass }>('needClassified', (s, d) => {
  const need = s.needs[d.needId];
  if (need) need.class = d.class;
});
const matched = eventType<AgreementState, { needId: string; personIds: readonly string[] }>('needMatched', (s, d) => {
  const need = s.needs[d.needId];
  if (need) need.status = 'matched';
});
const unmatched = eventType<AgreementState, { needId: string; reason: string }>('needUnmatched', (s, d) => {
  const need = s.needs[d.needId];
  if (need) need.status = 'unmatched';
});
const shared = eventType<AgreementState, { needId: string; withOrganisationIds: readonly string[] }>(
  'needShared',
  (s, d) => {
    const need = s.needs[d.needId];
    if (need) need.sharedWith = [...new Set([...need.sharedWith, ...d.withOrganisationIds])];
  },
);
const closed = eventType<AgreementState, { needId: string; outcome: string }>('needClosed', (s, d) => {
  const need = s.needs[d.needId];
  if (need) need.status = 'closed';
});

const subject = (needId: string) => ({ kind: 'need', id: needId });

function findOpen(s: AgreementState, needId: string): NeedState | Refusal {
  const need = s.needs[needId];
  if (!need) return unknownItem(needId);
  return need.status === 'closed' ? refuse('wrong-state', `${needId} is closed.`, `${needId} 已关闭。`) : need;
}

/**
 * Evaluated again after the policy's time ("evaluate monthly" [CX4]), by who holds it already. As when it was recorded it is our
 * unit's turn: whose need it is waits for us to find somebody (S44).
 */
function lookAgain(s: AgreementState, context: Context, needId: string): EventDraft[] {
  const held = s.followUps[`need.${needId}`];
  return [
    ...closeFollowUps(s, subject(needId), Closing.superseded, 'need'),
    openFollowUp(s, context, { kind: 'need', about: subject(needId), ownerPostId: held?.ownerPostId ?? null }),
  ];
}

export const needs: Concern<AgreementState> = {
  events: [recorded, classified, matched, unmatched, shared, closed],
  commands: [
    command({
      name: 'recordNeed',
      path: 'needs',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record a need of a party: status, main products, shortcoming, expected project; private to that party',
        zh: '登记一方的技术需求：现状、主要产品、技术短板、期望项目；仅该方可见',
      },
      schema: (t) =>
        z.strictObject({
          partyId: organisationId,
          class: needClass.default('other'),
          statusQuo: t.privatePassage.optional(),
          mainProducts: t.privatePassage.optional(),
          shortcoming: t.privatePassage.optional(),
          expectedProject: t.privatePassage.optional(),
          urgency: urgency.default('normal'),
          tags: z.array(tag).max(20).default([]),
          symposiumId: itemId('symposium').optional(),
          ownerPostId: postId.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const foreign = notParty(s, d.partyId);
        if (foreign) return foreign;
        if (d.symposiumId && !s.symposia[d.symposiumId]) return unknownItem(d.symposiumId);
        if (!d.shortcoming && !d.expectedProject) {
          return refuse(
            'shape-invalid',
            'A need names a shortcoming or an expected project.',
            '需求须填写技术短板或期望项目。',
          );
        }
        const needId = nextId(s, 'need');
        return [
          recorded(subject(needId), { needId, ...d }),
          openFollowUp(s, context, {
            kind: 'need',
            about: subject(needId),
            ownerPostId: d.ownerPostId ?? null,
            tell: true,
          }),
        ];
      },
    }),
    command({
      name: 'classifyNeed',
      path: 'needs/{needId}/class',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'Put a need into its class', zh: '对技术需求分类' },
      schema: () =>
        z.strictObject({
          needId: itemId('need'),
          class: needClass,
          urgency: urgency.optional(),
          tags: z.array(tag).max(20).optional(),
        }),
      decide: (s: AgreementState, d): Decision => {
        const need = findOpen(s, d.needId);
        if ('refused' in need) return need;
        return [classified(subject(d.needId), d)];
      },
    }),
    command({
      name: 'matchNeed',
      path: 'needs/{needId}/match',
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'Name the researchers for a need, or none with the reason; an unmatched need is looked at again',
        zh: '为需求对接研究人员；暂无者须说明理由，并将再次跟进',
      },
      schema: () =>
        z.strictObject({
          needId: itemId('need'),
          personIds: z.array(personId).max(20).default([]),
          /** Where there is nobody. A code and no text: what a need is about stays with its party. */
          reason: z.enum(['no-researcher', 'no-capacity', 'not-our-field', 'too-costly', 'need-unclear']).optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const need = findOpen(s, d.needId);
        if ('refused' in need) return need;
        const { needId, personIds, reason } = d;
        if (personIds.length > 0) {
          const done = closeFollowUps(s, subject(needId), Closing.done, 'need');
          return [matched(subject(needId), { needId, personIds: [...new Set(personIds)] }), ...done];
        }
        if (!reason)
          return refuse('shape-invalid', 'Give personIds, or a reason for none.', '请填写人员，或说明暂无的理由。');
        return [unmatched(subject(needId), { needId, reason }), ...lookAgain(s, context, needId)];
      },
    }),
    command({
      name: 'shareNeed',
      path: 'needs/{needId}/share',
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'Let other parties read a need, when its party agrees',
        zh: '经需求方同意，向其他合作方公开该需求',
      },
      schema: () =>
        z.strictObject({
          needId: itemId('need'),
          withOrganisationIds: z.array(organisationId).min(1).max(40),
          /** Who of the party agreed to it. */
          agreedByPersonId: personId.optional(),
        }),
      decide: (s: AgreementState, d): Decision => {
        const need = findOpen(s, d.needId);
        if ('refused' in need) return need;
        const foreign = d.withOrganisationIds.map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        if (d.withOrganisationIds.every((id) => mayReadNeed(s, need, id))) {
          return refuse('wrong-state', `All of them may read ${d.needId} already.`, `${d.needId} 已对其公开。`);
        }
        return [shared(subject(d.needId), d)];
      },
    }),
    command({
      name: 'closeNeed',
      path: 'needs/{needId}/close',
      who: [Role.coordinator],
      describe: { en: 'A need is served, taken over by a plan, or withdrawn', zh: '需求已满足、已转为方案或已撤回' },
      schema: (t) =>
        z.strictObject({
          needId: itemId('need'),
          outcome: z.enum(['served', 'plan', 'served-elsewhere', 'withdrawn']),
          reason: t.line.optional(),
        }),
      decide: (s: AgreementState, d): Decision => {
        const need = findOpen(s, d.needId);
        if ('refused' in need) return need;
        return [
          closed(subject(d.needId), d),
          ...closeFollowUps(s, subject(d.needId), d.outcome === 'withdrawn' ? Closing.dropped : Closing.done),
        ];
      },
    }),
  ],
};
