import { describe, expect, test } from '@jest/globals';
import { deciders } from '../../domain/deciders.ts';
import { migrateState, UnknownSchemaVersion } from '../../domain/migrate.ts';

const initial = { schemaVersion: 3, name: '', open: [] as string[], added: null as string | null };
const upgrades = [
  (s: Record<string, unknown>) => ({ ...s, name: String(s['title']) }),
  (s: Record<string, unknown>) => ({ ...s, open: Object.keys(Object(s['open'])) }),
];

describe('a carried state', () => {
  test('of an older version goes through every upgrade after it; what was added has its initial value', () => {
    expect(migrateState(initial, { schemaVersion: 1, title: 'a', open: { x: 1 } }, upgrades)).toMatchObject({
      schemaVersion: 3,
      name: 'a',
      open: ['x'],
      added: null,
    });
    expect(migrateState(initial, { schemaVersion: 2, name: 'b', open: { y: 1 } }, upgrades)).toEqual({
      schemaVersion: 3,
      name: 'b',
      open: ['y'],
      added: null,
    });
  });

  test('is not changed itself, and nothing carried is the initial state', () => {
    const carried = Object.freeze({ schemaVersion: 3, name: 'c', open: [], added: 'd' });
    expect(migrateState(initial, carried, upgrades)).toEqual(carried);
    expect(migrateState(initial, null, upgrades)).toBe(initial);
  });

  test.each([[{ schemaVersion: 4 }], [{ schemaVersion: 0 }], [{ schemaVersion: 1.5 }], [{}], ['text'], [[]]])(
    'of a version that is not known is refused by name: %j',
    (carried) => {
      expect(() => migrateState(initial, carried, upgrades)).toThrow(UnknownSchemaVersion);
      expect(() => migrateState(initial, carried, upgrades)).toThrow(/this version knows 1 to 3/);
    },
  );

  test('every decider reads its own and refuses a newer one', () => {
    const agreementId = 'agreement-2026-0001-a-b';
    for (const decider of Object.values(deciders)) {
      const ref = { kind: decider.kind, id: `${agreementId}.plan-1`, agreementId };
      const state = decider.initial(ref);
      const { hold: _added, ...older } = state;
      expect(decider.migrate(ref, older)).toEqual(state);
      expect(() => decider.migrate(ref, { ...state, schemaVersion: 2 })).toThrow(UnknownSchemaVersion);
    }
  });
});
