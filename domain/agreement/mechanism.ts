import { z } from 'zod';
import { addDays, daysBetween } from '../calendar/local-date.ts';
import { command, eventType, Light, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { Certainty, itemId, organisationId, postId } from '../fields.ts';
import { jointDay, laterAtEntry, planningInstant, today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import type { FollowUp } from '../follow-up/host.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { refuse } from '../refusal.ts';
import { lastOnSite } from './on-site.ts';
import { notParty, ourParty } from './state.ts';
import type { AgreementState } from './state.ts';

/**
 * The mechanism of regular communication: who speaks with whom, how, how often, and the clock of the next contact. It runs
 * for as long as the agreement does (S64).
 */
export interface MechanismState {
  periodDays: number;
  /** Assumed: the monthly default, which nobody has agreed to (S35). */
  rhythm: Certainty;
  /** Null while nobody named one. */
  channel: Channel | null;
  /** The liaison's post by organisation. */
  liaisons: Record<string, string>;
  /** Silence counts from here where no contact was later: nothing before the entry is held against anybody (DOMAIN 2a). */
  sinceOn: string;
}

export const channel = z.enum(['meeting', 'video', 'telephone', 'mail', 'messenger', 'visit']);
export type Channel = z.infer<typeof channel>;

/** Calendar days; a month is the default of DOMAIN section 2 [KT3], a quarter the joint review of [CX4]. */
const rhythms = { weekly: 7, fortnightly: 14, monthly: 30, quarterly: 90 } as const;

export const communicationSubject = { kind: 'communication', id: 'communication' };

export const mechanismAssumed = eventType<AgreementState, { periodDays: number; on: string }>(
  'mechanismAssumed',
  (s, d) => {
    s.mechanism = { periodDays: d.periodDays, rhythm: Certainty.assumed, channel: null, liaisons: {}, sinceOn: d.on };
  },
);
const agreed = eventType<AgreementState, MechanismState>('mechanismAgreed', (s, d) => {
  s.mechanism = {
    periodDays: d.periodDays,
    rhythm: d.rhythm,
    channel: d.channel,
    liaisons: { ...d.liaisons },
    sinceOn: d.sinceOn,
  };
});

/** A party that is not ours: speaking with its people is a contact. */
export function isCounterpart(s: AgreementState, id: string): boolean {
  return s.parties[id]?.ours === false;
}

/** The contact that is waited for. */
export function openContact(s: AgreementState): FollowUp | undefined {
  return s.followUps['contact.communication'];
}

/** The day from which the next contact and silence are counted. */
function clockFrom(mechanism: MechanismState, lastContactOn: string | null): string {
  return lastContactOn && lastContactOn > mechanism.sinceOn ? lastContactOn : mechanism.sinceOn;
}

const counterpartLiaisons = (s: AgreementState, { liaisons }: MechanismState): string[] =>
  Object.entries(liaisons).flatMap(([id, liaison]) => (isCounterpart(s, id) ? [liaison] : []));

/** Opens the next contact one period (calendar days, then the next day that suits all sides) after the last real one [MM3], never in the past. */
export function nextContact(
  s: AgreementState,
  context: Context,
  mechanism: MechanismState,
  lastContactOn: string | null,
): EventDraft {
  const now = today(s, context.at);
  const from = clockFrom(mechanism, lastContactOn);
  const next = addDays(from, mechanism.periodDays);
  // Counted from the entry it is a date that nobody agreed on.
  const on = from === now ? laterAtEntry(s, now, next) : next;
  return openFollowUp(s, context, {
    kind: 'contact',
    about: communicationSubject,
    ownerPostId: mechanism.liaisons[ourParty(s)] ?? s.homeUnit.liaisonPostId,
    alsoPostIds: counterpartLiaisons(s, mechanism),
    dueOn: jointDay(s, on > now ? on : now),
    isDefault: mechanism.rhythm === Certainty.assumed,
  });
}

/**
 * What a contact on `onDate` does to the clock: ends the open contact and opens the next. Nothing where there is no
 * mechanism yet, or where a contact as late is known already: only a later one is progress (OD1).
 */
export function contactHeld(s: AgreementState, context: Context, onDate: string): EventDraft[] {
  if (!s.mechanism || onDate <= clockFrom(s.mechanism, s.lastContactOn)) return [];
  return [
    ...closeFollowUps(s, communicationSubject, Closing.done, 'contact'),
    ...closeFollowUps(s, communicationSubject, Closing.done, 'dormancy'),
    nextContact(s, context, s.mechanism, onDate),
  ];
}

/**
 * Since when nothing has moved: since the last contact, or the last day somebody was on site. A day on site is progress, and no
 * contact: the next one is waited for as before.
 */
function stillSince(s: AgreementState, mechanism: MechanismState): string {
  const contact = clockFrom(mechanism, s.lastContactOn);
  const onSite = lastOnSite(s);
  return onSite && onSite > contact ? onSite : contact;
}

/** A day on site that ends a silence: nobody has to decide about it any more. */
export function silenceBroken(s: AgreementState, onDate: string | undefined): EventDraft[] {
  if (!s.mechanism || !onDate || onDate <= stillSince(s, s.mechanism)) return [];
  return closeFollowUps(s, communicationSubject, Closing.superseded, 'dormancy');
}

export type Silence = 'quiet-ok' | 'amber' | 'red' | 'dormant';

/** How silent it has become by `at`, scaled to the agreed period: 30, 45 and 90 days for monthly (DOMAIN 2a "Silence"). */
export function silenceOf(s: AgreementState, at: string): Silence {
  if (!s.mechanism || s.hold || s.status !== 'open') return 'quiet-ok';
  const periods = daysBetween(stillSince(s, s.mechanism), today(s, at)) / s.mechanism.periodDays;
  if (periods >= dormantPeriods(s)) return 'dormant';
  const values = valuesFor(s);
  if (periods >= valueOf(values, 'communication.redPeriods')) return 'red';
  return periods >= valueOf(values, 'communication.amberPeriods') ? 'amber' : 'quiet-ok';
}

const dormancyOpened = eventType<AgreementState, { silentSinceOn: string }>('dormancyOpened', (s, d) => {
  s.dormancyAskedFor = d.silentSinceOn;
});

/** The silence runs beside the contact that is waited for, and goes by the same policy. */
const dormantPeriods = (s: AgreementState): number =>
  valueOf(valuesFor(s, openContact(s)), 'communication.dormantPeriods');

/** When a silence becomes a decision: to go on, to hold or to close. Once for each silence; null where none is waited for. */
function dormantAt(s: AgreementState): string | null {
  if (!s.mechanism || s.hold || s.status !== 'open') return null;
  const from = stillSince(s, s.mechanism);
  if (s.dormancyAskedFor === from) return null;
  return planningInstant(s, addDays(from, Math.ceil(s.mechanism.periodDays * dormantPeriods(s))));
}

function openDormancy(s: AgreementState, context: Context): EventDraft[] {
  const at = dormantAt(s);
  if (!s.mechanism || !at || at > context.at) return [];
  return [
    dormancyOpened(communicationSubject, { silentSinceOn: stillSince(s, s.mechanism) }),
    ...closeFollowUps(s, communicationSubject, Closing.superseded, 'dormancy'),
    openFollowUp(s, context, { kind: 'dormancy', about: communicationSubject }),
  ];
}

/** Silence as a light. Against a rhythm that nobody agreed to it is never red: what is assumed is a question (DOMAIN 2a). */
export function silenceLight(s: AgreementState, at: string): Light {
  switch (silenceOf(s, at)) {
    case 'quiet-ok':
      return Light.green;
    case 'amber':
      return Light.yellow;
    case 'red':
    case 'dormant':
      return s.mechanism?.rhythm === Certainty.assumed ? Light.yellow : Light.red;
  }
}

/** Settled: a rhythm and a channel that were named, and a liaison on our side and on another. */
function isSettled(s: AgreementState, mechanism: MechanismState): boolean {
  const sides = Object.keys(mechanism.liaisons);
  return (
    mechanism.rhythm === Certainty.confirmed &&
    mechanism.channel !== null &&
    sides.some((id) => s.parties[id]?.ours) &&
    sides.some((id) => isCounterpart(s, id))
  );
}

/** Asks on for what is still ours alone, or ends the question. */
function settleQuestion(s: AgreementState, context: Context, mechanism: MechanismState): EventDraft[] {
  if (isSettled(s, mechanism)) return closeFollowUps(s, communicationSubject, Closing.done, 'mechanism');
  const open = s.followUps['mechanism.communication'];
  return open ? [] : [openFollowUp(s, context, { kind: 'mechanism', about: communicationSubject, asks: true })];
}

export const mechanism: Concern<AgreementState> = {
  events: [mechanismAssumed, agreed, dormancyOpened],
  clock: { due: openDormancy, nextWake: dormantAt },
  commands: [
    command({
      name: 'agreeMechanism',
      path: 'mechanism',
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'Record what the sides agreed on regular communication: channel, rhythm, liaisons, standing agenda; what is left out stays as it is',
        zh: '登记双方商定的常态化沟通机制：渠道、频次、各方联络人、常设议题；未填写的保持不变',
      },
      schema: (t) =>
        z.strictObject({
          channel: channel.optional(),
          /** In words, or as calendar days. */
          period: z
            .union([z.enum(['weekly', 'fortnightly', 'monthly', 'quarterly']), z.int().min(5).max(366)])
            .optional(),
          liaisons: z.array(z.strictObject({ organisationId, postId })).max(40).default([]),
          agenda: z.array(t.line).max(20).optional(),
          symposiumId: itemId('symposium').optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const foreign = d.liaisons.map((side) => notParty(s, side.organisationId)).find((no) => no !== null);
        if (foreign) return foreign;
        if (!d.channel && d.period === undefined && d.liaisons.length === 0 && !d.agenda) {
          return refuse(
            'shape-invalid',
            'Give a channel, a period, a liaison or an agenda.',
            '请填写渠道、频次、联络人或议题。',
          );
        }
        const before = s.mechanism;
        const now = today(s, context.at);
        const periodDays =
          typeof d.period === 'string'
            ? rhythms[d.period]
            : (d.period ?? before?.periodDays ?? valueOf(valuesFor(s), 'communication.periodDays'));
        const next: MechanismState = {
          periodDays,
          rhythm: d.period === undefined ? (before?.rhythm ?? Certainty.assumed) : Certainty.confirmed,
          channel: d.channel ?? before?.channel ?? null,
          liaisons: {
            ...before?.liaisons,
            ...Object.fromEntries(d.liaisons.map((side) => [side.organisationId, side.postId])),
          },
          sinceOn: before?.sinceOn ?? now,
        };
        // A new rhythm is not held against the time before it: where it would be overdue at once, it starts today (GL1).
        const isNewRhythm = before !== null && before.periodDays !== periodDays;
        if (isNewRhythm && addDays(clockFrom(next, s.lastContactOn), periodDays) <= now) next.sinceOn = now;
        const readers = (m: MechanismState | null): string =>
          m ? [m.liaisons[ourParty(s)], ...counterpartLiaisons(s, m)].join(' ') : '';
        const isSameClock = openContact(s) && !isNewRhythm && readers(before) === readers(next);
        const { liaisons: _named, ...rest } = d;
        return [
          agreed(communicationSubject, { ...rest, ...next, on: now }),
          ...settleQuestion(s, context, next),
          ...(isSameClock
            ? []
            : [
                ...closeFollowUps(s, communicationSubject, Closing.superseded, 'contact'),
                nextContact(s, context, next, s.lastContactOn),
              ]),
        ];
      },
    }),
  ],
};
