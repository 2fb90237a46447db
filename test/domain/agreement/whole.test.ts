import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendar } from '../../../activities/calendars.ts';
import { agreement } from '../../../domain/agreement/index.ts';
import { stages } from '../../../domain/agreement/state.ts';
import type { Actor, RecordedEvent } from '../../../domain/decider.ts';
import { propose } from '../../../domain/propose.ts';
import { anyBody } from '../../support/any-command.ts';

/** The assembled agreement, whatever is done to it. */

const ref = {
  kind: 'agreement',
  id: 'agreement-2026-0001-home-partner',
  agreementId: 'agreement-2026-0001-home-partner',
} as const;
const everybody: Actor = {
  id: 'person-9',
  roles: ['coordinator', 'secretary', 'liaison', 'director', 'leader', 'owner', 'confirmer', 'system'],
};
const calendar = loadCalendar('CN', { fromOn: '2026-03-02' });
const START = '2026-03-02T01:00:00.000Z';

const RUNS = 50;
/** Of some sixty commands; each run is another sample. */
const MAY_BE_MISSED = 10;
/** After these there is little left to try. */
const endings: ReadonlySet<string> = new Set(['declineIntake', 'closeAgreement', 'decideReview']);

const start = {
  name: 'startAgreement',
  data: {
    parties: [
      { organisationId: 'org-home', role: 'host', ours: true },
      { organisationId: 'org-partner', role: 'guest', ours: false },
      { organisationId: 'org-third', role: 'partner', ours: false },
    ],
    adopted: {
      homeUnit: {
        organisationId: 'org-home',
        liaisonPostId: 'post-1',
        coordinatorPostId: 'post-2',
        directorPostId: 'post-3',
        leaderPostId: null,
      },
      calendar,
      policy: { version: 1 },
    },
  },
};

/** Lives an agreement as the loop does: commands and wakes in order, every pass one proposal, folded from its events. */
class Life {
  state = agreement.initial(ref);
  seq = 0;
  at = START;
  nextWakeAt: string | null = null;
  events: RecordedEvent[] = [];
  private n = 0;

  constructor(accept: boolean) {
    this.send(start.name, { ...start.data, accept });
  }
  send(name: string, data: unknown, actor = everybody) {
    const commandId = `c${(this.n += 1)}`;
    const proposal = propose(
      agreement,
      ref,
      { state: this.state, seq: this.seq },
      [{ commandId, name, actor, data }],
      this.at,
    );
    this.follow(proposal);
    return proposal;
  }
  follow(proposal: ReturnType<typeof propose>): void {
    // Through JSON, as Temporal and Postgres hand it on.
    const recorded: RecordedEvent[] = JSON.parse(JSON.stringify(proposal.events));
    this.state = agreement.evolve(this.state, recorded);
    this.seq += recorded.length;
    this.events.push(...recorded);
    this.nextWakeAt = proposal.nextWakeAt;
  }
  sleep(days: number): void {
    const until = new Date(Date.parse(this.at) + days * 86_400_000).toISOString();
    let wakes = 0;
    while (this.nextWakeAt !== null && this.nextWakeAt <= until) {
      if ((wakes += 1) > 500) throw new Error(`it wakes for nothing at ${this.nextWakeAt}`);
      this.at = this.nextWakeAt > this.at ? this.nextWakeAt : this.at;
      this.follow(propose(agreement, ref, { state: this.state, seq: this.seq }, [], this.at));
    }
    this.at = until;
  }
}

/** One thing that is done. Of several bodies the first that is taken counts, so that lives get somewhere. */
const act = fc.oneof(
  {
    weight: 25,
    arbitrary: fc.integer({ min: 1, max: 12 }).map((days) => ({ name: 'sleep', days, bodies: [] as unknown[], by: 1 })),
  },
  ...[...agreement.commands.values()]
    .filter((spec) => spec.name !== 'startAgreement')
    .map((spec) => ({
      weight: endings.has(spec.name) ? 1 : 6,
      arbitrary: fc
        .tuple(fc.array(anyBody(spec), { minLength: 4, maxLength: 4 }), fc.integer({ min: 1, max: 3 }))
        .map(([bodies, by]) => ({ name: spec.name, days: 0, bodies, by })),
    })),
);

describe('an agreement, whatever is done to it', () => {
  test('property: a random life stays legal, refusals change nothing, folding the events gives the state', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.boolean(), fc.array(act, { minLength: 20, maxLength: 120, size: 'max' }), (accept, acts) => {
        const life = new Life(accept);
        for (const { name, days, bodies, by } of acts) {
          if (name === 'sleep') life.sleep(days);
          else if (bodies.some((body, index) => tried(life, name, withOpen(life, body, index), `person-${by}`)))
            seen.add(name);
          legal(life);
        }
        expect(agreement.evolve(agreement.initial(ref), life.events)).toEqual(life.state);
      }),
      { numRuns: RUNS },
    );
    // What never succeeds was not tried: the pool must know the things a command names.
    const never = [...agreement.commands.keys()].filter((name) => !seen.has(name) && name !== 'startAgreement');
    expect(never.length > MAY_BE_MISSED ? never : []).toEqual([]);
  }, 60_000);
});

/** Most commands about a follow-up name one that is open; there are too many kinds to meet one by chance. */
function withOpen(life: Life, body: unknown, index: number): unknown {
  const open = Object.keys(life.state.followUps);
  if (typeof body !== 'object' || body === null || !('followUpId' in body) || index === 0 || open.length === 0)
    return body;
  const marked = Object.values(life.state.followUps).find((f) => f.reportedOn || f.pause);
  return { ...body, followUpId: index === 1 && marked ? marked.id : open[(life.seq + index) % open.length] };
}

/** Sends one command; true if it was taken. A refused one must have changed nothing. */
function tried(life: Life, name: string, body: unknown, by: string): boolean {
  const before = JSON.stringify(life.state);
  const { events, outcomes } = life.send(name, body, { ...everybody, id: by });
  const outcome = outcomes[0]?.outcome;
  if (outcome?.status !== 'refused') return true;
  expect(events.filter((event) => event.commandId !== null)).toEqual([]);
  if (events.length === 0) expect(JSON.stringify(life.state)).toBe(before);
  expect(outcome.refusal.detail.zh.length).toBeGreaterThan(0);
  return false;
}

function legal(life: Life): void {
  const { state } = life;
  expect(['intake', 'open', 'hold', 'closed']).toContain(state.status);
  expect(stages).toContain(state.stage);
  if (state.status === 'closed') {
    expect(state.followUps).toEqual({});
    expect(agreement.nextWake(state)).toBeNull();
  }
  const wake = agreement.nextWake(state);
  if (wake !== null) expect(wake > life.at).toBe(true);
  const card = agreement.card(state, life.at);
  expect(card.path).toHaveLength(5);
  expect(card.openCount).toBe(Object.keys(state.followUps).length);
  for (const item of card.items) if (item.assumed) expect(item.light).not.toBe('red');
}
