import { z } from 'zod';
import { count, nextId } from '../agreement/state.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, itemId, organisationId, personId, postId, tag } from '../fields.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { inFuture, inPast } from '../follow-up/dates.ts';
import { notParties, notRunning, unknownItem } from './state.ts';
import type { PlanState } from './state.ts';

/** Deliverables of a project: agreed, delivered, then accepted or returned by somebody else than who delivered. */
export interface DeliverableState {
  status: 'agreed' | 'delivered' | 'returned' | 'accepted' | 'dropped';
  deliveredBy: string | null;
}

const added = eventType<PlanState, { deliverableId: string; dueOn: string }>('deliverableAdded', (s, d) => {
  s.deliverables[d.deliverableId] = { status: 'agreed', deliveredBy: null };
  count(s, d.deliverableId);
});
const delivered = eventType<PlanState, { deliverableId: string; byPersonId: string; onDate: string }>(
  'deliverableDelivered',
  (s, d) => {
    const found = s.deliverables[d.deliverableId];
    if (found) Object.assign(found, { status: 'delivered', deliveredBy: d.byPersonId });
  },
);
const accepted = eventType<PlanState, { deliverableId: string; byPersonId: string; onDate: string }>(
  'deliverableAccepted',
  (s, d) => {
    const found = s.deliverables[d.deliverableId];
    if (found) found.status = 'accepted';
  },
);
const returned = eventType<PlanState, { deliverableId: string; reason: string; dueOn: string }>(
  'deliverableReturned',
  (s, d) => {
    const found = s.deliverables[d.deliverableId];
    if (found) found.status = 'returned';
  },
);
const dropped = eventType<PlanState, { deliverableId: string; reason: string }>('deliverableDropped', (s, d) => {
  const found = s.deliverables[d.deliverableId];
  if (found) found.status = 'dropped';
});

const subject = (deliverableId: string) => ({ kind: 'deliverable', id: deliverableId });
const deliverableId = itemId('deliverable');

function find(s: PlanState, id: string, wanted: readonly DeliverableState['status'][]): DeliverableState | Refusal {
  const found = s.deliverables[id];
  if (!found) return unknownItem(id);
  return wanted.includes(found.status)
    ? found
    : refuse('wrong-state', `${id} is ${found.status}.`, `${id} 现为 ${found.status}。`);
}

export const deliverables: Concern<PlanState> = {
  events: [added, delivered, accepted, returned, dropped],
  commands: [
    command({
      name: 'addDeliverable',
      path: 'deliverables',
      tellsDates: true,
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'Add what the project is to deliver, by whom and until when',
        zh: '登记项目应交成果、责任方和时限',
      },
      schema: (t) =>
        z.strictObject({
          name: t.line,
          dueOn: dateOn,
          byOrganisationId: organisationId,
          ownerPostId: postId.optional(),
          tags: z.array(tag).max(10).default([]),
        }),
      decide: (s: PlanState, d, context): Decision => {
        const refused = notRunning(s) ?? notParties(s, [d.byOrganisationId]) ?? inPast(s, d.dueOn, context);
        if (refused) return refused;
        if (Object.keys(s.deliverables).length >= 60) {
          return refuse('too-many', 'A project has 60 deliverables at the most.', '每个项目最多 60 项成果。');
        }
        const id = nextId(s, 'deliverable');
        return [
          added(subject(id), { deliverableId: id, ...d }),
          openFollowUp(s, context, {
            kind: 'delivery',
            about: subject(id),
            ownerPostId: d.ownerPostId ?? null,
            sideOrgId: d.byOrganisationId,
            dueOn: d.dueOn,
            tell: true,
          }),
        ];
      },
    }),
    command({
      name: 'deliver',
      path: 'deliverables/{deliverableId}/deliver',
      who: [Role.coordinator, Role.secretary, Role.liaison, Role.owner],
      describe: { en: 'A deliverable was handed over and waits for acceptance', zh: '成果已提交，待验收' },
      schema: (t) =>
        z.strictObject({ deliverableId, byPersonId: personId, onDate: dateOn, evidence: t.passage.optional() }),
      decide: (s: PlanState, d, context): Decision => {
        const found = find(s, d.deliverableId, ['agreed', 'returned']);
        if ('refused' in found) return found;
        const about = subject(d.deliverableId);
        return (
          inFuture(s, d.onDate, context) ?? [
            delivered(about, d),
            ...closeFollowUps(s, about, Closing.done),
            openFollowUp(s, context, { kind: 'deliverable', about }),
          ]
        );
      },
    }),
    command({
      name: 'acceptDeliverable',
      path: 'deliverables/{deliverableId}/accept',
      who: [Role.coordinator, Role.director, Role.confirmer],
      describe: { en: 'Accept a deliverable; never by who delivered it', zh: '验收成果；提交人本人不得验收' },
      schema: (t) =>
        z.strictObject({ deliverableId, byPersonId: personId, onDate: dateOn, note: t.passage.optional() }),
      decide: (s: PlanState, d, context): Decision => {
        const found = find(s, d.deliverableId, ['delivered']);
        if ('refused' in found) return found;
        if (found.deliveredBy && [d.byPersonId, context.actor.personId].includes(found.deliveredBy)) {
          return refuse(
            'not-by-author',
            `${found.deliveredBy} delivered ${d.deliverableId}.`,
            `${d.deliverableId} 由 ${found.deliveredBy} 提交。`,
          );
        }
        return (
          inFuture(s, d.onDate, context) ?? [
            accepted(subject(d.deliverableId), d),
            ...closeFollowUps(s, subject(d.deliverableId), Closing.done),
          ]
        );
      },
    }),
    command({
      name: 'returnDeliverable',
      path: 'deliverables/{deliverableId}/return',
      tellsDates: true,
      who: [Role.coordinator, Role.director, Role.confirmer],
      describe: { en: 'Return a deliverable with a reason and a new date', zh: '退回成果，须说明理由和新的时限' },
      schema: (t) => z.strictObject({ deliverableId, reason: t.passage, dueOn: dateOn }),
      decide: (s: PlanState, d, context): Decision => {
        const found = find(s, d.deliverableId, ['delivered']);
        if ('refused' in found) return found;
        const about = subject(d.deliverableId);
        return (
          inPast(s, d.dueOn, context) ?? [
            returned(about, d),
            ...closeFollowUps(s, about, Closing.done),
            openFollowUp(s, context, { kind: 'delivery', about, dueOn: d.dueOn }),
          ]
        );
      },
    }),
    command({
      name: 'dropDeliverable',
      path: 'deliverables/{deliverableId}/drop',
      who: [Role.coordinator, Role.director],
      describe: { en: 'A deliverable is no longer wanted, with a reason', zh: '成果不再要求，须说明理由' },
      schema: (t) => z.strictObject({ deliverableId, reason: t.passage }),
      decide: (s: PlanState, d): Decision => {
        const found = find(s, d.deliverableId, ['agreed', 'returned']);
        if ('refused' in found) return found;
        return [dropped(subject(d.deliverableId), d), ...closeFollowUps(s, subject(d.deliverableId), Closing.dropped)];
      },
    }),
  ],
};
