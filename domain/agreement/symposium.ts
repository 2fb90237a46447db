import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId, personId } from '../fields.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { refuse } from '../refusal.ts';
import { contactHeld, isCounterpart } from './mechanism.ts';
import { minutes, minutesUnmet } from './minutes.ts';
import type { MinutesAnswer } from './minutes.ts';
import { groupFields, groupsOf, openNaming } from './parties.ts';
import { unsettledPoints } from './points.ts';
import { inFuture } from '../follow-up/dates.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';
import { openForStage, settleStage } from './stage-follow-ups.ts';
import type { Unmet } from './stage-follow-ups.ts';
import { participantFields } from './visit.ts';

export type { PointState } from './points.ts';

/**
 * Symposia: chair, agenda, attendance in protocol order, ordered speeches. They can be recorded at any stage and move none
 * (DOMAIN 2a "Anytime"). What was agreed at them is in points and commitments, their minutes in minutes.
 */
export interface SymposiumState {
  onDate: string;
  /** Ids of the speeches in the order in which they were given. */
  speeches: string[];
  /** 0 until the minutes are sent. */
  minutesVersion: number;
  /** The other sides that were asked to confirm, in the order of asking, with their answer to the present version. */
  sides: Record<string, MinutesAnswer>;
}

export const speechKind = z.enum([
  'introduction',
  'progress',
  'vision',
  'layout',
  'expectation',
  'offer',
  'idea',
  'needs',
  'reply',
]);

const symposiumRecorded = eventType<AgreementState, { symposiumId: string; onDate: string; isContact: boolean }>(
  'symposiumRecorded',
  (s, d) => {
    s.symposia[d.symposiumId] = { onDate: d.onDate, speeches: [], minutesVersion: 0, sides: {} };
    count(s, d.symposiumId);
  },
);
const speechRecorded = eventType<AgreementState, { symposiumId: string; speechId: string; order: number }>(
  'speechRecorded',
  (s, d) => {
    s.symposia[d.symposiumId]?.speeches.push(d.speechId);
    count(s, d.speechId);
  },
);

const subject = (symposiumId: string) => ({ kind: 'symposium', id: symposiumId });

/**
 * The stage is left when a symposium is recorded, each side asked has confirmed the minutes of each, and every agreed item
 * is a commitment or parked (DOMAIN section 2). Principles and hopes are asked of nobody.
 */
export function symposiumGate(s: AgreementState): Unmet[] {
  const held = Object.entries(s.symposia);
  if (held.length === 0) return [{ en: 'No symposium is recorded.', zh: '尚未登记座谈会。' }];
  return [...held.flatMap(([id, symposium]) => minutesUnmet(id, symposium)), ...unsettledPoints(s)];
}

/** What a symposium stage still waits for: `everything` where none was held. */
export function symposiumLeft(s: AgreementState): 'everything' | 'minutes' | 'points' | 'nothing' {
  const held = Object.entries(s.symposia);
  if (held.length === 0) return 'everything';
  if (held.some(([id, symposium]) => minutesUnmet(id, symposium).length > 0)) return 'minutes';
  return unsettledPoints(s).length > 0 ? 'points' : 'nothing';
}

/** On entry: asks for the symposium, unless one was recorded before. */
export function symposiumEntry(s: AgreementState, context: Context): EventDraft[] {
  return Object.keys(s.symposia).length === 0 ? [openForStage(s, context, 'symposium', 'symposium')] : [];
}

export const symposium: Concern<AgreementState> = {
  events: [symposiumRecorded, speechRecorded, ...minutes.events],
  commands: [
    command({
      name: 'recordSymposium',
      path: 'symposia',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record a symposium that was held: day, place, chair, agenda, attendance in protocol order, publication',
        zh: '登记已召开的座谈会：日期、地点、主持人、议程、出席人员（按礼宾次序）、报道',
      },
      schema: (t) =>
        z.strictObject({
          onDate: dateOn,
          place: t.line.optional(),
          title: t.line.optional(),
          /** Who chaired need not be the most senior (S22), and may stand on both sides (S6). */
          chair: participantFields(t).optional(),
          agenda: z.array(t.line).max(30).default([]),
          attendance: z.array(participantFields(t)).max(60).default([]),
          groups: z.array(groupFields(t)).max(20).default([]),
          /** The report is an output too, often of a later day (S21, S69). */
          publication: z
            .strictObject({
              publishedOn: dateOn,
              title: t.line.optional(),
              author: t.line.optional(),
              where: t.line.optional(),
            })
            .optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const ahead = inFuture(s, d.onDate, context);
        if (ahead) return ahead;
        const present = [...(d.chair ? [d.chair] : []), ...d.attendance];
        const foreign = [...present, ...d.groups].map((p) => notParty(s, p.organisationId)).find((no) => no !== null);
        if (foreign) return foreign;
        if (d.publication && d.publication.publishedOn < d.onDate) {
          return refuse(
            'ends-before-starts',
            `Published on ${d.publication.publishedOn}, held on ${d.onDate}.`,
            `报道日期 ${d.publication.publishedOn} 早于召开日期 ${d.onDate}。`,
          );
        }
        const symposiumId = nextId(s, 'symposium');
        const { groups, ...rest } = d;
        const isContact = present.some((p) => isCounterpart(s, p.organisationId));
        return [
          ...settleStage(s, 'symposium', 'symposium'),
          symposiumRecorded(subject(symposiumId), { symposiumId, ...rest, isContact }),
          ...groupsOf(s, subject(symposiumId), groups),
          ...openNaming(s, context, subject(symposiumId), groups),
          openFollowUp(s, context, { kind: 'minutes', about: subject(symposiumId) }),
          ...(isContact ? contactHeld(s, context, d.onDate) : []),
        ];
      },
    }),
    command({
      name: 'recordSpeech',
      path: 'symposia/{symposiumId}/speeches',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record the next speech of a symposium: who, with titles as stated, of which kind, what was said',
        zh: '按发言次序登记发言：发言人（所述职务）、类别、内容',
      },
      schema: (t) =>
        z.strictObject({
          symposiumId: itemId('symposium'),
          /** Without `personId` the head of an organisation who is not named yet (S13, S25). */
          speaker: participantFields(t).extend({ personId: personId.optional() }),
          kind: speechKind,
          title: t.line.optional(),
          points: t.passage,
        }),
      decide: (s: AgreementState, d): Decision => {
        const held = s.symposia[d.symposiumId];
        if (!held) return unknownItem(d.symposiumId);
        const foreign = notParty(s, d.speaker.organisationId);
        if (foreign) return foreign;
        const speechId = nextId(s, 'speech');
        return [speechRecorded({ kind: 'speech', id: speechId }, { ...d, speechId, order: held.speeches.length + 1 })];
      },
    }),
    ...minutes.commands,
  ],
};
