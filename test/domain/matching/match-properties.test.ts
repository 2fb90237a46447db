import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assign } from '../../../domain/matching/assignment.ts';
import { freeTime } from '../../../domain/matching/availability.ts';
import { comparePlans } from '../../../domain/matching/compare.ts';
import { proposeMatching } from '../../../domain/matching/match.ts';
import type { MatchingInput, MatchingPlan, PersonAtNeed } from '../../../domain/matching/plan.ts';
import { ruleOf } from '../../../domain/matching/schemes.ts';
import { shippedSchemes } from '../../../domain/matching/schemes-shipped.ts';
import { dice } from './instances.ts';
import { randomBatch } from './random-batch.ts';

fc.configureGlobal({ numRuns: Number(process.env['MATCHING_RUNS'] ?? 40) });

/** What holds of any plan. Rules are stated again here, in another way than the matcher has them. */

const batch = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    people: fc.integer({ min: 1, max: 12 }),
    needs: fc.integer({ min: 1, max: 12 }),
    scheme: fc.constantFrom(...shippedSchemes),
    leastFitPercent: fc.constantFrom(0, 20, 35),
  })
  .map(({ seed, people, needs, scheme, leastFitPercent }): MatchingInput => ({
    ...randomBatch(seed, { people, needs }, scheme),
    leastFitPercent,
  }));

function plannedOf(input: MatchingInput): MatchingPlan {
  const plan = proposeMatching(input, assign);
  if ('refused' in plan) throw new Error(`${plan.rule}: ${plan.sentence.en}`);
  return plan;
}
const placesOf = (plan: MatchingPlan) => plan.matched.flatMap(({ places }) => places);
const pairsOf = (plan: MatchingPlan): string[] =>
  placesOf(plan).map(({ personId, needKey }) => `${personId} ${needKey}`);

/** Every month's first day of the years that a batch is about. */
const days = Array.from(
  { length: 48 },
  (_, at) => `${2025 + Math.floor(at / 12)}-${String(1 + (at % 12)).padStart(2, '0')}-01`,
);

function keepsEveryRule(input: MatchingInput, plan: MatchingPlan): void {
  const { scheme } = input;
  for (const researcher of input.researchers) {
    const given = placesOf(plan).filter(({ personId }) => personId === researcher.personId);
    const needs = given.map(({ needKey }) => input.needs.find(({ key }) => key === needKey) ?? input.needs[0]);
    const periods = [
      ...researcher.places,
      ...needs.flatMap((need) =>
        need ? [{ enterpriseId: need.enterpriseId, fromOn: need.fromOn, toOn: need.toOn }] : [],
      ),
    ];
    const cap = ruleOf(scheme, 'max-enterprises')?.value ?? Infinity;
    for (const need of needs) {
      for (const on of days.filter((day) => need && need.fromOn <= day && day <= need.toOn)) {
        const there = periods.filter(({ fromOn, toOn }) => fromOn <= on && on <= toOn);
        expect(new Set(there.map(({ enterpriseId }) => enterpriseId)).size).toBeLessThanOrEqual(cap);
      }
      if (!need) continue;
      expect(researcher.exclusions.map(({ organisationId }) => organisationId)).not.toContain(need.enterpriseId);
      expect(ruleOf(scheme, 'home-unit-consent') && researcher.homeUnitConsents).not.toBe('no');
      const isUnderstood = need.languages.some((one) => researcher.languages.includes(one));
      if (ruleOf(scheme, 'common-language') && researcher.languages.length > 0) expect(isUnderstood).toBe(true);
      // As if all were at the same time: never more than is free in the scarcest of their periods.
      const spent = given.reduce((sum, { daysAYear }) => sum + daysAYear, 0);
      expect(spent).toBeLessThanOrEqual(freeTime(researcher, need, input.on).freeDays);
    }
    for (const { daysAYear } of given) {
      expect(daysAYear).toBeGreaterThanOrEqual(ruleOf(scheme, 'min-days-a-year')?.value ?? 0);
      expect(daysAYear).toBeGreaterThanOrEqual(((ruleOf(scheme, 'min-share-of-time')?.value ?? 0) * 250) / 100);
    }
  }
  const size = ruleOf(scheme, 'team-size');
  for (const { needKey, places, wanted } of plan.matched) {
    const need = input.needs.find(({ key }) => key === needKey);
    expect(places.length).toBeGreaterThanOrEqual(Math.max(need?.team.least ?? 1, size?.least ?? 1));
    expect(places.length).toBeLessThanOrEqual(Math.min(wanted, size?.most ?? Infinity));
    expect(new Set(places.map(({ personId }) => personId)).size).toBe(places.length);
  }
}

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const roll = dice(seed);
  return items
    .map((item) => ({ item, at: roll() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

describe('any plan', () => {
  test('keeps every rule of its scheme, accounts for every need and adds up', () => {
    let placed = 0;
    fc.assert(
      fc.property(batch, (input) => {
        const plan = plannedOf(input);
        keepsEveryRule(input, plan);
        placed += placesOf(plan).length;
        const keys = [...plan.matched, ...plan.unmatched].map(({ needKey }) => needKey);
        expect(keys.toSorted()).toEqual(input.needs.map(({ key }) => key).toSorted());
        expect(plan.totalPoints).toBe(placesOf(plan).reduce((sum, { points }) => sum + points, 0));
        expect(plan.boundPoints).toBeGreaterThanOrEqual(plan.totalPoints);
        for (const { points } of placesOf(plan))
          expect(points >= 0 && points <= 1000 && Number.isInteger(points)).toBe(true);
      }),
    );
    // Empty plans keep every rule: they must not be all that was looked at.
    expect(placed).toBeGreaterThan(10);
  });

  test('is the same in whatever order its lists come, and its hash with it', () => {
    fc.assert(
      fc.property(batch, fc.integer(), (input, seed) => {
        const mixed: MatchingInput = {
          ...input,
          terms: shuffled(input.terms, seed),
          scheme: { ...input.scheme, rules: shuffled(input.scheme.rules, seed) },
          needs: shuffled(input.needs, seed).map((need) => ({ ...need, terms: shuffled(need.terms, seed) })),
          researchers: shuffled(input.researchers, seed).map((one) => ({
            ...one,
            terms: shuffled(one.terms, seed),
            places: shuffled(one.places, seed),
            exclusions: shuffled(one.exclusions, seed),
          })),
        };
        const plan = plannedOf(input);
        expect(plannedOf(mixed)).toEqual(plan);
        expect(comparePlans(plan, plannedOf(mixed))).toMatchObject({ isSameInput: true, needs: [], people: [] });
      }),
    );
  });

  test('another input has another hash', () => {
    fc.assert(
      fc.property(batch, fc.nat(), (input, at) => {
        const changed = input.needs.map((need, index) =>
          index === at % input.needs.length ? { ...need, daysAYear: need.daysAYear + 1 } : need,
        );
        expect(plannedOf({ ...input, needs: changed }).inputHash).not.toBe(plannedOf(input).inputHash);
      }),
    );
  });

  test('a pin is in the plan or refused by its rule, and then the rest still keeps every rule', () => {
    const seen = { kept: 0, refused: 0 };
    fc.assert(
      fc.property(batch, fc.nat(), fc.nat(), (input, r, n) => {
        const pin: PersonAtNeed = {
          personId: input.researchers[r % input.researchers.length]?.personId ?? '',
          needKey: input.needs[n % input.needs.length]?.key ?? '',
        };
        const plan = proposeMatching({ ...input, pins: [pin] }, assign);
        if ('refused' in plan) {
          seen.refused += 1;
          expect({ personId: plan.personId, needKey: plan.needKey }).toEqual(pin);
          // Without the pin nobody could have put them together either.
          expect(pairsOf(plannedOf(input))).not.toContain(`${pin.personId} ${pin.needKey}`);
          return;
        }
        seen.kept += 1;
        expect(pairsOf(plan)).toContain(`${pin.personId} ${pin.needKey}`);
        keepsEveryRule(input, plan);
        // A pin is a wish that costs: where it let nobody in who does not fit in words, the whole is not better for it.
        if (input.leastFitPercent === 0) expect(plan.totalPoints).toBeLessThanOrEqual(plannedOf(input).boundPoints);
      }),
    );
    expect(seen.kept).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  });

  test('who is left out is never in it; leaving out who was not in it changes no place', () => {
    fc.assert(
      fc.property(batch, fc.nat(), (input, at) => {
        const before = plannedOf(input);
        const personId = input.researchers[at % input.researchers.length]?.personId ?? '';
        const after = plannedOf({ ...input, excludes: [{ personId, needKey: null }] });
        expect(placesOf(after).filter((place) => place.personId === personId)).toEqual([]);
        expect(after.totalPoints).toBeLessThanOrEqual(before.boundPoints);
        if (placesOf(before).every((place) => place.personId !== personId)) {
          expect(after.totalPoints).toBe(before.totalPoints);
        }
        keepsEveryRule(input, after);
      }),
    );
  });

  test('says of each need who is next, and never somebody of its team', () => {
    fc.assert(
      fc.property(batch, (input) => {
        for (const { places, next } of plannedOf(input).matched) {
          const team = places.map(({ personId }) => personId);
          expect(next.length).toBeLessThanOrEqual(2);
          for (const { personId, kind, blocks, pointsFewer, placedAt } of next) {
            expect(team).not.toContain(personId);
            expect(blocks.length > 0).toBe(kind === 'blocked');
            if (kind === 'fewer-points') expect(pointsFewer).toBeGreaterThan(0);
            if (kind === 'placed-better') expect(placedAt.length).toBeGreaterThan(0);
          }
        }
      }),
    );
  });
});
