import { localDateOf } from '../calendar/calendar.ts';
import { eventType } from '../decider.ts';
import { forgetUnused } from './adopting.ts';
import type { Certainty } from '../fields.ts';
import type { FollowUp, FollowUpHost, HandedFrom, Pause } from './host.ts';
import { isAssumed } from './lights.ts';
import { forgetSettled, keepListed, settleDuty } from './succession.ts';

/** How a follow-up ended. `done` was done and confirmed or recorded; `dropped` is no longer wanted; `superseded` by a later one. */
export const Closing = { done: 'done', dropped: 'dropped', superseded: 'superseded', closed: 'closed' } as const;
export type Closing = (typeof Closing)[keyof typeof Closing];

export type Opened = FollowUp & { [key: string]: unknown };

export const followUpOpened = eventType<FollowUpHost, Opened>('followUpOpened', (s, d) => {
  s.followUps[d.id] = { ...d };
});
/** Steps that fired: `steps` are removed, `level` is how far it has climbed, `again` is the next rung or repetition. */
export const followUpReminded = eventType<
  FollowUpHost,
  { id: string; steps: string[]; level: number; again?: [string, string]; meetingListOn?: string }
>('followUpReminded', (s, d) => {
  const f = s.followUps[d.id];
  if (!f) return;
  f.steps = f.steps.filter(([key]) => !d.steps.includes(key));
  if (d.again) f.steps = [...f.steps, d.again].toSorted((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  f.level = Math.max(f.level, d.level);
  if (d.meetingListOn) f.meetingListOn = d.meetingListOn;
});
/** What was to go to the leader waits once more. */
export const escalationHeld = eventType<
  FollowUpHost,
  { id: string; on: string; reason: string; steps: [string, string][] }
>('escalationHeld', (s, d) => {
  const f = s.followUps[d.id];
  if (!f) return;
  f.escalationHeldOn = d.on;
  f.steps = d.steps;
});
export const followUpPaused = eventType<FollowUpHost, { id: string; pause: Pause }>('followUpPaused', (s, d) => {
  const f = s.followUps[d.id];
  if (!f) return;
  f.pause = d.pause;
  f.pauseCount = (f.pauseCount ?? 0) + 1;
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
  delete f.meetingListOn;
  delete f.extensionAsked;
  delete f.extensionAskedBy;
  delete f.handedFrom;
  f.steps = d.steps;
  keepListed(s, f);
});
/** The owner asks for a later date; the clock goes on meanwhile. */
export const extensionAsked = eventType<
  FollowUpHost,
  { id: string; dueOn: string; on: string; reason: string; postId?: string }
>('extensionAsked', (s, d) => {
  const f = s.followUps[d.id];
  if (!f) return;
  f.extensionAsked = { dueOn: d.dueOn, on: d.on };
  if (d.postId) f.extensionAskedBy = d.postId;
});
export const extensionRefused = eventType<FollowUpHost, { id: string; reason: string }>('extensionRefused', (s, d) => {
  const f = s.followUps[d.id];
  delete f?.extensionAsked;
  delete f?.extensionAskedBy;
});
/** Whoever it was handed to takes it: it will not return by itself. */
export const followUpAccepted = eventType<FollowUpHost, { id: string; steps: [string, string][] }>(
  'followUpAccepted',
  (s, d) => {
    const f = s.followUps[d.id];
    if (!f) return;
    delete f.handedFrom;
    f.steps = d.steps;
    settleDuty(s, d.id);
  },
);
/** What ends when a matter starts anew. */
const lapsing = [
  'pause',
  'meetingListOn',
  'escalationHeldOn',
  'reportedOn',
  'reportedBy',
  'extensionAsked',
  'extensionAskedBy',
  'handedFrom',
  'policyVersion',
  'askedOn',
  'askedDueOn',
] as const;
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
    meetingListOn?: string;
    escalationHeldOn?: string;
    reportedOn?: string;
    reportedBy?: string;
    returned?: true;
    reason?: string;
    /** Its owner says that it is not theirs. Left out by older versions, which said so in no word of their own. */
    declined?: true;
    /** Whose it may be, as who declined it says. */
    suggestedPostId?: string;
    /** The date it had, where that has passed and a new one was set with the owner. */
    passedDueOn?: string;
    /** The date that was named, where that is a free day and another was set. */
    askedDueOn?: string;
    /** The date that was named is a make-up working day; it stands. */
    isMakeUpDay?: true;
    /** The date it had before somebody named another. */
    wasDueOn?: string;
    extensions?: number;
    /** Handed over, to be accepted. */
    handedFrom?: HandedFrom;
    /** Since when it is a question, where that is not since it was opened. */
    askedOn?: string;
    /** It returns under the policy of its former clock. */
    policyVersion?: number;
    /** It returns to who had it: its new owner has not accepted it in time, or declined. */
    cameBack?: 'not-accepted' | 'declined';
  }
>('followUpReplanned', (s, d, { at }) => {
  const f = s.followUps[d.id];
  if (!f) return;
  const {
    reason: _reason,
    declined: _declined,
    suggestedPostId: _suggested,
    passedDueOn: _passed,
    askedDueOn: _asked,
    isMakeUpDay: _makeUp,
    wasDueOn: _was,
    cameBack: _cameBack,
    returned,
    provisional,
    ...plan
  } = d;
  // Another date leaves open who takes it; another owner, or the question whose it is, does not.
  const isAsked = d.ownerCertainty === 'assumed' && f.ownerCertainty !== 'assumed';
  if (isAsked || d.ownerPostId !== f.ownerPostId) settleDuty(s, d.id);
  for (const key of lapsing) delete f[key];
  const wasAsked = isAssumed(f);
  Object.assign(f, plan);
  // A question that is put otherwise is still the same question; what comes back goes on where it stood.
  if (d.cameBack) delete f.clockSinceOn;
  else if (!wasAsked || !isAssumed(f)) f.clockSinceOn = localDateOf(s.calendar.zone, at);
  if (provisional) f.provisional = true;
  else delete f.provisional;
  if (returned) f.returned = true;
  else delete f.returned;
  keepListed(s, f);
  forgetUnused(s);
});
/** `onBehalfOfOrgId`: what was owed to another side was confirmed in its place. */
export const followUpClosed = eventType<FollowUpHost, { id: string; how: Closing; onBehalfOfOrgId?: string }>(
  'followUpClosed',
  (s, d) => {
    delete s.followUps[d.id];
    forgetUnused(s);
    forgetSettled(s);
  },
);
export const questionsCounted = eventType<FollowUpHost, { on: string; count: number }>('questionsCounted', (s, d) => {
  s.questionsCountedOn = d.on;
});
