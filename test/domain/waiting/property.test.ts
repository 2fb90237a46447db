import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../domain/calendar/local-date.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { agreement } from '../../../domain/agreement/index.ts';
import { localDateOf, workingDaysBetween } from '../../../domain/calendar/calendar.ts';
import { plan } from '../../../domain/plan/index.ts';
import { storedText } from '../../../domain/text.ts';
import { ledgerOf, sharesByStage, sharesOf } from '../../../domain/waiting/ledger.ts';
import type { Ledger } from '../../../domain/waiting/ledger.ts';
import { china, homeUnit } from '../agreement/life.ts';
import { openData } from '../plan/life.ts';
import { anyAct, RandomLife } from '../random-life.ts';
import type { Act } from '../random-life.ts';

/** Whatever happened: every working day is put down to exactly one. */

const id = 'agreement-2026-0001-home-partner';
const ref = { kind: 'agreement', id, agreementId: id } as const;
const planRef = { kind: 'plan', id: `${id}.plan-1`, agreementId: id } as const;
const parties = [
  { organisationId: 'org-home', role: 'host', ours: true },
  { organisationId: 'org-partner', role: 'guest', ours: false },
];
const adopted = { homeUnit, calendar: china, policy: { version: 1 } };

const actOfAgreement = anyAct(
  agreement,
  'startAgreement',
  new Set(['declineIntake', 'closeAgreement', 'decideReview']),
);
const actOfPlan = anyAct(plan, 'openPlan', new Set(['closePlan', 'closeProject']));

function live(life: RandomLife<never>, acts: readonly Act[]): void {
  for (const { name, days, bodies } of acts) {
    if (name === 'sleep') life.sleep(days);
    else
      bodies.find(
        (body, index) => life.send(name, life.withOpen(body, index)).outcomes[0]?.outcome.status !== 'refused',
      );
  }
}

/** A pause that is taken is rare by chance: each life begins with one where something is open. */
function pauseOne(life: RandomLife<never>): void {
  const untilOn = addDays(localDateOf(china.zone, life.at), 3);
  for (const followUpId of Object.keys((life.state as FollowUpHost).followUps)) {
    const pause = { followUpId, kind: 'acknowledged', untilOn, reason: `text-${'p'.repeat(22)}` };
    const { outcomes } = life.send('pauseFollowUp', pause);
    if (outcomes[0]?.outcome.status !== 'refused') break;
  }
  life.sleep(3);
}

/** What must hold of any ledger. */
function accountsForAll(ledger: Ledger, todayOn: string): void {
  const { days, startedOn, untilOn } = ledger;
  const elapsed = workingDaysBetween(china, startedOn, untilOn);
  expect(sharesOf(days.map((day) => day.turn)).reduce((sum, share) => sum + share.workingDays, 0)).toBe(elapsed);
  expect(new Set(days.map((day) => day.on)).size).toBe(days.length);
  const stages = sharesByStage(days);
  expect(stages.reduce((sum, stage) => sum + stage.workingDays, 0)).toBe(elapsed);
  for (const { workingDays, shares } of stages) {
    expect(shares.every((share) => share.workingDays > 0)).toBe(true);
    expect(shares.reduce((sum, share) => sum + share.workingDays, 0)).toBe(workingDays);
  }
  if (ledger.now) expect(untilOn).toBe(todayOn);
}

/** The count at the end is by one calendar; which days are worked is the calendar's own test. */
const inOneCalendar = <T extends { name: string }>(acts: readonly T[]): T[] =>
  acts.filter(({ name }) => name !== 'adoptCalendar');

test('property: the shares of a random life add up to the working days that have passed', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(actOfAgreement, { minLength: 20, maxLength: 80, size: 'max' }),
      fc.array(actOfPlan, { minLength: 10, maxLength: 50, size: 'max' }),
      (accept, acts, actsOfPlan) => {
        const head = new RandomLife(agreement, ref);
        head.send('startAgreement', { parties, adopted, accept });
        pauseOne(head as RandomLife<never>);
        live(head as RandomLife<never>, inOneCalendar(acts));
        const child = new RandomLife(plan, planRef);
        child.send('openPlan', plan.commands.get('openPlan')!.schema(storedText).parse(openData()));
        live(child as RandomLife<never>, inOneCalendar(actsOfPlan));
        const todayOn = localDateOf(china.zone, [head.at, child.at].toSorted().at(-1)!);
        const family = {
          agreement: { ref, events: head.events },
          children: [{ ref: planRef, events: child.events }],
        };
        const ledger = ledgerOf(family, todayOn);
        accountsForAll(ledger!, todayOn);
        // Whatever other sides had not heard of is ours, and still adds up.
        const isOdd = (on: string): boolean => Number(on.at(-1)) % 2 === 1;
        const late = ledgerOf(family, todayOn, (_matter, _postId, on) => isOdd(on))!;
        accountsForAll(late, todayOn);
        for (const { on, turn } of late.days) {
          const isTheirs =
            turn.of === 'side' && turn.postId !== null && turn.organisationId !== homeUnit.organisationId;
          expect(isTheirs && isOdd(on)).toBe(false);
        }
        // Each follow-up by itself as well, by its own events.
        for (const { matter, days } of ledger!.matters) {
          for (const turn of days) met.add(turn.of);
          const { events } = matter.entityId === id ? head : child;
          const closed = events.find(
            (e) =>
              e.seq > matter.openedSeq && ends(e.type) && (e.data['id'] ?? matter.followUpId) === matter.followUpId,
          );
          const until = [closed ? localDateOf(china.zone, closed.at) : todayOn, ledger!.untilOn].toSorted()[0]!;
          expect([matter.followUpId, days.length]).toEqual([
            matter.followUpId,
            workingDaysBetween(china, matter.openedOn, until),
          ]);
        }
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
  // A property of lives in which nothing ever waited would say nothing.
  expect([...met].toSorted()).toEqual(['hold', 'pause', 'side', 'system']);
}, 60_000);

const ends = (type: string): boolean =>
  ['followUpClosed', 'agreementClosed', 'planClosed', 'intakeDeclined', 'intakeNotPursued'].includes(type);
