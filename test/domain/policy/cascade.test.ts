import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adoptable, changed, effectiveValues, isRefused } from '../../../domain/policy/cascade.ts';
import type { SetInScope } from '../../../domain/policy/cascade.ts';
import { followUpPolicies } from '../../../domain/policy/defaults.ts';
import { originText } from '../../../domain/policy/origin-words.ts';
import { kindPolicy, policyValues, valueOf } from '../../../domain/policy/values.ts';

const setIn = (scope: SetInScope['scope'], version: number, values: SetInScope['values']): SetInScope => ({
  scope,
  scopeId: scope === 'system' ? null : `${scope}-1`,
  version,
  values,
});
const system = setIn('system', 0, {});

describe('the table', () => {
  test('has each default within its own range, and each value in both languages with an origin', () => {
    for (const [path, { value, scopes, fixed, title, origin }] of Object.entries(policyValues)) {
      const set = changed([system], scopes[0] ?? 'system', { [path]: value });
      expect([path, isRefused(set) ? set.refused : null]).toEqual([path, fixed ? 'policy-unfit' : null]);
      expect([path, scopes.length === 0]).toEqual([path, fixed !== undefined]);
      expect(title.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(title.en.length).toBeGreaterThan(5);
      expect(origin).toMatch(/inferred|DOMAIN|[A-Z]{1,2}\d/);
    }
  });

  test('says in Chinese what a rung is and where a value comes from: only codes stay as they are', () => {
    for (const [path, { title, origin }] of Object.entries(policyValues)) {
      expect([path, title.zh.match(/[a-z]{3,}/g)]).toEqual([path, null]);
      expect([path, originText(origin).zh.match(/[a-z]{3,}/g)]).toEqual([path, null]);
    }
    for (const { origin } of Object.values(followUpPolicies)) expect(originText(origin).zh).not.toMatch(/[a-z]{3,}/);
    expect(policyValues['kinds.commitment.steps.before']?.title.zh).toBe('落实约定事项：到期前提醒，自到期日起');
    expect(originText('KT3 (monthly); time inferred').zh).toBe('KT3（每月）；时限为本系统建议');
  });

  test('has every number of every kind: what the rules go by is what is set', () => {
    const numbers = Object.entries(policyValues).filter(([path]) => path.startsWith('kinds.'));
    const moved = Object.fromEntries(numbers.map(([path, { value }]) => [path, Number(value) + 1]));
    for (const kind of Object.keys(followUpPolicies) as (keyof typeof followUpPolicies)[]) {
      const [before, after] = [kindPolicy(undefined, kind), kindPolicy(moved, kind)];
      expect(after.dueWorkingDays).toBe(before.dueWorkingDays + 1);
      expect(after.steps.map((step) => step.offsetWorkingDays)).toEqual(
        before.steps.map((step) => step.offsetWorkingDays + 1),
      );
    }
    expect(numbers.length).toBeGreaterThan(150);
  });
});

describe('the cascade', () => {
  test('property: of each value the nearest that says something counts; nobody set is the default', () => {
    const paths = ['ladder.repeatTimes', 'hold.maxWorkingDays', 'kinds.minutes.dueWorkingDays'] as const;
    const values = fc.dictionary(fc.constantFrom(...paths), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (sets) => {
        const line = sets.map((set, n) => setIn(n === 0 ? 'system' : 'organisation', n, set));
        const effective = new Map(effectiveValues(line).map((one) => [one.path, one]));
        for (const path of paths) {
          const said = sets.flatMap((set) => set[path] ?? []);
          expect(effective.get(path)).toMatchObject({
            value: said.at(-1) ?? policyValues[path]?.value,
            isDefault: said.length === 0,
            default: policyValues[path]?.value,
          });
          const above = sets.slice(0, -1).flatMap((set) => set[path] ?? []);
          expect(effective.get(path)?.inherited).toBe(above.at(-1) ?? policyValues[path]?.value);
        }
        const given = adoptable(line);
        expect(valueOf(given.values, 'ladder.repeatTimes')).toBe(effective.get('ladder.repeatTimes')?.value);
      }),
      { numRuns: 200 },
    );
  });

  test('an agreement adopts numbers only, and nothing where nothing is set', () => {
    expect(adoptable([system])).toEqual({ version: 1 });
    expect(adoptable([setIn('system', 4, { 'reach.digestTime': '09:00' })])).toEqual({ version: 5 });
    const line = [
      setIn('system', 4, { 'reach.digestTime': '09:00' }),
      setIn('organisation', 7, { 'hold.maxWorkingDays': 9 }),
    ];
    expect(adoptable(line)).toEqual({ version: 8, values: { 'hold.maxWorkingDays': 9 } });
  });
});
