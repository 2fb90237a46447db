import { z } from 'zod';
import { assemble, command, eventType } from '../../domain/decider.ts';
import type { Card, Decider } from '../../domain/decider.ts';
import { refuse } from '../../domain/refusal.ts';
import { entityLoop } from '../../workflows/entity.ts';
import type { EntityInput } from '../../workflows/inputs.ts';

/** The smallest entity: counts. Shows what the loop itself does, without our domain. */
export interface ToyState {
  total: number;
  wakeAt: string | null;
  rung: number;
  closed: boolean;
}

const added = eventType<ToyState, { by: number }>('added', (s, d) => {
  s.total += d.by;
});
const alarmed = eventType<ToyState, { at: string | null }>('alarmSet', (s, d) => {
  s.wakeAt = d.at;
});
const rang = eventType<ToyState, object>('rang', (s) => {
  s.rung += 1;
  s.wakeAt = null;
});
const ended = eventType<ToyState, object>('ended', (s) => {
  s.closed = true;
});

const everybody = ['coordinator'] as const;
const describe = { en: 'toy', zh: '玩具' };
const { commands, evolve } = assemble<ToyState>([
  {
    events: [added, alarmed, rang, ended],
    commands: [
      command({
        name: 'add',
        path: 'add',
        who: everybody,
        describe,
        schema: () => z.strictObject({ by: z.int() }),
        decide: (_s: ToyState, d) => (d.by > 0 ? [added(null, d)] : refuse('wrong-state', 'not positive', '须为正数')),
      }),
      command({
        name: 'setAlarm',
        path: 'alarm',
        who: everybody,
        describe,
        schema: () => z.strictObject({ at: z.string().nullable() }),
        decide: (_s: ToyState, d) => [alarmed(null, d)],
      }),
      // A rule with a fault in it: throws what a programmer's slip throws.
      command({
        name: 'slip',
        path: 'slip',
        who: everybody,
        describe,
        schema: () => z.strictObject({ how: z.enum(['Error', 'ZodError']) }),
        decide: (_s: ToyState, d) => {
          if (d.how === 'ZodError') z.string().parse(1);
          throw new Error('a plain one');
        },
      }),
      command({
        name: 'end',
        path: 'end',
        who: everybody,
        describe,
        schema: () => z.strictObject({}),
        decide: () => [ended(null, {})],
      }),
    ],
  },
]);

const toyCard = (s: ToyState): Card => ({
  status: s.closed ? 'closed' : 'open',
  stage: 'visit',
  path: [],
  light: 'green',
  homeUnitId: null,
  partyIds: [],
  ownerPostId: null,
  nextDueOn: null,
  nextDueAt: s.wakeAt,
  lastContactOn: null,
  items: [],
  openCount: s.total,
  questionCount: 0,
  planIds: [],
  parentId: null,
  closed: s.closed,
});

export const toyDecider: Decider<ToyState> = {
  kind: 'agreement',
  initial: () => ({ total: 0, wakeAt: null, rung: 0, closed: false }),
  commands,
  decide: (s, name, data, context) =>
    commands.get(name)?.decide(s, data as never, context) ?? refuse('shape-invalid', 'unknown', '未知'),
  evolve,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  migrate: (_ref, carried) => carried as ToyState,
  due: (s, context) => (s.wakeAt && s.wakeAt <= context.at ? [rang(null, {})] : []),
  nextWake: (s) => s.wakeAt,
  card: toyCard,
};

export async function toy(input: EntityInput): Promise<void> {
  await entityLoop(toyDecider, 'toy', input);
}
