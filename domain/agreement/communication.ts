import type { Concern, Context, EventDraft } from '../decider.ts';
import { Certainty } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { contacts } from './contacts.ts';
import { communicationSubject, mechanism, mechanismAssumed, nextContact, openContact } from './mechanism.ts';
import type { MechanismState } from './mechanism.ts';
import type { AgreementState } from './state.ts';
import { openForStage } from './stage-follow-ups.ts';
import type { Unmet } from './stage-follow-ups.ts';

export { contactHeld, isCounterpart, silenceLight, silenceOf } from './mechanism.ts';
export type { MechanismState, Silence } from './mechanism.ts';

/** Regular communication, the third stage: its mechanism and its contacts. Neither ends when a plan goes on (DOMAIN 2a). */
export const communication: Concern<AgreementState> = {
  commands: [...mechanism.commands, ...contacts.commands],
  events: [...mechanism.events, ...contacts.events],
  listens: contacts.listens ?? [],
  ...(mechanism.clock ? { clock: mechanism.clock } : {}),
};

/** The stage is left when there is a specific plan that both sides sponsor (DOMAIN section 2). */
export function communicationGate(s: AgreementState): Unmet[] {
  return Object.values(s.plans).some((plan) => plan.sponsored)
    ? []
    : [{ en: 'There is no plan yet that both sides sponsor.', zh: '尚无双方共同支持的具体方案。' }];
}

/** On entry: without a mechanism the monthly default runs at once, and is asked about as ours (S35). */
export function communicationEntry(s: AgreementState, context: Context): EventDraft[] {
  const plan = communicationGate(s).length > 0 ? [openForStage(s, context, 'communication', 'plan')] : [];
  if (s.mechanism) return [...plan, ...(openContact(s) ? [] : [nextContact(s, context, s.mechanism, s.lastContactOn)])];
  const on = today(s, context.at);
  const ours: MechanismState = {
    periodDays: valueOf(valuesFor(s), 'communication.periodDays'),
    rhythm: Certainty.assumed,
    channel: null,
    liaisons: {},
    sinceOn: on,
  };
  return [
    mechanismAssumed(communicationSubject, { periodDays: ours.periodDays, on }),
    openFollowUp(s, context, { kind: 'mechanism', about: communicationSubject, asks: true }),
    nextContact(s, context, ours, s.lastContactOn),
    ...plan,
  ];
}
