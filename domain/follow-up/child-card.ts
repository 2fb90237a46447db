import type { Card } from '../decider.ts';
import type { FollowUpHost } from './host.ts';
import { cardItems, worst } from './lights.ts';

/** What the face of an agreement's child is made of. */
export interface ChildFace extends FollowUpHost {
  agreementId: string;
  status: string;
  stage: string;
}

/** The face of a plan or a placement: its own matters, and what is next of them. */
export function childCard(s: ChildFace, at: string, { path, partyIds }: Pick<Card, 'path' | 'partyIds'>): Card {
  const closed = s.status === 'closed';
  const items = closed ? [] : cardItems(s, at);
  const first = items.find((item) => !item.assumed && !item.pausedUntilOn) ?? items[0];
  const next = items.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0))[0];
  return {
    status: s.status,
    stage: s.stage,
    path,
    light: closed || s.hold ? 'green' : worst(items.map((item) => item.light)),
    homeUnitId: s.homeUnit.organisationId || null,
    partyIds,
    ownerPostId: first?.ownerPostId ?? null,
    nextDueOn: next?.dueOn ?? null,
    nextDueAt: next ? (s.followUps[next.followUpId]?.dueAt ?? null) : null,
    lastContactOn: null,
    items: items.slice(0, 12),
    openCount: items.length,
    questionCount: items.filter((item) => item.assumed).length,
    planIds: [],
    parentId: s.agreementId,
    closed,
  };
}

/** `achieved` is the outcome with which every stage is done; one that ended otherwise shows where it ended. */
export function pathOf<S extends string>(stages: readonly S[], now: S, isAchieved: boolean): Card['path'] {
  const at = stages.indexOf(now);
  return stages.map((stage, index) => {
    if (index < at || isAchieved) return { stage, state: 'done' };
    return { stage, state: index === at ? 'current' : 'ahead' };
  });
}
