import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Bilingual, CommandSpec, Concern, Context, Decision } from '../decider.ts';
import { dateOn, organisationId, personId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { today } from './clocks.ts';
import { applyClocks, clocksAfterHold, closeHold, holdListens, holdRefused, holdSubject, openHold } from './hold.ts';
import type { ShiftedClock } from './hold.ts';
import type { FollowUpHost } from './host.ts';

/** What holds need of an agreement's child. */
export interface HeldChild extends FollowUpHost {
  status: string;
  parties: Record<string, unknown>;
}

/** How a kind of child calls its holds. */
export interface HoldWords {
  /** Begins the names of its events, e.g. `plan`; their commands are `pausePlan` and `resumePlan`. */
  entity: 'plan' | 'placement';
  pause: Bilingual;
  resume: Bilingual;
}

/** The agreement itself asks: it holds the whole family, or ends that hold. */
const isFromAbove = (context: Context): boolean => context.actor.roles.includes(Role.system);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function notHeld(s: FollowUpHost): Refusal | null {
  return s.hold
    ? refuse('on-hold', `${s.id} is on hold until ${s.hold.untilOn}.`, `${s.id} 暂停至 ${s.hold.untilOn}。`)
    : null;
}

function eventsOf<S extends HeldChild>(entity: string) {
  return {
    paused: eventType<S, { on: string; untilOn: string; fromAbove?: boolean }>(`${entity}Paused`, (s, d) => {
      s.status = 'hold';
      s.hold = { sinceOn: d.on, untilOn: d.untilOn, ...(d.fromAbove ? { fromAbove: true as const } : {}) };
    }),
    resumed: eventType<S, { on: string; clocks: Record<string, ShiftedClock> }>(`${entity}Resumed`, (s, d) => {
      s.status = 'open';
      s.hold = null;
      applyClocks(s, d.clocks);
    }),
    /** The family's hold beside one of its own, the end of that, and the end of its own while the family's goes on. */
    heldFromAbove: eventType<S, { untilOn: string }>(`${entity}HeldFromAbove`, (s, d) => {
      if (s.hold) s.hold.aboveUntilOn = d.untilOn;
    }),
    releasedFromAbove: eventType<S, { on: string }>(`${entity}ReleasedFromAbove`, (s) => {
      delete s.hold?.aboveUntilOn;
    }),
    ownHoldEnded: eventType<S, { untilOn: string }>(`${entity}OwnHoldEnded`, (s, d) => {
      if (!s.hold) return;
      delete s.hold.aboveUntilOn;
      Object.assign(s.hold, { untilOn: d.untilOn, fromAbove: true });
    }),
  };
}

/** Hold and resume of a plan or placement, by itself or with its whole family. */
export function childHold<S extends HeldChild>(words: HoldWords): Concern<S> {
  const events = eventsOf<S>(words.entity);
  return {
    events: Object.values(events),
    listens: holdListens(),
    commands: [pauseCommand(words, events), resumeCommand(words, events)],
  };
}

type Events<S extends HeldChild> = ReturnType<typeof eventsOf<S>>;

function pauseCommand<S extends HeldChild>(words: HoldWords, { paused, heldFromAbove }: Events<S>): CommandSpec<S> {
  return command({
    name: `pause${capital(words.entity)}`,
    path: 'pause',
    who: [Role.coordinator, Role.director, Role.system],
    describe: words.pause,
    schema: (t) =>
      z.strictObject({
        untilOn: dateOn,
        reason: t.passage,
        waitingFor: organisationId.optional(),
        approverPersonId: personId,
      }),
    decide: (s: S, d, context): Decision => {
      const on = today(s, context.at);
      if (!isFromAbove(context)) {
        const foreign =
          d.waitingFor && !s.parties[d.waitingFor]
            ? refuse(
                'unknown-party',
                `${d.waitingFor} is no party of ${s.id}.`,
                `${d.waitingFor} 不是 ${s.id} 的合作方。`,
              )
            : null;
        const refused = notHeld(s) ?? holdRefused(s, context, d) ?? foreign;
        return refused ?? [paused(holdSubject, { ...d, on }), openHold(s, context, d.untilOn)];
      }
      // The agreement has looked at it: a child that did not follow would go on reminding while the whole waits.
      if (s.hold && !s.hold.fromAbove) return [heldFromAbove(holdSubject, { ...d, on })];
      return notHeld(s) ?? [paused(holdSubject, { ...d, on, fromAbove: true })];
    },
  });
}

function resumeCommand<S extends HeldChild>(
  words: HoldWords,
  { resumed, releasedFromAbove, ownHoldEnded }: Events<S>,
): CommandSpec<S> {
  return command({
    name: `resume${capital(words.entity)}`,
    path: 'resume',
    who: [Role.coordinator, Role.director, Role.system],
    describe: words.resume,
    schema: (t) => z.strictObject({ reason: t.line.optional() }),
    decide: (s: S, d, context): Decision => {
      if (!s.hold) return refuse('not-on-hold', `${s.id} is not on hold.`, `${s.id} 未处于暂停状态。`);
      const on = today(s, context.at);
      const { fromAbove, aboveUntilOn } = s.hold;
      if (isFromAbove(context) && !fromAbove) {
        return aboveUntilOn
          ? [releasedFromAbove(holdSubject, { on })]
          : refuse('on-hold', `${s.id} is on a hold of its own.`, `${s.id} 另行暂停中。`);
      }
      if (aboveUntilOn) {
        return [...closeHold(s, 'done'), ownHoldEnded(holdSubject, { ...d, on, untilOn: aboveUntilOn })];
      }
      return [...closeHold(s, 'done'), resumed(holdSubject, { ...d, on, clocks: clocksAfterHold(s, context) })];
    },
  });
}
