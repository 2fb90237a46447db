import { z } from 'zod';
import { addWorkingDays, plannedOn } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft, Subject } from '../decider.ts';
import { dateOn, itemId } from '../fields.ts';
import { laterAtEntry, today } from '../follow-up/clocks.ts';
import { closeAllFollowUps, closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { callOffMeetings } from '../meeting/planned.ts';
import { refuse } from '../refusal.ts';
import { isChildOpen } from './plans.ts';
import { inFuture } from '../follow-up/dates.ts';
import { unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';
import { callOffVisits } from './visit-changes.ts';

/**
 * Review and close. A cooperation without an end date is looked at every twelve months [CN3, MU2]: renew, re-scope, let lapse
 * or terminate, and the partner is told [RN3].
 */
const reviewSubject = (dueOn: string): Subject => ({ kind: 'review', id: `review-${dueOn.slice(0, 4)}` });
const agreementSubject: Subject = { kind: 'agreement', id: 'agreement' };

const openReviewOf = (s: AgreementState) => Object.values(s.followUps).find((f) => f.kind === 'review');

/** The next anniversary of the start that lies after a day; 29 February counts as 1 March in other years. */
function anniversaryAfter(startedOn: string, on: string): string {
  for (let year = Number(startedOn.slice(0, 4)) + 1; ; year += 1) {
    const day = new Date(Date.UTC(year, Number(startedOn.slice(5, 7)) - 1, Number(startedOn.slice(8, 10))));
    const anniversary = day.toISOString().slice(0, 10);
    if (anniversary > on) return anniversary;
  }
}

/** The follow-up of the next yearly review, if none is open: to be called when the first stage is entered. */
export function openYearlyReview(s: AgreementState, context: Context): EventDraft[] {
  return openReviewOf(s) ? [] : [nextReview(s, context, today(s, context.at))];
}

function nextReview(s: AgreementState, context: Context, afterOn: string): EventDraft {
  const dueOn = anniversaryAfter(s.startedOn || afterOn, afterOn);
  const on = laterAtEntry(s, today(s, context.at), dueOn);
  return openFollowUp(s, context, { kind: 'review', about: reviewSubject(dueOn), dueOn: on, isDefault: true });
}

const opened = eventType<AgreementState, { dueOn: string }>('reviewOpened', () => {});
const decided = eventType<AgreementState, { decision: ReviewDecision; on: string }>('reviewDecided', () => {});
const closed = eventType<AgreementState, { outcome: Outcome; on: string }>('agreementClosed', (s) => {
  s.status = 'closed';
  s.hold = null;
  s.followUps = {};
});

const decision = z.enum(['renew', 're-scope', 'lapse', 'terminate']);
type ReviewDecision = z.infer<typeof decision>;
const outcome = z.enum(['achieved', 'lapsed', 'terminated']);
type Outcome = z.infer<typeof outcome>;

/** Ends the agreement and whatever is open or planned in it, unless plans or placements are open. `reason` is the id of a text. */
function close(s: AgreementState, context: Context, how: Outcome, reason: string): Decision {
  const children = [...Object.entries(s.plans), ...Object.entries(s.placements)];
  const open = children.flatMap(([id, child]) => (isChildOpen(child) ? [id] : []));
  if (open.length > 0) {
    return refuse('plans-open', `Still open: ${open.join(', ')}.`, `尚未结束：${open.join('、')}。`);
  }
  return [
    ...closeAllFollowUps(s),
    ...callOffVisits(s, context),
    ...callOffMeetings(s, context),
    closed(agreementSubject, { outcome: how, reason, on: today(s, context.at) }),
  ];
}

export const review: Concern<AgreementState> = {
  events: [opened, decided, closed],
  commands: [
    command({
      name: 'openReview',
      path: 'review',
      tellsDates: true,
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Hold the review at another day than the anniversary, with a reason',
        zh: '调整年度回顾日期，须说明理由',
      },
      schema: (t) => z.strictObject({ dueOn: dateOn.optional(), reason: t.line }),
      decide: (s: AgreementState, d, context): Decision => {
        const on = today(s, context.at);
        // A fortnight to prepare it, where no day is named (inferred).
        const dueOn = d.dueOn ?? plannedOn(s.calendar, addWorkingDays(s.calendar, on, 10).on).on;
        if (dueOn < on)
          return refuse('date-in-past', `${dueOn} lies before today, ${on}.`, `${dueOn} 早于今天（${on}）。`);
        const before = openReviewOf(s);
        return [
          ...(before ? closeFollowUps(s, before.about, Closing.superseded, 'review') : []),
          opened(reviewSubject(dueOn), { dueOn, reason: d.reason }),
          openFollowUp(s, context, { kind: 'review', about: reviewSubject(dueOn), dueOn }),
        ];
      },
    }),
    command({
      name: 'decideReview',
      path: 'review/decide',
      who: [Role.coordinator, Role.director, Role.leader],
      describe: {
        en: 'Decide the review: renew, re-scope, let lapse or terminate; with the partner told, its feedback, and what became of commitments',
        zh: '作出回顾决定：续期、调整、到期或终止；登记告知合作方日期、对方反馈和约定事项结果',
      },
      schema: (t) =>
        z.strictObject({
          decision,
          reason: t.passage,
          partnerToldOn: dateOn,
          feedback: t.passage.optional(),
          outcomes: z
            .array(
              z.strictObject({
                commitmentId: itemId('commitment'),
                outcome: z.enum(['kept', 'late', 'dropped', 'open']),
                note: t.line.optional(),
              }),
            )
            .max(100)
            .default([]),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const unknown = d.outcomes.find((each) => !s.commitments[each.commitmentId]);
        if (unknown) return unknownItem(unknown.commitmentId);
        const ahead = inFuture(s, d.partnerToldOn, context);
        if (ahead) return ahead;
        const on = today(s, context.at);
        const current = openReviewOf(s);
        const about = current?.about ?? reviewSubject(on);
        const decidedNow = decided(about, { ...d, on });
        switch (d.decision) {
          case 'renew':
          case 're-scope':
            return [
              decidedNow,
              ...(current ? closeFollowUps(s, about, Closing.done, 'review') : []),
              // Decided a little early, the coming anniversary is the one that was meant.
              nextReview(s, context, current && current.dueOn > on ? current.dueOn : on),
            ];
          case 'lapse':
          case 'terminate': {
            const end = close(s, context, d.decision === 'lapse' ? 'lapsed' : 'terminated', d.reason);
            return 'refused' in end ? end : [decidedNow, ...end];
          }
        }
      },
    }),
    command({
      name: 'closeAgreement',
      path: 'close',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Close the cooperation, with its outcome and a reason, when no plan is open; what is still planned is called off, and nothing else is sent any more',
        zh: '结束合作，须登记结果和理由；须无未结方案；尚未举行的来访和会议一并取消，此后不再发送其他通知',
      },
      schema: (t) => z.strictObject({ outcome, reason: t.passage }),
      decide: (s: AgreementState, d, context): Decision => close(s, context, d.outcome, d.reason),
    }),
  ],
};
