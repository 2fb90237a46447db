import { z } from 'zod';
import { addWorkingDays } from '../calendar/calendar.ts';
import { addDays } from '../calendar/local-date.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId, organisationId, postId } from '../fields.ts';
import { planningInstant, today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import type { FollowUp } from '../follow-up/host.ts';
import { policyOf } from '../policy/adopted.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { needClass, nothingTold, toldFields, urgency, wantedFields, wantedRefused } from './need-fields.ts';
import { recorded } from './need-recorded.ts';
import { needSubject } from './need-state.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/**
 * Collecting: for a time the enterprises at one table are asked what they need, weekly [CX4]. One follow-up for all of them is
 * the coordinator's; each enterprise is asked by a letter only when the coordinator releases it (DOMAIN 2a), and answers behind
 * its link.
 */
export interface CollectionState {
  id: string;
  /** The last day on which it is open. */
  untilOn: string;
  /** Who has neither told a need nor said that there is none. */
  without: string[];
}

const opened = eventType<AgreementState, { collectionId: string; untilOn: string; organisationIds: readonly string[] }>(
  'collectionOpened',
  (s, d) => {
    s.collection = { id: d.collectionId, untilOn: d.untilOn, without: [...d.organisationIds] };
    count(s, d.collectionId);
  },
);
const looked = eventType<AgreementState, { nothingFrom: readonly string[] }>('collectionLooked', (s, d) => {
  for (const id of d.nothingFrom) settle(s, id);
});
const asked = eventType<AgreementState, { askId: string }>('needAsked', (s, d) => count(s, d.askId));
const nothing = eventType<AgreementState, { partyId: string }>('noNeedTold', (s, d) => settle(s, d.partyId));
const ended = eventType<AgreementState, { collectionId: string }>('collectionClosed', (s) => {
  delete s.collection;
});

function settle(s: AgreementState, partyId: string): void {
  if (s.collection) s.collection.without = s.collection.without.filter((id) => id !== partyId);
}

const subject = (id: string) => ({ kind: 'collection', id });
const askSubject = (id: string) => ({ kind: 'ask', id });
const asksOf = (s: AgreementState, organisationIds: readonly string[]): FollowUp[] =>
  Object.values(s.followUps).filter((f) => f.kind === 'need-ask' && organisationIds.includes(f.sideOrgId ?? ''));
/** Whom an open letter asks; null where none is open. */
const partyAsked = (s: AgreementState, askId: string): string | null =>
  s.followUps[`need-ask.${askId}`]?.sideOrgId ?? null;
const closeAsks = (s: AgreementState, organisationIds: readonly string[], how: Closing): EventDraft[] =>
  asksOf(s, organisationIds).flatMap((f) => closeFollowUps(s, f.about, how));

/** What ends with an enterprise's answer: the letter to it, and the weekly round once nobody is left. */
export function heardOf(s: AgreementState, ...organisationIds: string[]): EventDraft[] {
  const left = s.collection?.without.filter((id) => !organisationIds.includes(id)) ?? [];
  return [
    ...closeAsks(s, organisationIds, Closing.done),
    ...(s.collection && left.length === 0 ? closeFollowUps(s, subject(s.collection.id), Closing.done) : []),
  ];
}

/** The next round, a week later or on the last day. */
function nextRound(
  s: AgreementState,
  context: Context,
  { id, untilOn }: Pick<CollectionState, 'id' | 'untilOn'>,
): EventDraft {
  const week = policyOf(s, 'need-collection').dueWorkingDays;
  const on = addWorkingDays(s.calendar, today(s, context.at), week).on;
  const held = s.followUps[`need-collection.${id}`];
  return openFollowUp(s, context, {
    kind: 'need-collection',
    about: subject(id),
    ownerPostId: held?.ownerPostId ?? null,
    dueOn: on < untilOn ? on : untilOn,
    isDefault: true,
  });
}

function roundDone(
  s: AgreementState,
  context: Context,
  collection: CollectionState,
  heard: readonly string[] = [],
): EventDraft[] {
  const left = collection.without.filter((id) => !heard.includes(id));
  return [
    ...closeFollowUps(s, subject(collection.id), Closing.done),
    ...(left.length > 0 ? [nextRound(s, context, collection)] : []),
  ];
}

function findOpen(s: AgreementState, collectionId: string): CollectionState | Refusal {
  return s.collection?.id === collectionId ? s.collection : unknownItem(collectionId);
}

const end = (s: AgreementState, { id, untilOn, without }: CollectionState, why: object): EventDraft[] => [
  ended(subject(id), { collectionId: id, untilOn, without, ...why }),
  ...closeFollowUps(s, subject(id), Closing.closed),
  ...Object.values(s.followUps)
    .filter((f) => f.kind === 'need-ask')
    .flatMap((f) => closeFollowUps(s, f.about, Closing.closed)),
];

/** Early in the night after its last day. */
const endsAt = (s: AgreementState): string | null =>
  s.collection ? planningInstant(s, addDays(s.collection.untilOn, 1)) : null;

/** Everybody of the other sides who has told no need that is still open. */
function silent(s: AgreementState): string[] {
  const told = new Set(Object.values(s.needs).flatMap((need) => (need.status === 'closed' ? [] : [need.partyId])));
  return Object.entries(s.parties).flatMap(([id, { ours }]) => (ours || told.has(id) ? [] : [id]));
}

const organisations = z.array(organisationId).min(1).max(40);

export const collecting: Concern<AgreementState> = {
  events: [opened, looked, asked, nothing, ended],
  clock: {
    due: (s, context) => {
      const at = endsAt(s);
      return s.collection && at && at <= context.at ? end(s, s.collection, { outcome: 'period-over' }) : [];
    },
    nextWake: endsAt,
  },
  commands: [
    command({
      name: 'openCollection',
      path: 'collections',
      who: [Role.coordinator],
      describe: {
        en: 'Begin to collect needs from enterprises, until a day; each week it is asked who has told none yet',
        zh: '开始向企业征集技术需求，至所定日期为止；每周跟进尚未反馈的企业',
      },
      schema: () =>
        z.strictObject({
          untilOn: dateOn,
          /** Left out: all of the other sides without an open need. */
          organisationIds: organisations.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        if (s.collection) {
          return refuse('already-exists', `${s.collection.id} is open.`, `${s.collection.id} 正在征集。`);
        }
        const now = today(s, context.at);
        if (d.untilOn <= now)
          return refuse(
            'date-in-past',
            `${d.untilOn} is not after today, ${now}.`,
            `${d.untilOn} 不晚于今天（${now}）。`,
          );
        const foreign = (d.organisationIds ?? []).map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        const organisationIds = [...new Set(d.organisationIds ?? silent(s))];
        if (organisationIds.length === 0) {
          return refuse('wrong-state', 'Each party has told a need.', '各合作方均已提出需求。');
        }
        const collectionId = nextId(s, 'collection');
        return [
          opened(subject(collectionId), { collectionId, untilOn: d.untilOn, organisationIds }),
          nextRound(s, context, { id: collectionId, untilOn: d.untilOn }),
        ];
      },
    }),
    command({
      name: 'askForNeeds',
      path: 'collections/{collectionId}/asks',
      who: [Role.coordinator],
      describe: {
        en: 'Release the letters that ask enterprises for their needs, each to its contact post; they answer behind their link',
        zh: '向各企业联络职务发出征集技术需求的函件，由企业凭链接填写',
      },
      schema: () =>
        z.strictObject({
          collectionId: itemId('collection'),
          to: z.array(z.strictObject({ organisationId, postId })).min(1).max(40),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const collection = findOpen(s, d.collectionId);
        if ('refused' in collection) return collection;
        const settled = d.to.find((to) => !collection.without.includes(to.organisationId));
        if (settled) return notAsked(s, settled.organisationId);
        const again = d.to.find(
          (to, index) =>
            asksOf(s, [to.organisationId]).length > 0 ||
            d.to.slice(0, index).some((one) => one.organisationId === to.organisationId),
        );
        if (again) {
          return refuse(
            'already-exists',
            `${again.organisationId} is asked already.`,
            `已向 ${again.organisationId} 征集。`,
          );
        }
        return [
          ...d.to.flatMap((to, index) => ask(s, context, { askId: nextId(s, 'ask', index), ...to })),
          ...roundDone(s, context, collection),
        ];
      },
    }),
    command({
      name: 'recordCollectionRound',
      path: 'collections/{collectionId}/rounds',
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'The enterprises were asked this week, by whatever means; who has no need for now is named and not asked again',
        zh: '本周已征集（方式不限）；登记目前无需求的企业，不再跟进',
      },
      schema: (t) =>
        z.strictObject({
          collectionId: itemId('collection'),
          nothingFrom: z.array(organisationId).max(40).default([]),
          note: t.line.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const collection = findOpen(s, d.collectionId);
        if ('refused' in collection) return collection;
        const foreign = d.nothingFrom.map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        return [
          looked(subject(collection.id), d),
          ...closeAsks(s, d.nothingFrom, Closing.done),
          ...roundDone(s, context, collection, d.nothingFrom),
        ];
      },
    }),
    command({
      name: 'answerAsk',
      path: 'asks/{askId}/answer',
      who: [Role.owner, Role.liaison, Role.coordinator, Role.secretary],
      describe: {
        en: 'Tell us what your enterprise lacks, or what you would like to develop with us; only our office reads it',
        zh: '请告知贵单位的技术短板或希望合作开发的项目，仅我方经办人员可见',
      },
      schema: (t) =>
        z.strictObject({
          askId: itemId('ask'),
          class: needClass.default('other'),
          ...toldFields(t),
          urgency: urgency.default('normal'),
          ...wantedFields(t),
        }),
      decide: (s: AgreementState, { askId, ...d }, context): Decision => {
        const partyId = partyAsked(s, askId);
        if (!partyId) return unknownItem(askId);
        const needId = nextId(s, 'need');
        return (
          nothingTold(d) ??
          wantedRefused(d) ?? [
            recorded(needSubject(needId), { needId, askId, partyId, tags: [], ...d }),
            openFollowUp(s, context, { kind: 'need', about: needSubject(needId) }),
            ...heardOf(s, partyId),
          ]
        );
      },
    }),
    command({
      name: 'tellNoNeed',
      path: 'asks/{askId}/none',
      who: [Role.owner, Role.liaison, Role.coordinator, Role.secretary],
      describe: { en: 'Tell us that your enterprise needs nothing for now', zh: '告知贵单位目前没有技术需求' },
      schema: () => z.strictObject({ askId: itemId('ask') }),
      decide: (s: AgreementState, { askId }): Decision => {
        const partyId = partyAsked(s, askId);
        return partyId ? [nothing(askSubject(askId), { askId, partyId }), ...heardOf(s, partyId)] : unknownItem(askId);
      },
    }),
    command({
      name: 'closeCollection',
      path: 'collections/{collectionId}/close',
      who: [Role.coordinator],
      describe: { en: 'End the collecting of needs before its last day', zh: '提前结束技术需求征集' },
      schema: () => z.strictObject({ collectionId: itemId('collection') }),
      decide: (s: AgreementState, d): Decision => {
        const collection = findOpen(s, d.collectionId);
        return 'refused' in collection ? collection : end(s, collection, { outcome: 'ended' });
      },
    }),
  ],
};

interface Ask {
  askId: string;
  organisationId: string;
  postId: string;
}

/** A follow-up of the other side: held until its person was introduced, in courteous words, and never on a ladder of theirs. */
function ask(
  s: AgreementState,
  context: Context,
  { organisationId: partyId, postId: ownerPostId, askId }: Ask,
): EventDraft[] {
  return [
    // Read by who is asked: that others are asked too, and in which round, is not said.
    asked(askSubject(askId), { askId, partyId, postId: ownerPostId }),
    openFollowUp(s, context, {
      kind: 'need-ask',
      about: askSubject(askId),
      ownerPostId,
      sideOrgId: partyId,
      tell: true,
    }),
  ];
}

const notAsked = (s: AgreementState, id: string): Refusal =>
  notParty(s, id) ??
  refuse(
    'wrong-state',
    `${id} is not to be asked: it has answered, or was not named.`,
    `${id} 无需征集：已答复或不在征集范围。`,
  );
