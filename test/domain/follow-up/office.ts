import { loadCalendar } from '../../../activities/calendars.ts';
import type { Calendar } from '../../../domain/calendar/calendar.ts';
import { assemble, isRefusal } from '../../../domain/decider.ts';
import type { Actor, Context, EventDraft, NoticeDraft } from '../../../domain/decider.ts';
import { today } from '../../../domain/follow-up/clocks.ts';
import { followUpConcern } from '../../../domain/follow-up/commands.ts';
import { due, nextWake, openFollowUp } from '../../../domain/follow-up/engine.ts';
import type { Opening } from '../../../domain/follow-up/engine.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { isAssumed } from '../../../domain/follow-up/lights.ts';

export const calendar = loadCalendar('CN', { fromOn: '2026-01-01' });
const { commands, evolve } = assemble<FollowUpHost>([followUpConcern<FollowUpHost>()]);
const START = '2026-03-02T01:00:00.000Z';

/** An entity of a unit with its whole line, by whose calendar it counts. */
export function officeWith(workingDays: Calendar): FollowUpHost {
  return {
    id: 'agreement-2026-0001-a-b',
    calendar: workingDays,
    policy: { version: 1 },
    homeUnit: {
      organisationId: 'org-unit',
      liaisonPostId: 'post-liaison',
      coordinatorPostId: 'post-coordinator',
      directorPostId: 'post-director',
      leaderPostId: 'post-leader',
    },
    followUps: {},
    hold: null,
    questionsCountedOn: null,
  };
}

/** A small office: an owner, a coordinator, a director; time moves only when told. */
export class Office {
  state = officeWith(calendar);
  at = START;
  log: { on: string; notice: NoticeDraft }[] = [];
  readonly events: EventDraft[] = [];

  get context(): Context {
    return { at: this.at, actor: { id: 'person-1', roles: ['coordinator'] } };
  }
  take(drafts: EventDraft[]): void {
    const on = today(this.state, this.at);
    for (const draft of drafts) for (const notice of draft.notify ?? []) this.log.push({ on, notice });
    const seq = this.events.length + 1;
    this.state = evolve(
      this.state,
      drafts.map((draft, index) => ({ ...draft, seq: seq + index, at: this.at, by: 'x', commandId: null })),
    );
    this.events.push(...drafts);
  }
  open(opening: Partial<Opening> = {}): void {
    this.take([
      openFollowUp(this.state, this.context, {
        kind: 'visit-note',
        about: { kind: 'visit', id: 'visit-1' },
        ownerPostId: 'post-owner',
        ...opening,
      }),
    ]);
  }
  send(name: string, data: unknown, by = 'person-1', who: Partial<Actor> = {}) {
    const spec = commands.get(name);
    if (!spec) throw new Error(name);
    const actor: Actor = { id: by, roles: ['coordinator'], ...who };
    const decision = spec.decide(this.state, data as never, { at: this.at, actor });
    if (isRefusal(decision)) return decision.refused;
    this.take(decision);
    return 'done';
  }
  /** Sleeps from wake to wake until the instant, as the loop does. */
  until(instant: string): void {
    for (let wake = nextWake(this.state); wake !== null && wake <= instant; wake = nextWake(this.state)) {
      this.at = wake;
      this.take(due(this.state, this.context));
    }
    this.at = instant;
  }
  told(): string[] {
    return this.log.map(
      ({ on, notice }) => `${on} ${notice.kind} ${'postId' in notice.to ? notice.to.postId : notice.to.personId}`,
    );
  }
}

/** Open matters of which nothing will ever be said again though they are on no list: what the product is against. */
export function silentOnes(host: FollowUpHost): string[] {
  return Object.values(host.followUps)
    .filter((f) => f.steps.length === 0 && !f.meetingListOn)
    .map((f) => f.id);
}

/** The same without what is a question: that is asked each quarter for as long as nobody answers. */
export function withoutQuestions(host: FollowUpHost): FollowUpHost {
  const followUps = Object.fromEntries(Object.entries(host.followUps).filter(([, f]) => !isAssumed(f)));
  return { ...host, followUps };
}
