import fc from 'fast-check';
import { foresee } from '../../domain/foresight/foresee.ts';
import { aBigAgreement, anyAgreement, later } from '../domain/foresight/lives.ts';
import { machine, quantile, row, say } from './report.ts';

const isQuick = process.argv.includes('--quick');
const CALLS = 300;
const WARM_UP = 50;
const OPEN_ITEMS = 100;
const LIVES = isQuick ? 100 : 1_000;
const DAYS = 90;

/** The rules alone: no server, no database. */
export function rules(): Promise<void> {
  say(machine());
  withManyItems();
  say();
  lookAhead();
  return Promise.resolve();
}

/** What the loop asks at each pass: what has fallen due, and when to wake next. */
function withManyItems(): void {
  const life = aBigAgreement(70, 70);
  const { decider, state } = life;
  const open = Object.values(state.followUps);
  for (const { id } of open.slice(OPEN_ITEMS)) delete state.followUps[id];
  const actor = { id: 'system', roles: ['system' as const] };
  // On the due date of many, and on an ordinary day on which nothing is due.
  const wakeAt = decider.nextWake(state) ?? life.at;
  const lateAt = later(life.at, 60);
  row(`${Object.keys(state.followUps).length} open items, ms of a call`, 'half of them', '99 of 100', 'CPU, mean');
  time('nextWake', () => decider.nextWake(state));
  time('due, nothing is', () => decider.due(state, { at: life.at, actor }));
  time(`due, ${decider.due(state, { at: wakeAt, actor }).length} are`, () => decider.due(state, { at: wakeAt, actor }));
  time(`due, ${decider.due(state, { at: lateAt, actor }).length} are (60 days overslept)`, () =>
    decider.due(state, { at: lateAt, actor }),
  );
}

/** On a machine with others at work the processor's time says more than the clock's. */
function time(title: string, call: () => unknown): void {
  for (let n = 0; n < WARM_UP; n += 1) call();
  const cpu = process.cpuUsage();
  const taken = Array.from({ length: CALLS }, () => {
    const from = performance.now();
    call();
    return performance.now() - from;
  });
  const { user, system } = process.cpuUsage(cpu);
  row(title, quantile(taken, 0.5), quantile(taken, 0.99), (user + system) / 1_000 / CALLS);
}

/** Agreements at any moment of any life, as the rehearsal of a policy looks at them: each for ninety days, if nobody does anything. */
function lookAhead(): void {
  const lives = fc.sample(anyAgreement, { numRuns: LIVES, seed: 20_260_302 });
  const cpu = process.cpuUsage();
  const from = performance.now();
  let steps = 0;
  let notices = 0;
  for (const { decider, state, seq, at } of lives) {
    const seen = foresee(decider, { state, seq }, { fromAt: at, toAt: later(at, DAYS) });
    steps += seen.steps.length;
    notices += seen.steps.reduce((total, step) => total + step.notices.length, 0);
  }
  const { user } = process.cpuUsage(cpu);
  row(`${LIVES} agreements foreseen over ${DAYS} days, s`, (performance.now() - from) / 1_000);
  row('CPU s', user / 1_000_000);
  row('wakes', steps);
  row('notices', notices);
}
