import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision, EventDraft, Subject } from '../decider.ts';
import { itemId, organisationId, personId, postId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { onBehalf } from '../follow-up/who.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';
import type { Unmet } from './stage-follow-ups.ts';
import type { SymposiumState } from './symposium.ts';

/**
 * Minutes of a symposium: sent in versions, confirmed or disputed by each other side. Silence is never consent, however
 * long it lasts (DOMAIN 2a "Minutes").
 */
export const MinutesAnswer = { asked: 'asked', confirmed: 'confirmed', disputed: 'disputed' } as const;
export type MinutesAnswer = (typeof MinutesAnswer)[keyof typeof MinutesAnswer];

const sent = eventType<AgreementState, { symposiumId: string; version: number; sides: string[] }>(
  'minutesSent',
  (s, d) => {
    const held = s.symposia[d.symposiumId];
    if (!held) return;
    held.minutesVersion = d.version;
    // A new version has been agreed by nobody yet: earlier answers end with the version they were about.
    for (const side of d.sides) held.sides[side] = MinutesAnswer.asked;
  },
);
const confirmed = eventType<
  AgreementState,
  { symposiumId: string; organisationId: string; personId: string; version: number }
>('minutesConfirmed', (s, d) => {
  const held = s.symposia[d.symposiumId];
  if (held) held.sides[d.organisationId] = MinutesAnswer.confirmed;
});
const disputed = eventType<
  AgreementState,
  { symposiumId: string; organisationId: string; personId: string; version: number; reason: string }
>('minutesDisputed', (s, d) => {
  const held = s.symposia[d.symposiumId];
  if (held) held.sides[d.organisationId] = MinutesAnswer.disputed;
});

const subject = (symposiumId: string): Subject => ({ kind: 'symposium', id: symposiumId });
/** What one side is asked about, e.g. `symposium-1.side-2`: sides are counted in the order in which they were first asked. */
const sideSubject = (symposiumId: string, index: number): Subject => ({
  kind: 'minutes',
  id: `${symposiumId}.side-${index + 1}`,
});

/** Ends every open request to confirm this symposium's minutes. */
function withdrawRequests(s: AgreementState, symposiumId: string, held: SymposiumState): EventDraft[] {
  return Object.keys(held.sides).flatMap((_side, index) =>
    closeFollowUps(s, sideSubject(symposiumId, index), Closing.superseded),
  );
}

/** What is still open about one symposium's minutes. */
export function minutesUnmet(symposiumId: string, held: SymposiumState): Unmet[] {
  if (held.minutesVersion === 0)
    return [{ en: `The minutes of ${symposiumId} are not sent.`, zh: `${symposiumId} 会议纪要未发出。` }];
  return Object.entries(held.sides).flatMap(([side, answer]) =>
    answer === MinutesAnswer.confirmed
      ? []
      : [
          {
            en: `${side} has not confirmed the minutes of ${symposiumId}.`,
            zh: `${side} 尚未确认 ${symposiumId} 会议纪要。`,
          },
        ],
  );
}

/** The side's turn to answer the present version, or why not. */
function asked(
  s: AgreementState,
  d: { symposiumId: string; organisationId: string },
): { held: SymposiumState; index: number } | Refusal {
  const held = s.symposia[d.symposiumId];
  if (!held) return unknownItem(d.symposiumId);
  const answer = held.sides[d.organisationId];
  const no = (en: string, zh: string): Refusal => refuse('wrong-state', en, zh);
  if (!answer)
    return no(
      `${d.organisationId} was not asked about ${d.symposiumId}.`,
      `未请 ${d.organisationId} 确认 ${d.symposiumId}。`,
    );
  if (Object.values(held.sides).includes(MinutesAnswer.disputed)) {
    return no(
      `Version ${held.minutesVersion} is disputed: a new one is to come.`,
      `第 ${held.minutesVersion} 版有异议，待发新版。`,
    );
  }
  if (answer === MinutesAnswer.confirmed)
    return no(`${d.organisationId} has confirmed.`, `${d.organisationId} 已确认。`);
  return { held, index: Object.keys(held.sides).indexOf(d.organisationId) };
}

const answerFields = {
  symposiumId: itemId('symposium'),
  organisationId,
  /** Who of that side says so. */
  personId,
  /** By which way they said so, where one of ours records it for them. */
  how: z.enum(['wechat', 'phone', 'office', 'in-person']).optional(),
};

export const minutes: Concern<AgreementState> = {
  events: [sent, confirmed, disputed],
  commands: [
    command({
      name: 'sendMinutes',
      path: 'symposia/{symposiumId}/minutes',
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'Send the minutes to each other side for confirmation; a new version asks everyone again',
        zh: '向各方发送会议纪要请其确认；新版须重新确认',
      },
      schema: (t) =>
        z.strictObject({
          symposiumId: itemId('symposium'),
          minutes: t.passage,
          /** Whom to ask on each other side. */
          to: z.array(z.strictObject({ organisationId, postId })).min(1).max(40),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const held = s.symposia[d.symposiumId];
        if (!held) return unknownItem(d.symposiumId);
        const sides = d.to.map((side) => side.organisationId);
        const foreign = sides.map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        if (new Set(sides).size !== sides.length)
          return refuse('already-exists', 'A side is named twice.', '单位重复。');
        const own = sides.find((id) => s.parties[id]?.ours);
        if (own)
          return refuse(
            'shape-invalid',
            `${own} is our own side: ask the others.`,
            `${own} 为我方单位，请发送其他各方。`,
          );
        const forgotten = Object.keys(held.sides).find((id) => !sides.includes(id));
        if (forgotten) {
          return refuse(
            'shape-invalid',
            `${forgotten} was asked before and must be asked again.`,
            `${forgotten} 此前已被征询，新版须再次征询。`,
          );
        }
        const answers = Object.values(held.sides);
        if (answers.length > 0 && answers.every((answer) => answer === MinutesAnswer.confirmed)) {
          return refuse(
            'wrong-state',
            `The minutes of ${d.symposiumId} are confirmed.`,
            `${d.symposiumId} 会议纪要已确认。`,
          );
        }
        const all = [...Object.keys(held.sides), ...sides.filter((id) => !held.sides[id])];
        const version = held.minutesVersion + 1;
        return [
          ...withdrawRequests(s, d.symposiumId, held),
          sent(subject(d.symposiumId), { ...d, version, sides: all, on: today(s, context.at) }),
          ...closeFollowUps(s, subject(d.symposiumId), Closing.done, 'minutes'),
          ...d.to.map((side) =>
            openFollowUp(s, context, {
              kind: 'minutes-confirmation',
              about: sideSubject(d.symposiumId, all.indexOf(side.organisationId)),
              ownerPostId: side.postId,
              sideOrgId: side.organisationId,
            }),
          ),
        ];
      },
    }),
    command({
      name: 'confirmMinutes',
      path: 'symposia/{symposiumId}/minutes/confirm',
      who: [Role.confirmer, Role.coordinator],
      describe: {
        en: 'A side confirms the minutes, by a named person; by another hand it is recorded on whose behalf and how they said so',
        zh: '一方由具名人员确认会议纪要；他人代为登记的，登记所代之方及其答复方式',
      },
      schema: () => z.strictObject(answerFields),
      decide: (s: AgreementState, d, context): Decision => {
        const turn = asked(s, d);
        if ('refused' in turn) return turn;
        const about = sideSubject(d.symposiumId, turn.index);
        return [
          confirmed(about, {
            ...d,
            ...onBehalf(d, context),
            version: turn.held.minutesVersion,
            on: today(s, context.at),
          }),
          ...closeFollowUps(s, about, Closing.done),
        ];
      },
    }),
    command({
      name: 'disputeMinutes',
      path: 'symposia/{symposiumId}/minutes/dispute',
      who: [Role.confirmer, Role.coordinator],
      describe: {
        en: 'A side asks for a change of the minutes; a new version is to be sent',
        zh: '一方对会议纪要提出修改意见，须发新版',
      },
      schema: (t) => z.strictObject({ ...answerFields, reason: t.passage }),
      decide: (s: AgreementState, d, context): Decision => {
        const turn = asked(s, d);
        if ('refused' in turn) return turn;
        return [
          disputed(sideSubject(d.symposiumId, turn.index), {
            ...d,
            ...onBehalf(d, context),
            version: turn.held.minutesVersion,
            on: today(s, context.at),
          }),
          // Nobody is reminded of a version that is about to be replaced.
          ...withdrawRequests(s, d.symposiumId, turn.held),
          openFollowUp(s, context, { kind: 'minutes', about: subject(d.symposiumId) }),
        ];
      },
    }),
  ],
};
