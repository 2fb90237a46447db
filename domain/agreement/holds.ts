import { z } from 'zod';
import { addDays, daysBetween } from '../calendar/local-date.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, organisationId, personId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import {
  applyClocks,
  clocksAfterHold,
  closeHold,
  holdListens,
  holdRefused,
  holdSubject,
  openHold,
} from '../follow-up/hold.ts';
import type { ShiftedClock } from '../follow-up/hold.ts';
import { refuse } from '../refusal.ts';
import { communicationSubject } from './mechanism.ts';
import { notParty } from './state.ts';
import type { AgreementState } from './state.ts';

/** Hold: the whole cooperation stands still until a day, approved by somebody, for a reason; never silently. */

const paused = eventType<AgreementState, { on: string; untilOn: string }>('agreementPaused', (s, d) => {
  s.status = 'hold';
  s.hold = { sinceOn: d.on, untilOn: d.untilOn };
});
const extended = eventType<AgreementState, { untilOn: string }>('agreementHoldExtended', (s, d) => {
  if (s.hold) s.hold.untilOn = d.untilOn;
});
const resumed = eventType<
  AgreementState,
  { on: string; clocks: Record<string, ShiftedClock>; silenceSinceOn: string | null }
>('agreementResumed', (s, d) => {
  s.status = 'open';
  s.hold = null;
  applyClocks(s, d.clocks);
  if (s.mechanism && d.silenceSinceOn) s.mechanism.sinceOn = d.silenceSinceOn;
});

/** Silence is counted as if the hold had not been: a partner who was asked to wait has not been silent. */
function silenceAfter(s: AgreementState, on: string): string | null {
  if (!s.mechanism || !s.hold) return null;
  const { sinceOn } = s.mechanism;
  const from = s.lastContactOn && s.lastContactOn > sinceOn ? s.lastContactOn : sinceOn;
  return from >= s.hold.sinceOn ? from : addDays(from, daysBetween(s.hold.sinceOn, on));
}

export const holds: Concern<AgreementState> = {
  events: [paused, extended, resumed],
  listens: holdListens(),
  commands: [
    command({
      name: 'pauseAgreement',
      path: 'pause',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Put the cooperation on hold until a day, sixty working days ahead at the most, with a reason and who approves',
        zh: '暂停合作：须有截止日（最多 60 个工作日）、理由和批准人',
      },
      schema: (t) =>
        z.strictObject({
          untilOn: dateOn,
          reason: t.passage,
          waitingFor: organisationId.optional(),
          approverPersonId: personId,
        }),
      decide: (s: AgreementState, d, context): Decision => {
        if (s.hold)
          return refuse(
            'on-hold',
            `${s.id} is on hold until ${s.hold.untilOn}.`,
            `${s.id} 已暂停至 ${s.hold.untilOn}。`,
          );
        const refused = holdRefused(s, context, d) ?? (d.waitingFor ? notParty(s, d.waitingFor) : null);
        if (refused) return refused;
        return [
          paused(holdSubject, { ...d, on: today(s, context.at) }),
          // To hold is what a long silence was to be decided on.
          ...closeFollowUps(s, communicationSubject, Closing.done, 'dormancy'),
          openHold(s, context, d.untilOn),
        ];
      },
    }),
    command({
      name: 'extendHold',
      path: 'pause/extend',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Decide anew that the cooperation stays on hold, sixty working days from today at the most',
        zh: '重新决定继续暂停，自今日起最多 60 个工作日',
      },
      schema: (t) => z.strictObject({ untilOn: dateOn, reason: t.passage, approverPersonId: personId }),
      decide: (s: AgreementState, d, context): Decision => {
        if (!s.hold) return refuse('not-on-hold', `${s.id} is not on hold.`, `${s.id} 未处于暂停状态。`);
        return (
          holdRefused(s, context, d) ?? [
            extended(holdSubject, { ...d, on: today(s, context.at) }),
            ...closeHold(s, 'superseded'),
            openHold(s, context, d.untilOn),
          ]
        );
      },
    }),
    command({
      name: 'resumeAgreement',
      path: 'resume',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'End the hold; every date moves by the working days it lasted',
        zh: '恢复合作；各项时限按暂停的工作日数顺延',
      },
      schema: (t) => z.strictObject({ reason: t.line.optional() }),
      decide: (s: AgreementState, d, context): Decision => {
        if (!s.hold) return refuse('not-on-hold', `${s.id} is not on hold.`, `${s.id} 未处于暂停状态。`);
        const on = today(s, context.at);
        const clocks = clocksAfterHold(s, context);
        return [
          ...closeHold(s, 'done'),
          resumed(holdSubject, { ...d, on, clocks, silenceSinceOn: silenceAfter(s, on) }),
        ];
      },
    }),
  ],
};
