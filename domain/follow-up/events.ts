import { eventType } from '../decider.ts';
import type { Certainty } from '../fields.ts';
import type { FollowUp, FollowUpHost, Pause } from './host.ts';

/** How a follow-up ended. `done` was done and confirmed or recorded; `dropped` is no longer wanted; `superseded` by a later one. */
export const Closing = { done: 'done', dropped: 'dropped', superseded: 'superseded', closed: 'closed' } as const;
export type Closing = (typeof Closing)[keyof typeof Closing];

export type Opened = FollowUp & { [key: string]: unknown };

export const followUpOpened = eventType<FollowUpHost, Opened>('followUpOpened', (s, d) => {
  s.followUps[d.id] = { ...d };
});
/** Steps that fired: `steps` are removed, `level` is how far it has climbed, `again` is the next repetition. */
export const followUpReminded = eventType<
  FollowUpHost,
  { id: string; steps: string[]; level: number; again?: [string, string] }
>('followUpReminded', (s, d) => {
  const f = s.followUps[d.id];
  if (!f) return;
  f.steps = f.steps.filter(([key]) => !d.steps.includes(key));
  if (d.again) f.steps = [...f.steps, d.again].toSorted((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  f.level = Math.max(f.level, d.level);
});
export const followUpPaused = eventType<FollowUpHost, { id: string; pause: Pause }>('followUpPaused', (s, d) => {
  const f = s.followUps[d.id];
  if (!f) return;
  f.pause = d.pause;
  f.pauseCount += 1;
});
export const followUpResumed = eventType<FollowUpHost, { id: string; steps: [string, string][] }>(
  'followUpResumed',
  (s, d) => {
    const f = s.followUps[d.id];
    if (!f) return;
    delete f.pause;
    f.steps = d.steps;
  },
);
export const followUpReported = eventType<
  FollowUpHost,
  { id: string; on: string; by: string; evidence?: string; steps: [string, string][] }
>('followUpReported', (s, d) => {
  const f = s.followUps[d.id];
  if (!f) return;
  f.reportedOn = d.on;
  f.reportedBy = d.by;
  delete f.returned;
  delete f.pause;
  f.steps = d.steps;
});
/** Owner, date or ladder set anew: a question answered, a date changed, a task handed over, work returned. */
export const followUpReplanned = eventType<
  FollowUpHost,
  {
    id: string;
    ownerPostId: string | null;
    sideOrgId: string | null;
    ownerCertainty: Certainty;
    dueCertainty: Certainty;
    dueOn: string;
    dueAt: string;
    provisional?: true;
    steps: [string, string][];
    level: number;
    returned?: true;
    reason?: string;
    /** The date it had, where that has passed and a new one was set with the owner. */
    passedDueOn?: string;
  }
>('followUpReplanned', (s, d) => {
  const f = s.followUps[d.id];
  if (!f) return;
  const { reason: _reason, passedDueOn: _passed, returned, provisional, ...plan } = d;
  Object.assign(f, plan);
  delete f.pause;
  delete f.reportedOn;
  delete f.reportedBy;
  if (provisional) f.provisional = true;
  else delete f.provisional;
  if (returned) f.returned = true;
  else delete f.returned;
});
/** `onBehalfOfOrgId`: what was owed to another side was confirmed in its place. */
export const followUpClosed = eventType<FollowUpHost, { id: string; how: Closing; onBehalfOfOrgId?: string }>(
  'followUpClosed',
  (s, d) => {
    delete s.followUps[d.id];
  },
);
export const questionsCounted = eventType<FollowUpHost, { on: string; count: number }>('questionsCounted', (s, d) => {
  s.questionsCountedOn = d.on;
});
