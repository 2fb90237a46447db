import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendar } from '../../../activities/calendars.ts';
import { agreement } from '../../../domain/agreement/index.ts';
import { stages } from '../../../domain/agreement/state.ts';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import { symposiumGate } from '../../../domain/agreement/symposium.ts';
import { visitGate } from '../../../domain/agreement/visit.ts';
import { anyAct, everybody, RandomLife } from '../random-life.ts';

/** The assembled agreement, whatever is done to it. */

const ref = {
  kind: 'agreement',
  id: 'agreement-2026-0001-home-partner',
  agreementId: 'agreement-2026-0001-home-partner',
} as const;
const calendar = loadCalendar('CN', { fromOn: '2026-03-02' });

const RUNS = 160;
/** Of some ninety commands; each run is another sample. */
const MAY_BE_MISSED = 12;
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

/** From its start on. */
function begin(accept: boolean): Life {
  const life = new RandomLife(agreement, ref);
  life.send(start.name, { ...start.data, accept });
  return life;
}
type Life = RandomLife<AgreementState>;

const act = anyAct(agreement, 'startAgreement', endings);

describe('an agreement, whatever is done to it', () => {
  test('property: a random life stays legal, refusals change nothing, folding the events gives the state', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.boolean(), fc.array(act, { minLength: 20, maxLength: 120, size: 'max' }), (accept, acts) => {
        const life = begin(accept);
        for (const { name, days, bodies, by } of acts) {
          if (name === 'sleep') life.sleep(days);
          else if (bodies.some((body, index) => tried(life, name, life.withOpen(body, index), `person-${by}`)))
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
  // What a hold kept back from this morning is told at once; a wake that has passed and tells nothing would spin the loop.
  if (wake !== null && wake <= life.at)
    expect(agreement.due(state, { at: life.at, actor: everybody }).length).toBeGreaterThan(0);
  const card = agreement.card(state, life.at);
  expect(card.path).toHaveLength(5);
  expect(card.openCount).toBe(Object.keys(state.followUps).length);
  goesOn(state);
  for (const item of card.items) if (item.assumed) expect(item.light).not.toBe('red');
}

/** Where nothing more is waited for somebody is asked to go on, and nowhere else. */
function goesOn(state: AgreementState): void {
  const { stage } = state;
  const asked = Object.keys(state.followUps).filter((id) => id.startsWith('advance.'));
  const left = stage === 'visit' ? visitGate(state) : stage === 'symposium' ? symposiumGate(state) : null;
  if (left?.length !== 0) expect(asked).toEqual([]);
  else if (state.status === 'open') expect(asked).toEqual([`advance.${stage}`]);
}
