import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, NoticeDraft } from '../decider.ts';
import { dateOn, itemId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import { channel, contactHeld, isCounterpart } from './mechanism.ts';
import { inFuture } from '../follow-up/dates.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';
import { participantFields } from './visit.ts';

/**
 * Contacts with a named counterpart. Only a contact itself moves the clock: notes and corrections do not, or mending a
 * typing error would make a dead cooperation look alive (OD1).
 */
const recorded = eventType<
  AgreementState,
  { contactId: string; onDate: string; openItems: { itemId: string; text: string }[]; settledItems: string[] }
>('contactRecorded', (s, d) => {
  count(s, d.contactId);
  noteContact(s, d.onDate);
  s.openItems = s.openItems.filter((id) => !d.settledItems.includes(id));
  for (const item of d.openItems) {
    s.openItems.push(item.itemId);
    count(s, item.itemId);
  }
});
const noted = eventType<AgreementState, { contactId: string; note: string }>('contactNoted', () => {});
const corrected = eventType<AgreementState, { contactId: string }>('contactCorrected', () => {});

/** One that is entered after a later one changes nothing. */
function noteContact(s: AgreementState, on: string): void {
  if (s.lastContactOn === null || on > s.lastContactOn) s.lastContactOn = on;
}

const subject = (contactId: string) => ({ kind: 'contact', id: contactId });

/** The other side's people see what we noted of them (DOMAIN 2a); of what was before the entry nobody is told ("Entered late"). */
function toCounterparts(
  s: AgreementState,
  { onDate, counterparts }: { onDate: string; counterparts: { personId: string; organisationId: string }[] },
  { actor }: Context,
): NoticeDraft[] {
  if (onDate < s.startedOn) return [];
  const theirs = counterparts.filter((p) => isCounterpart(s, p.organisationId) && p.personId !== actor.personId);
  return [...new Set(theirs.map((p) => p.personId))].map((personId) => ({
    to: { personId },
    kind: 'contact-noted',
    facts: { onDate },
  }));
}

const contactKind = z.enum(['call', 'meeting', 'mail', 'visit', 'return-visit']);

/** Contacts are not carried: an id stands for one if as many have been counted. */
function notThere(s: AgreementState, contactId: string) {
  return Number(contactId.slice('contact-'.length)) > (s.counters.contact ?? 0) ? unknownItem(contactId) : null;
}

export const contacts: Concern<AgreementState> = {
  events: [recorded, noted, corrected],
  listens: [
    {
      to: 'visitRecorded',
      apply: (s, d: { contactOn: string | null }) => {
        if (d.contactOn) noteContact(s, d.contactOn);
      },
    },
    {
      to: 'attendanceConfirmed',
      apply: (s, d: { contactOn?: string | null }) => {
        if (d.contactOn) noteContact(s, d.contactOn);
      },
    },
    {
      // A symposium with named people of another side is a contact as well.
      to: 'symposiumRecorded',
      apply: (s, d: { onDate: string; isContact: boolean }) => {
        if (d.isContact) noteContact(s, d.onDate);
      },
    },
  ],
  commands: [
    command({
      name: 'recordContact',
      path: 'contacts',
      who: [Role.coordinator, Role.liaison, Role.secretary],
      describe: {
        en: 'Record a contact: day, kind, with whom by name, what was said, what stays open; the next one is then waited for',
        zh: '登记联络：日期、方式、对方具名人员、内容、未结事项；随后计算下一次联络时间',
      },
      schema: (t) =>
        z.strictObject({
          onDate: dateOn,
          kind: contactKind,
          channel: channel.optional(),
          summary: t.passage,
          counterparts: z.array(participantFields(t)).max(40).default([]),
          ours: z.array(participantFields(t)).max(40).default([]),
          /** What stays open, carried forward to the next contact. */
          openItems: z.array(t.line).max(20).default([]),
          /** Items of earlier contacts that are settled now. */
          settledItems: z.array(itemId('open-item')).max(40).default([]),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const foreign = [...d.counterparts, ...d.ours]
          .map((p) => notParty(s, p.organisationId))
          .find((no) => no !== null);
        if (foreign) return foreign;
        if (!d.counterparts.some((p) => isCounterpart(s, p.organisationId))) {
          return refuse('named-counterpart-missing', 'Nobody of another side is named.', '未填写对方具名人员。');
        }
        const ahead = inFuture(s, d.onDate, context);
        if (ahead) return ahead;
        const unknown = d.settledItems.find((id) => !s.openItems.includes(id));
        if (unknown) return unknownItem(unknown);
        const contactId = nextId(s, 'contact');
        const openItems = d.openItems.map((text, index) => ({ itemId: nextId(s, 'open-item', index), text }));
        const event = { contactId, ...d, openItems };
        return [
          recorded(subject(contactId), event, toCounterparts(s, d, context)),
          ...contactHeld(s, context, d.onDate),
        ];
      },
    }),
    command({
      name: 'addContactNote',
      path: 'contacts/{contactId}/note',
      who: [Role.coordinator, Role.liaison, Role.secretary],
      describe: {
        en: 'Add a note to a contact; it is not a new contact and moves no date',
        zh: '为联络补充说明；不视为新的联络，不影响时限',
      },
      schema: (t) => z.strictObject({ contactId: itemId('contact'), note: t.passage }),
      decide: (s: AgreementState, d): Decision => notThere(s, d.contactId) ?? [noted(subject(d.contactId), d)],
    }),
    command({
      name: 'correctContact',
      path: 'contacts/{contactId}/correct',
      who: [Role.coordinator, Role.liaison, Role.secretary],
      describe: {
        en: 'Correct what was entered about a contact; it moves no date',
        zh: '更正联络登记内容；不影响时限',
      },
      schema: (t) =>
        z.strictObject({
          contactId: itemId('contact'),
          reason: t.line,
          summary: t.passage.optional(),
          kind: contactKind.optional(),
          channel: channel.optional(),
          counterparts: z.array(participantFields(t)).min(1).max(40).optional(),
        }),
      decide: (s: AgreementState, d): Decision => {
        const absent = notThere(s, d.contactId);
        if (absent) return absent;
        const foreign = d.counterparts?.map((p) => notParty(s, p.organisationId)).find((no) => no !== null);
        if (foreign) return foreign;
        if (d.counterparts && !d.counterparts.some((p) => isCounterpart(s, p.organisationId))) {
          return refuse('named-counterpart-missing', 'Nobody of another side is named.', '未填写对方具名人员。');
        }
        return [corrected(subject(d.contactId), d)];
      },
    }),
  ],
};
