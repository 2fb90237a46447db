import { instantOf } from '../../../domain/calendar/calendar.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { isRefusal } from '../../../domain/decider.ts';
import type { Actor, Card, Decision, EventDraft, NoticeDraft, RecordedEvent } from '../../../domain/decider.ts';
import { plan } from '../../../domain/plan/index.ts';
import type { PlanState } from '../../../domain/plan/state.ts';
import { storedText } from '../../../domain/text.ts';
import { china, firstDayOn, homeUnit, ours, text, theirs } from '../agreement/life.ts';

export const agreementId = 'agreement-2026-0001-zzuet-cnuktip';
export const ref = { kind: 'plan' as const, id: `${agreementId}.plan-1`, agreementId };
export const coordinator: Actor = { id: 'token-coordinator', roles: ['coordinator'] };
export const system: Actor = { id: 'system', roles: ['system'] };

export const bothSponsors = [
  { organisationId: ours, postId: 'post-director' },
  { organisationId: theirs, postId: 'post-dean' },
];
export const member = (organisationId: string, n = 1) => ({
  personId: `person-${organisationId.slice(4)}-${n}`,
  organisationId,
});
export const team = [member(ours), member(theirs)];
export const author = member(theirs).personId;
export const someoneElse = 'person-director';

/** One plan lived through in memory, as the entity loop does it: schema, decide, record as JSON, evolve. */
export class PlanLife {
  state: PlanState = plan.initial(ref);
  readonly events: RecordedEvent[] = [];
  /** Business now. */
  at = instantOf(china.zone, firstDayOn, '09:00');

  decide(name: string, data: unknown, by: Actor = coordinator): Decision {
    const spec = plan.commands.get(name);
    if (!spec) throw new Error(`no command ${name}`);
    return plan.decide(this.state, name, spec.schema(storedText).parse(data), { at: this.at, actor: by });
  }

  /** Runs a command and gives its events. Throws if it is refused. */
  run(name: string, data: unknown = {}, by: Actor = coordinator): RecordedEvent[] {
    const decision = this.decide(name, data, by);
    if (isRefusal(decision)) throw new Error(`${name} refused: ${decision.refused}: ${decision.detail.en}`);
    return this.record(decision, by.id);
  }

  /** The code with which a command is refused, null if it is not; nothing is changed. */
  refused(name: string, data: unknown = {}, by: Actor = coordinator): string | null {
    const decision = this.decide(name, data, by);
    return isRefusal(decision) ? decision.refused : null;
  }

  why(name: string, data: unknown = {}): string {
    const decision = this.decide(name, data);
    return isRefusal(decision) ? decision.detail.en : '';
  }

  goTo(on: string): this {
    this.at = instantOf(china.zone, on, '09:00');
    return this;
  }

  /** Lives day by day up to and with `on`; gives what people were told, with the day. */
  live(on: string): (NoticeDraft & { on: string })[] {
    const told: (NoticeDraft & { on: string })[] = [];
    for (let day = addDays(this.at.slice(0, 10), 1); day <= on; day = addDays(day, 1)) {
      this.goTo(day);
      const fallenDue = this.record(plan.due(this.state, { at: this.at, actor: system }), system.id);
      told.push(...fallenDue.flatMap((event) => event.notify ?? []).map((notice) => ({ ...notice, on: day })));
    }
    return told;
  }

  get open(): string[] {
    return Object.keys(this.state.followUps).toSorted();
  }

  get card(): Card {
    return plan.card(this.state, this.at);
  }

  record(drafts: EventDraft[], by: string): RecordedEvent[] {
    const recorded = drafts.map((draft, index): RecordedEvent => {
      const event = { ...draft, seq: this.events.length + 1 + index, at: this.at, by, commandId: null };
      return JSON.parse(JSON.stringify(event));
    });
    this.state = plan.evolve(this.state, recorded);
    this.events.push(...recorded);
    return recorded;
  }
}

/** What the agreement hands to `openPlan`. */
export const openData = (proposed: object = {}) => ({
  proposed: { name: text('plan'), ...proposed },
  adopted: { homeUnit, calendar: china, policy: { version: 1 } },
  parties: [
    { organisationId: theirs, role: 'guest', ours: false },
    { organisationId: ours, role: 'host', ours: true },
  ],
});

/** A plan on its first day, with text and sponsors unless told otherwise. */
export function open(proposed: object = { text: text('what'), sponsors: bothSponsors }): PlanLife {
  const life = new PlanLife();
  life.run('openPlan', openData(proposed), system);
  return life;
}

export function studying(): PlanLife {
  const life = open();
  life.run('startStudy', { question: text('question'), team });
  return life;
}

export function filed(): PlanLife {
  const life = studying();
  life.run('fileStudyReport', { report: text('report'), authorPersonIds: [author] });
  return life;
}

export const decision = (how: string, more: object = {}) => ({
  decision: how,
  reasons: text('reasons'),
  decidedByPersonId: someoneElse,
  ...more,
});

/** At the stage of the project, before it starts. */
export function approved(): PlanLife {
  const life = filed();
  life.run('decideStudy', decision('go'));
  return life;
}

export const key = (which: string) => ({ key: which, onDate: firstDayOn, byOrganisationId: theirs });

export function running(toOn = '2026-11-30'): PlanLife {
  const life = approved();
  life.run('turnKey', key('approval'));
  life.run('turnKey', key('contribution'));
  life.run('startProject', { fromOn: firstDayOn, toOn });
  return life;
}
