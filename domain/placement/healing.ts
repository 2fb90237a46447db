import { z } from 'zod';
import { command, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId, organisationId, personId, postId } from '../fields.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { holds } from '../follow-up/who.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { notForSide } from './acceptance.ts';
import { bookingResult } from './booking.ts';
import * as events from './cover-events.ts';
import {
  book,
  candidateSubject,
  choose,
  fallDue,
  finish,
  goOn,
  leave,
  request,
  seek,
  settle,
  waitsForSomebody,
} from './cover-steps.ts';
import {
  causes,
  coverSubject,
  daysOf,
  isConsentAwaited,
  isLateYesTaken,
  keptBy,
  stillOpen,
  tellOffice,
  tellOthers,
  thankChosen,
} from './cover.ts';
import type { CoverState } from './cover.ts';
import { cannotReport, heal } from './disruption.ts';
import { isHalfDay, onOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import { placementSubject, sides } from './state.ts';
import type { PlacementState } from './state.ts';

/**
 * When somebody withdraws, falls ill, is recalled or leaves, a saga: the days are given back, the others are told at once, people
 * who match are asked to stand in (the first who says yes does), the enterprise consents where it had asked for somebody by name,
 * and the days are booked. Each step has what undoes it; what cannot be healed climbs with the days that are missing. Nobody else
 * loses a place (minimal change).
 */

const halfDay = z.custom<HalfDay>(
  (text) => typeof text === 'string' && isHalfDay(text),
  'must be half of a day, like 2026-03-03/am',
);
const candidate = z.object({
  personId,
  postId,
  unitId: organisationId,
  halfDays: z.array(halfDay).min(1).max(800).optional(),
  facts: z
    .object({
      unitPostId: postId,
      unitConsents: z.enum(['yes', 'no', 'asked', 'unknown']),
      enterpriseIds: z.array(organisationId).max(50),
    })
    .optional(),
});

/** Somebody is still to answer. */
const isAsked = (s: PlacementState, candidateId: string): boolean =>
  Object.values(s.followUps).some(({ kind, about }) => kind === 'cover-request' && about.id === candidateId);

const taken = (): Refusal =>
  refuse(
    'cover-taken',
    'Somebody else has said yes, or nobody is needed any more: there is nothing to do. Thank you all the same.',
    '已有他人承担或不再需要顶岗，您无需处理，谢谢您的支持。',
  );

const notHealing = (): Refusal => refuse('wrong-state', 'No cover waits for this now.', '目前的顶岗安排并不等待此项。');

/** Of what was looked for together, whoever takes over keeps nothing before their first day: our office agrees on other days. */
function askForDaysBefore(s: PlacementState, { fromOn }: CoverState, context: Context): EventDraft[] {
  const about = placementSubject(s);
  const isKnown = s.followUps[`placement-days.${about.id}`] !== undefined;
  return !isKnown && stillOpen(s, context).some((each) => onOf(each) < fromOn)
    ? [openFollowUp(s, context, { kind: 'placement-days', about, tell: true })]
    : [];
}

/** Whoever takes over begins later than the researcher leaves: nobody keeps the days between, and all hear of it, our office too. */
function shortBefore(s: PlacementState, cover: CoverState, fromOn: string, context: Context): EventDraft[] {
  const between = stillOpen(s, context).filter((each) => onOf(each) >= cover.fromOn && onOf(each) < fromOn);
  const [first] = between;
  const last = between.at(-1);
  if (!first || !last) return [];
  const facts = { coverId: cover.id, days: daysOf(between), firstOn: onOf(first), lastOn: onOf(last) };
  const change = { change: 'short' as const, fromOn: facts.firstOn, untilOn: facts.lastOn, days: facts.days };
  return [events.short(coverSubject(cover.id), facts, [...tellOthers(s, null, change), ...tellOffice(s, change)])];
}

export const healing: Concern<PlacementState> = {
  events: Object.values(events),
  clock: {
    due: fallDue,
    nextWake: ({ cover, leaving }) =>
      [
        ...(cover && waitsForSomebody(cover) ? [cover.untilAt] : []),
        ...(leaving ? [leaving.untilAt] : []),
      ].toSorted()[0] ?? null,
  },
  listens: [
    {
      // What the researcher keeps after all is not looked for.
      to: 'bookingSettled',
      apply: ({ cover, booking }: PlacementState, _d, { at }) => {
        if (!cover) return;
        const planned = new Set(booking.asked?.halfDays);
        cover.open = cover.open.filter((each) => !planned.has(each));
        // The clock ends it.
        if (cover.open.length === 0 && waitsForSomebody(cover)) cover.untilAt = at;
      },
    },
  ],
  commands: [
    command({
      name: 'reportDisruption',
      path: 'disruptions',
      who: [Role.coordinator, Role.director, Role.owner, Role.confirmer],
      describe: {
        en: 'Say that days cannot be kept: illness, another duty, withdrawal, recall, somebody leaves, the point or the enterprise is not there; the others are told at once, and cover is looked for',
        zh: '告知无法到岗：生病、另有公务、退出、召回、离职、工作地点不可用或企业关停；随即告知其他各方并物色顶岗人员',
      },
      schema: (t) =>
        z.strictObject({
          cause: z.enum(causes),
          by: z.enum(sides),
          fromOn: dateOn,
          /** The last day; left out, it is for good. */
          untilOn: dateOn.optional(),
          /** Who cannot come, where it is somebody who stands in. */
          personId: personId.optional(),
          /** Whose words the reason is; the others do not read it. */
          organisationId: organisationId.optional(),
          reason: t.privatePassage.optional(),
        }),
      decide: (s: PlacementState, d, context): Decision => cannotReport(s, d, context) ?? heal(s, d, context),
    }),
    command({
      name: 'proposeCover',
      path: '',
      who: [Role.system],
      describe: { en: 'The matching says who could stand in', zh: '匹配得出可顶岗人员' },
      schema: () => z.object({ round: z.int().min(1), candidates: z.array(candidate).max(20) }),
      decide: (s: PlacementState, d, context): Decision => {
        const { cover } = s;
        if (!cover || cover.status !== 'looking' || cover.round !== d.round) return notHealing();
        return request(s, cover, d.candidates, context);
      },
    }),
    command({
      name: 'answerCover',
      path: 'covers/{candidateId}',
      who: [Role.coordinator, Role.owner],
      describe: {
        en: 'Say whether you stand in on the days named; the first who says yes does',
        zh: '答复是否在所列日期顶岗；最先同意者承担',
      },
      schema: (t) =>
        z.strictObject({
          candidateId: itemId('candidate'),
          answer: z.enum(['yes', 'no']),
          organisationId: organisationId.optional(),
          reason: t.privatePassage.optional(),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const { cover } = s;
        const one = cover?.requests[d.candidateId];
        if (!cover || !one) return notHealing();
        const isOwn = holds(context, one.postId) || context.actor.personId === one.personId;
        if (!isOwn && !context.actor.roles.includes(Role.coordinator)) {
          return refuse('not-your-side', 'Somebody else was asked.', '所询问的是其他人员。');
        }
        const isInTime = cover.status === 'asked' && isAsked(s, d.candidateId);
        const said = events.answered(candidateSubject(d.candidateId), d);
        if (d.answer === 'yes' && isLateYesTaken(s, d.candidateId, context)) {
          return [said, ...goOn(s, cover, context), ...choose(s, cover, d.candidateId, context)];
        }
        if (!isInTime || (d.answer === 'yes' && keptBy(s, one, context).length === 0)) return taken();
        const closing = closeFollowUps(s, candidateSubject(d.candidateId), Closing.done);
        if (d.answer === 'yes') return [said, ...closing, ...choose(s, cover, d.candidateId, context)];
        const isLast = !Object.keys(cover.requests).some((id) => id !== d.candidateId && isAsked(s, id));
        return [said, ...closing, ...(isLast ? [seek(s, cover, context)] : [])];
      },
    }),
    command({
      name: 'answerSubstitute',
      path: 'covers/substitute',
      who: [Role.coordinator, Role.owner, Role.confirmer],
      describe: {
        en: 'The enterprise, which asked for somebody by name, agrees to who stands in, or not',
        zh: '企业（曾点名）答复是否同意顶岗人选',
      },
      schema: () => z.strictObject({ answer: z.enum(['yes', 'no']) }),
      decide: (s: PlacementState, d, context): Decision => {
        const { cover } = s;
        const one = cover?.chosen ? cover.requests[cover.chosen] : undefined;
        if (!cover || !one || !isConsentAwaited(s)) return notHealing();
        const foreign = notForSide(s, 'host', context);
        if (foreign) return foreign;
        const before = [
          ...closeFollowUps(s, coverSubject(cover.id), Closing.done, 'cover-consent'),
          ...goOn(s, cover, context),
        ];
        return d.answer === 'yes'
          ? [...before, book(s, cover, one, context)]
          : [...before, seek(s, cover, context, { notify: thankChosen(s) })];
      },
    }),
    command({
      name: 'settleCover',
      path: '',
      who: [Role.system],
      describe: { en: 'What became of booking whoever stands in', zh: '顶岗预订结果' },
      schema: () => z.object({ round: z.int().min(1), result: bookingResult }),
      decide: (s: PlacementState, d, context): Decision => {
        const { cover } = s;
        if (!cover || cover.status !== 'booking' || cover.round !== d.round) return notHealing();
        // Meanwhile taken by another placement: the next one is looked for.
        return 'booked' in d.result ? settle(s, cover, context) : [seek(s, cover, context)];
      },
    }),
    command({
      name: 'coverPlaced',
      path: '',
      who: [Role.system],
      describe: { en: 'The agreement has proposed a placement in the place of this one', zh: '合作已另提派驻接替' },
      schema: () => z.object({ placementId: itemId('placement'), fromOn: dateOn.optional() }),
      decide: (s: PlacementState, d, context): Decision => {
        const { cover } = s;
        if (cover?.untilOn !== null) return notHealing();
        const done = finish(s, cover, 'covered').map((draft) =>
          draft.type === events.ended.type ? { ...draft, data: { ...draft.data, placementId: d.placementId } } : draft,
        );
        return [
          ...shortBefore(s, cover, d.fromOn ?? cover.fromOn, context),
          ...done,
          ...leave(s, cover.fromOn, context, { placementId: d.placementId }),
          ...askForDaysBefore(s, cover, context),
        ];
      },
    }),
    command({
      name: 'seekCover',
      path: 'covers/again',
      who: [Role.coordinator],
      describe: {
        en: 'Look for cover once more, also among those who were asked',
        zh: '重新物色顶岗人员，包括此前询问过的',
      },
      schema: () => z.strictObject({}),
      decide: (s: PlacementState, _d, context): Decision => {
        const { cover } = s;
        if (cover?.status !== 'short') return notHealing();
        return [
          ...goOn(s, cover, context),
          // Whoever waits for the word of the enterprise is asked once more with the others.
          ...closeFollowUps(s, coverSubject(cover.id), Closing.superseded, 'cover-consent'),
          seek(s, cover, context, { anew: true }),
        ];
      },
    }),
    command({
      name: 'acceptShortfall',
      path: 'covers/shortfall',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Accept that the days are missing, with a reason; what was for good ends the placement',
        zh: '确认缺额并说明理由；长期情形将结束派驻',
      },
      schema: (t) =>
        z.strictObject({
          reason: t.passage,
          /** While it is still looked for: which cover is meant, so that nothing else is ended than what was read. */
          coverId: itemId('cover').optional(),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const { cover } = s;
        if (!cover || (d.coverId ? d.coverId !== cover.id : cover.status !== 'short')) return notHealing();
        const drafts = finish(s, cover, 'accepted').map((draft) =>
          draft.type === events.ended.type ? { ...draft, data: { ...draft.data, reason: d.reason } } : draft,
        );
        return cover.untilOn === null ? [...drafts, ...leave(s, cover.fromOn, context)] : drafts;
      },
    }),
  ],
};
