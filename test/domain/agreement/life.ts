import { assemble, isRefusal } from '../../../domain/decider.ts';
import type { Concern, Context, Decision, NoticeDraft, RecordedEvent, Role } from '../../../domain/decider.ts';
import { instantOf } from '../../../domain/calendar/calendar.ts';
import type { Calendar } from '../../../domain/calendar/calendar.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { followUpConcern } from '../../../domain/follow-up/commands.ts';
import type { FollowUp } from '../../../domain/follow-up/host.ts';
import { beneficiaryOf } from '../../../domain/agreement/commitments.ts';
import { newAgreement } from '../../../domain/agreement/state.ts';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import { intake } from '../../../domain/agreement/intake.ts';
import { parties } from '../../../domain/agreement/parties.ts';
import { stagesConcern } from '../../../domain/agreement/stages.ts';
import { visit } from '../../../domain/agreement/visit.ts';
import { storedText } from '../../../domain/text.ts';

/** China 2026 as activities/calendars.ts gives it; written out, so that these tests say what they count with. */
export const china: Calendar = {
  id: 'CN-2026',
  version: 'chinese-days@1.5.7 2026-01-21..2026-12-31',
  zone: 'Asia/Shanghai',
  coverage: ['2026-01-21', '2026-12-31'],
  weekend: [6, 7],
  // prettier-ignore
  off: [
    '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-23', '2026-04-06', '2026-05-01', '2026-05-04',
    '2026-05-05', '2026-06-19', '2026-09-25', '2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07',
  ],
  on: ['2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  hours: [
    ['08:30', '12:00'],
    ['14:00', '17:30'],
  ],
};

/** Ours is the platform of the first source case; the university is the other side. */
export const ours = 'org-cnuktip';
export const theirs = 'org-zzuet';
export const firstDayOn = '2026-03-02';
export const homeUnit = {
  organisationId: ours,
  liaisonPostId: 'post-liaison',
  coordinatorPostId: 'post-coordinator',
  directorPostId: 'post-director',
  leaderPostId: 'post-leader',
};

/** The id of a stored text, readable in a failing test: `text-hello__________________`. */
export function text(name: string): string {
  return `text-${name
    .replaceAll(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 22)
    .padEnd(22, '_')}`;
}

/** Somebody taking part, e.g. `person(theirs, 3)`. */
export const person = (organisationId: string, n = 1) => ({
  personId: `person-${organisationId.slice(4)}-${n}`,
  organisationId,
});

type By = { id: string; roles: Role[]; personId?: string; postIds?: string[] };
export const coordinator: By = { id: 'token-coordinator', roles: ['coordinator'] };
export const owner: By = { id: 'person-owner', roles: ['owner'] };
export const confirmer: By = { id: 'person-confirmer', roles: ['confirmer'] };

const always: Concern<AgreementState>[] = [
  intake,
  parties,
  stagesConcern,
  visit,
  followUpConcern<AgreementState>(beneficiaryOf),
];

/** One agreement lived through in memory: commands go through the schema that Temporal's side uses, then decide, then evolve. */
export class Life {
  state: AgreementState = newAgreement('agreement-2026-0001-zzuet-cnuktip');
  readonly events: RecordedEvent[] = [];
  /** Business now. */
  at = instantOf(china.zone, firstDayOn, '09:00');
  readonly commands;
  readonly #evolve;
  readonly #due;

  /** With the concerns under test; intake, parties, stages, visit and follow-ups are there always. */
  constructor(concerns: readonly Concern<AgreementState>[]) {
    const { commands, evolve, due } = assemble<AgreementState>([...always, ...concerns]);
    this.commands = commands;
    this.#evolve = evolve;
    this.#due = due;
  }

  /** What a command leads to; nothing is changed. Throws if the data does not pass the schema. */
  decide(name: string, data: unknown, by: By = coordinator): Decision {
    const spec = this.commands.get(name);
    if (!spec) throw new Error(`no command ${name}`);
    const parsed = spec.schema(storedText).parse(data);
    const context: Context = { at: this.at, actor: by };
    return spec.decide(this.state, parsed as never, context);
  }

  /** Runs a command and gives its events. Throws if it is refused. */
  run(name: string, data: unknown = {}, by: By = coordinator): RecordedEvent[] {
    const decision = this.decide(name, data, by);
    if (isRefusal(decision)) throw new Error(`${name} refused: ${decision.refused}: ${decision.detail.en}`);
    return this.#record(decision, by.id);
  }

  /** The code with which a command is refused, null if it is not; nothing is changed. */
  refused(name: string, data: unknown = {}, by: By = coordinator): string | null {
    const decision = this.decide(name, data, by);
    return isRefusal(decision) ? decision.refused : null;
  }

  /** The sentences with which a command is refused. */
  why(name: string, data: unknown = {}, by: By = coordinator): string {
    const decision = this.decide(name, data, by);
    return isRefusal(decision) ? decision.detail.en : '';
  }

  /** Moves the clock to 09:00 of a local date. What falls due on the way is left for `wake`. */
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
    // The decider asks a closed agreement nothing more.
    if (this.state.status === 'closed') return [];
    const context: Context = { at: this.at, actor: { id: 'system', roles: ['system'] } };
    return this.#record(this.#due(this.state, context), 'system').flatMap((event) => event.notify ?? []);
  }

  /** An open follow-up; throws if there is none. */
  followUp(id: string): FollowUp {
    const found = this.state.followUps[id];
    if (!found) throw new Error(`no open follow-up ${id}; open: ${Object.keys(this.state.followUps).join(', ')}`);
    return found;
  }

  /** The ids of the open follow-ups, in order of the alphabet, without the yearly review, which is open always. */
  get open(): string[] {
    return Object.keys(this.state.followUps)
      .filter((id) => !id.startsWith('review.'))
      .toSorted();
  }

  #record(decision: Exclude<Decision, { refused: unknown }>, by: string): RecordedEvent[] {
    const recorded = decision.map((draft, index): RecordedEvent => {
      const event = { ...draft, seq: this.events.length + 1 + index, at: this.at, by, commandId: null };
      // What is recorded comes back from Postgres: only what JSON keeps is there.
      return JSON.parse(JSON.stringify(event));
    });
    this.state = this.#evolve(this.state, recorded);
    this.events.push(...recorded);
    return recorded;
  }
}

/** An accepted agreement of two parties, on its first day, at the stage of the visit. Further parties: `addParty`. */
export function begin(concerns: readonly Concern<AgreementState>[]): Life {
  const life = new Life(concerns);
  life.run('startAgreement', {
    parties: [
      { organisationId: theirs, role: 'guest' },
      { organisationId: ours, role: 'host', ours: true },
    ],
    accept: true,
    adopted: { homeUnit, calendar: china, policy: { version: 1 } },
  });
  return life;
}

/** As `begin`, then on to a later stage by waiver. */
export function beginAt(stage: 'symposium' | 'communication', concerns: readonly Concern<AgreementState>[]): Life {
  const life = begin(concerns);
  const waive = (skipped: string) =>
    life.run('waiveStage', { stage: skipped, reason: text('entered late'), approverPersonId: 'person-director' });
  waive('visit');
  if (stage === 'communication') waive('symposium');
  return life;
}
