import { z } from 'zod';
import { dateOn, postId } from '../domain/fields.ts';
import { personText } from '../domain/text.ts';
import type { LinkAction } from '../mail/letter.ts';
import { ownCauses } from './cannot-come.ts';
import { preferencesForm } from './preferences.ts';

/** What a page's form may say. Unknown fields are ignored: browsers and mail programs add their own. */
const name = personText(100, true);
const emptyIsMissing = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(emptyIsMissing, schema.optional());
const code = optional(z.string().regex(/^\s*\d{6}\s*$/));

/** Whoever confirms it has to see by what: an empty word says nothing. */
const EVIDENCE_MIN = 3;

export const forms = {
  report: z.object({ name, evidence: personText(5_000, false).refine((text) => text.length >= EVIDENCE_MIN) }),
  pause: z.object({ name, untilOn: dateOn, reason: personText(200, true) }),
  'ask-extension': z.object({ name, dueOn: dateOn, reason: personText(200, true) }),
  answer: z
    .object({ name, dueOn: optional(dateOn), ownerPostId: optional(postId), drop: optional(z.literal('yes')) })
    .refine((form) => form.dueOn ?? form.ownerPostId ?? form.drop, { error: 'either', path: ['either'] }),
  confirm: z.object({ name, code }),
  'confirm-minutes': z
    .object({ name, code, answer: z.enum(['agree', 'change']), reason: optional(personText(5_000, false)) })
    .refine((form) => form.answer === 'agree' || form.reason !== undefined, { error: 'reason', path: ['reason'] }),
  relayed: z.object({ name, how: z.enum(['wechat', 'phone', 'office', 'in-person']) }),
  introduce: z.object({ name }),
  'mark-read': z.object({ name }),
  'note-absence': z
    .object({
      name,
      answer: z.enum(['note', 'leave']),
      awayFromOn: optional(dateOn),
      awayToOn: optional(dateOn),
    })
    .refine((form) => form.answer === 'leave' || (form.awayFromOn && form.awayToOn), {
      error: 'days',
      path: ['awayToOn'],
    }),
  'hold-escalation': z.object({ name, reason: personText(200, true) }),
  accept: z.object({ name }),
  'not-mine': z.object({ name, reason: personText(200, true), ownerPostId: optional(postId) }),
  grant: z.object({ name, dueOn: dateOn, reason: optional(personText(200, true)) }),
  refuse: z.object({ name, reason: personText(200, true) }),
  /** Which matters are marked is read beside it. */
  brief: z.object({ name }),
  extend: z.object({ name, dueOn: dateOn, reason: personText(200, true) }),
  'hand-over': z.object({ name, ownerPostId: postId, reason: personText(200, true) }),
  'confirm-for': z
    .object({
      name,
      code,
      how: z.enum(['wechat', 'phone', 'office', 'in-person']),
      answer: optional(z.enum(['agree', 'change'])),
      reason: optional(personText(5_000, false)),
    })
    .refine((form) => form.answer !== 'change' || form.reason !== undefined, { error: 'reason', path: ['reason'] }),
  'cannot-come': z.object({
    name,
    fromOn: dateOn,
    untilOn: dateOn,
    cause: z.enum(ownCauses),
    reason: optional(personText(5_000, false)),
  }),
  unsubscribe: z.object({}),
  preferences: preferencesForm,
} as const satisfies Record<Exclude<LinkAction, 'open' | 'record'>, z.ZodType>;

/** The fields of a form as they were sent, for showing them again. */
export function sentValues(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** What a link's command needs of its matter. */
export interface LinkTarget {
  followUpId: string;
  aboutId: string;
  sideOrgId: string | null;
  /** Who says so: the reader, or whoever they say it for. */
  personId: string;
  /** It is about minutes, and not about something that was done. */
  isMinutes: boolean;
  /** More time is wanted than a pause buys: another date is asked for. */
  asksExtension?: boolean;
}

/** The command that a filled form leads to; null for what is no command of an entity. */
export function commandOf(
  action: LinkAction,
  target: LinkTarget,
  form: Record<string, unknown>,
): { name: string; body: object } | null {
  const { followUpId } = target;
  switch (action) {
    case 'report':
      return { name: 'reportFollowUp', body: { followUpId, evidence: form['evidence'] } };
    case 'pause':
      if (target.asksExtension) {
        return { name: 'askExtension', body: { followUpId, dueOn: form['untilOn'], reason: form['reason'] } };
      }
      return {
        name: 'pauseFollowUp',
        body: { followUpId, kind: 'snoozed', untilOn: form['untilOn'], reason: form['reason'] },
      };
    case 'ask-extension':
      return { name: 'askExtension', body: { followUpId, dueOn: form['dueOn'], reason: form['reason'] } };
    case 'answer':
      return {
        name: 'answerQuestion',
        body: form['drop']
          ? { followUpId, drop: true }
          : { followUpId, ...given('dueOn', form['dueOn']), ...given('ownerPostId', form['ownerPostId']) },
      };
    case 'confirm':
      return { name: 'confirmFollowUp', body: { followUpId } };
    case 'confirm-for':
      if (!target.isMinutes) return { name: 'confirmFollowUp', body: { followUpId } };
      return aboutMinutes(target, form);
    case 'confirm-minutes':
      return aboutMinutes(target, form);
    case 'extend':
      return { name: 'extendFollowUp', body: { followUpId, dueOn: form['dueOn'], reason: form['reason'] } };
    case 'hand-over':
      return {
        name: 'reassignFollowUp',
        body: { followUpId, ownerPostId: form['ownerPostId'], reason: form['reason'] },
      };
    case 'hold-escalation':
      return { name: 'holdEscalation', body: { followUpId, reason: form['reason'] } };
    case 'accept':
      return { name: 'acceptFollowUp', body: { followUpId } };
    case 'not-mine':
      return {
        name: 'declineFollowUp',
        body: { followUpId, reason: form['reason'], ...given('suggestedPostId', form['ownerPostId']) },
      };
    case 'grant':
      return {
        name: 'extendFollowUp',
        body: { followUpId, dueOn: form['dueOn'], reason: form['reason'] ?? '同意所请 / as asked' },
      };
    case 'refuse':
      return { name: 'refuseExtension', body: { followUpId, reason: form['reason'] } };
    case 'relayed':
    case 'introduce':
    case 'mark-read':
    case 'note-absence':
    case 'brief':
    case 'unsubscribe':
    case 'preferences':
    case 'open':
    // Their pages say by which command.
    case 'record':
    case 'cannot-come':
      return null;
  }
}

function aboutMinutes({ aboutId, sideOrgId, personId }: LinkTarget, form: Record<string, unknown>) {
  const side = {
    symposiumId: aboutId.split('.')[0],
    organisationId: sideOrgId,
    personId,
    ...given('how', form['how']),
  };
  return form['answer'] === 'change'
    ? { name: 'disputeMinutes', body: { ...side, reason: form['reason'] } }
    : { name: 'confirmMinutes', body: side };
}

const given = (key: string, value: unknown): object => (value === undefined ? {} : { [key]: value });
