import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { itemId, organisationId, personId, postId, tag } from '../fields.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import { collecting, heardOf } from './need-collection.ts';
import { needClass, nothingTold, toldFields, urgency, wantedFields, wantedRefused } from './need-fields.ts';
import { needFunnel } from './need-funnel.ts';
import { recorded } from './need-recorded.ts';
import { findOpenNeed, mayReadNeed, needSubject } from './need-state.ts';
import { nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

export type { NeedClass } from './need-fields.ts';
export { mayReadNeed } from './need-state.ts';
export type { NeedState } from './need-state.ts';

/** What came in at once is spread no further: beyond it nobody can say what is wanted. */
export const MOST_DAYS_LATER = 2_000;

/**
 * Needs: an enterprise's shortcoming or expected project, by class (S42, S43). A need is private to its party unless that
 * party shares it: enterprises that sat in one meeting are each other's competitors (S45).
 */
const classified = eventType<AgreementState, { needId: string }>('needClassified', () => undefined);
const shared = eventType<AgreementState, { needId: string; withOrganisationIds: readonly string[] }>(
  'needShared',
  (s, d) => {
    const need = s.needs[d.needId];
    if (need) need.sharedWith = [...new Set([...(need.sharedWith ?? []), ...d.withOrganisationIds])];
  },
);
const closed = eventType<AgreementState, { needId: string; outcome: string }>('needClosed', (s, d) => {
  const need = s.needs[d.needId];
  if (need) need.status = 'closed';
});

const recording: Concern<AgreementState> = {
  events: [recorded, classified, shared, closed],
  commands: [
    command({
      name: 'recordNeed',
      path: 'needs',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record a need of a party: status, main products, shortcoming, expected project, and what is wanted of whom; private to that party',
        zh: '登记一方的技术需求：现状、主要产品、技术短板、期望项目，以及所需专长、人数和期限；仅该方可见',
      },
      schema: (t) =>
        z.strictObject({
          partyId: organisationId,
          class: needClass.default('other'),
          ...toldFields(t),
          urgency: urgency.default('normal'),
          tags: z.array(tag).max(20).default([]),
          symposiumId: itemId('symposium').optional(),
          ownerPostId: postId.optional(),
          ...wantedFields(t),
          /** By how much its default date is moved, that many needs of one spreadsheet do not fall due at once. */
          laterByWorkingDays: z.int().min(0).max(MOST_DAYS_LATER).optional(),
        }),
      supplied: ['laterByWorkingDays'],
      decide: (s: AgreementState, { laterByWorkingDays, ...d }, context): Decision => {
        const no = notParty(s, d.partyId) ?? nothingTold(d) ?? wantedRefused(d);
        if (no) return no;
        if (d.symposiumId && !s.symposia[d.symposiumId]) return unknownItem(d.symposiumId);
        const needId = nextId(s, 'need');
        return [
          recorded(needSubject(needId), { needId, ...d }),
          openFollowUp(s, context, {
            kind: 'need',
            about: needSubject(needId),
            ownerPostId: d.ownerPostId ?? null,
            laterByWorkingDays,
            tell: true,
          }),
          ...heardOf(s, d.partyId),
        ];
      },
    }),
    command({
      name: 'classifyNeed',
      path: 'needs/{needId}/class',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Put a need into its class, and correct what is wanted',
        zh: '对技术需求分类，并更正所需专长、人数和期限',
      },
      schema: (t) =>
        z.strictObject({
          needId: itemId('need'),
          class: needClass.optional(),
          urgency: urgency.optional(),
          tags: z.array(tag).max(20).optional(),
          ...wantedFields(t),
        }),
      decide: (s: AgreementState, d): Decision => {
        const need = findOpenNeed(s, d.needId);
        if ('refused' in need) return need;
        const { needId: _needId, ...said } = d;
        if (Object.values(said).every((value) => value === undefined)) {
          return refuse('shape-invalid', 'Say what is to be changed.', '请填写需要更改的内容。');
        }
        return wantedRefused(d) ?? [classified(needSubject(d.needId), d)];
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
        const need = findOpenNeed(s, d.needId);
        if ('refused' in need) return need;
        const foreign = d.withOrganisationIds.map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        if (d.withOrganisationIds.every((id) => mayReadNeed(s, need, id))) {
          return refuse('wrong-state', `All of them may read ${d.needId} already.`, `${d.needId} 已对其公开。`);
        }
        return [shared(needSubject(d.needId), d)];
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
        const need = findOpenNeed(s, d.needId);
        if ('refused' in need) return need;
        return [
          closed(needSubject(d.needId), d),
          ...closeFollowUps(s, needSubject(d.needId), d.outcome === 'withdrawn' ? Closing.dropped : Closing.done),
        ];
      },
    }),
  ],
};

/** Collecting, recording and the funnel, each in a file of its own. */
export const needs: Concern<AgreementState> = {
  events: [...recording.events, ...needFunnel.events, ...collecting.events],
  commands: [...recording.commands, ...needFunnel.commands, ...collecting.commands],
  ...(collecting.clock ? { clock: collecting.clock } : {}),
};
