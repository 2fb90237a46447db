import { instantOf } from '../../../domain/calendar/calendar.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { isRefusal } from '../../../domain/decider.ts';
import type { Actor, Card, Decision, EventDraft, NoticeDraft, RecordedEvent } from '../../../domain/decider.ts';
import { placement } from '../../../domain/placement/index.ts';
import type { PlacementState } from '../../../domain/placement/state.ts';
import { storedText } from '../../../domain/text.ts';
import { china, firstDayOn, homeUnit, ours, theirs } from '../agreement/life.ts';

export { text } from '../agreement/life.ts';

/** The enterprise is the other party; the researcher comes from our own office's college. */
export const agreementId = 'agreement-2026-0001-zzuet-cnuktip';
export const ref = { kind: 'placement' as const, id: `${agreementId}.placement-1`, agreementId };
export const enterprise = theirs;
export const college = ours;
export const researcherId = 'person-researcher';
export const posts = {
  researcher: 'post-researcher',
  unit: 'post-college',
  host: 'post-enterprise',
  unitSupervisor: 'post-unit-supervisor',
  hostSupervisor: 'post-host-supervisor',
};

export const coordinator: Actor = { id: 'token-coordinator', roles: ['coordinator'] };
export const system: Actor = { id: 'system', roles: ['system'] };
const holder = (personId: string, postId: string): Actor => ({
  id: personId,
  personId,
  postIds: [postId],
  roles: ['owner', 'confirmer'],
});
export const researcher = holder(researcherId, posts.researcher);
export const unitSpeaker = holder('person-college', posts.unit);
export const hostSpeaker = holder('person-enterprise', posts.host);
export const unitSupervisor = holder('person-unit-supervisor', posts.unitSupervisor);
export const hostSupervisor = holder('person-host-supervisor', posts.hostSupervisor);

/** Rules of Shandong's scheme, as a proposal hands them over. */
export const shandong = {
  id: 'shandong',
  version: 1,
  rules: [
    { rule: 'max-enterprises', value: 3, source: 'CX1' },
    { rule: 'min-days-a-year', value: 60, source: 'CX3' },
    { rule: 'min-months', value: 12, source: 'CX2' },
    { rule: 'home-unit-consent', source: 'CX7' },
  ],
};

export const facts = {
  researcherPostId: posts.researcher,
  unitId: college,
  unitPostId: posts.unit,
  hostPostId: posts.host,
  unitConsents: 'unknown',
  isExcluded: false,
  enterpriseIds: [] as string[],
  scheme: shandong,
};

/** A year from the first day on, both supervisors named. */
export const proposed = {
  personId: researcherId,
  partyId: enterprise,
  needIds: [],
  schemeId: 'shandong',
  fromOn: firstDayOn,
  toOn: '2027-03-01',
  daysAYear: 60,
  isRequested: false,
  hostSupervisorPostId: posts.hostSupervisor,
  unitSupervisorPostId: posts.unitSupervisor,
};

/** What the agreement hands to `openPlacement`. */
export const openData = (more: object = {}, moreFacts: object = {}, others?: object) => ({
  proposed: { ...proposed, ...more, facts: { ...facts, ...moreFacts } },
  adopted: { homeUnit, calendar: china, policy: { version: 1 }, ...(others ? { others } : {}) },
  parties: [
    { organisationId: enterprise, role: 'guest', ours: false },
    { organisationId: ours, role: 'host', ours: true },
  ],
});

/** One placement lived through in memory, as the entity loop does it: schema, decide, record as JSON, evolve. */
export class PlacementLife {
  state: PlacementState = placement.initial(ref);
  readonly events: RecordedEvent[] = [];
  /** Business now. */
  at = instantOf(china.zone, firstDayOn, '09:00');

  decide(name: string, data: unknown, by: Actor = coordinator): Decision {
    const spec = placement.commands.get(name);
    if (!spec) throw new Error(`no command ${name}`);
    return placement.decide(this.state, name, spec.schema(storedText).parse(data), { at: this.at, actor: by });
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

  why(name: string, data: unknown = {}, by: Actor = coordinator): string {
    const decision = this.decide(name, data, by);
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
      told.push(...this.wake().map((notice) => ({ ...notice, on: day })));
    }
    return told;
  }

  /** Records what has fallen due by now; gives the notices. */
  wake(): NoticeDraft[] {
    const drafts = placement.due(this.state, { at: this.at, actor: system });
    return this.record(drafts, system.id).flatMap((event) => event.notify ?? []);
  }

  /** Kinds of what is open, in order of the alphabet. */
  get open(): string[] {
    return Object.values(this.state.followUps)
      .map((f) => f.kind)
      .toSorted();
  }

  get card(): Card {
    return placement.card(this.state, this.at);
  }

  record(drafts: EventDraft[], by: string): RecordedEvent[] {
    const recorded = drafts.map((draft, index): RecordedEvent => {
      const event = { ...draft, seq: this.events.length + 1 + index, at: this.at, by, commandId: null };
      return JSON.parse(JSON.stringify(event));
    });
    this.state = placement.evolve(this.state, recorded);
    this.events.push(...recorded);
    return recorded;
  }
}

/** A placement on its first day; the researcher has been asked. */
export function open(more: object = {}, moreFacts: object = {}, others?: object): PlacementLife {
  const life = new PlacementLife();
  life.run('openPlacement', openData(more, moreFacts, others), system);
  return life;
}

/** What somebody says. */
export const says = (personId: string, answer: 'yes' | 'no' = 'yes', more: object = {}) => ({
  personId,
  answer,
  ...more,
});

/** All three have said yes, each for themselves. */
export function accepted(more: object = {}, moreFacts: object = {}, others?: object): PlacementLife {
  const life = open(more, moreFacts, others);
  life.run('answerForPerson', says(researcherId), researcher);
  if (!life.state.acceptance.unit) life.run('answerForUnit', says('person-college'), unitSpeaker);
  life.run('answerForHost', says('person-enterprise'), hostSpeaker);
  return life;
}

/** Tuesdays and Thursdays, whole days: more than enough for any scheme here. */
export const tuesdaysAndThursdays = [2, 4].flatMap((weekday) =>
  (['am', 'pm'] as const).map((half) => ({ weekday, half })),
);

/** Days are planned by a weekly pattern, and booked. */
export function booked(more: object = {}, moreFacts: object = {}, plan: object = {}): PlacementLife {
  const life = accepted(more, moreFacts);
  life.run('planDays', { pattern: tuesdaysAndThursdays, ...plan });
  life.run('settleBooking', { round: life.state.booking.round, result: { booked: true } }, system);
  return life;
}
