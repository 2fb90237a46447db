import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assign } from '../../../domain/matching/assignment.ts';
import { proposeMatching } from '../../../domain/matching/match.ts';
import type { MatchingInput } from '../../../domain/matching/plan.ts';
import type { HeldPlace, NeedProfile } from '../../../domain/matching/profiles.ts';
import { shippedSchemes } from '../../../domain/matching/schemes-shipped.ts';
import { blockedTogether, periodOf, togetherOf } from '../../../domain/matching/together.ts';
import type { PlannedNeed } from '../../../domain/matching/together.ts';
import { dice } from './instances.ts';
import { randomBatch } from './random-batch.ts';

fc.configureGlobal({ numRuns: Number(process.env['MATCHING_RUNS'] ?? 40) });

/** Few enterprises with many needs in two agreements, over one another or one after the other, some of them begun. */
const crowded = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    people: fc.integer({ min: 1, max: 5 }),
    needs: fc.integer({ min: 4, max: 12 }),
    scheme: fc.constantFrom(...shippedSchemes),
    on: fc.constantFrom('2026-07-01', '2026-10-15', '2027-01-01'),
  })
  .map(({ seed, people, needs, scheme, on }): MatchingInput => {
    const roll = dice(seed);
    const one = randomBatch(seed, { people, needs }, scheme);
    const periods = [
      ['2026-09-01', '2027-12-31'],
      ['2027-07-01', '2029-12-31'],
      ['2028-01-01', '2030-06-30'],
    ] as const;
    return {
      ...one,
      on,
      leastFitPercent: 0,
      researchers: one.researchers.map((each) => ({ ...each, languages: [], halfDaysAWeek: 10 })),
      needs: one.needs.map((need, index) => {
        const agreementId = `agreement-${roll() < 0.7 ? 1 : 2}`;
        const needId = `need-${index}`;
        const [fromOn, toOn] = periods[Math.floor(roll() * 3)] ?? periods[0];
        const enterpriseId = `org-e${Math.floor(roll() * 2)}`;
        const daysAYear = 5 + Math.floor(roll() * 40);
        return { ...need, agreementId, needId, key: `${agreementId}/${needId}`, enterpriseId, fromOn, toOn, daysAYear };
      }),
    };
  });

interface Proposal extends PlannedNeed {
  need: NeedProfile;
  daysAYear: number;
}

/** Accepts every proposal as the API does: what stands against it, by its rule. */
function refusedOf(input: MatchingInput, seed: number) {
  const plan = proposeMatching(input, assign);
  if ('refused' in plan) throw new Error(plan.sentence.en);
  const proposals = plan.matched
    .flatMap(({ places }) => places)
    .map((place): Proposal => {
      const need = input.needs.find(({ key }) => key === place.needKey);
      if (!need) throw new Error(place.needKey);
      return { ...need, need, personId: place.personId, daysAYear: Math.ceil(place.daysAYear) };
    });
  const roll = dice(seed);
  let open = proposals
    .map((each) => ({ each, at: roll() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
  const held = new Map<string, (HeldPlace & { agreementId: string })[]>();
  const found = { refusals: [] as string[], joined: 0, apart: 0 };
  for (let [next] = open; next; [next] = open) {
    const group = togetherOf(open).get(next) ?? [];
    const { personId, agreementId, enterpriseId } = next;
    const researcher = input.researchers.find((each) => each.personId === personId);
    if (!researcher) throw new Error(personId);
    const before = held.get(personId) ?? [];
    const places = [
      ...researcher.places,
      ...before.map((place) => ({ ...place, isOfPlan: place.agreementId !== agreementId })),
    ];
    const daysAYear = group.reduce((sum, each) => sum + each.daysAYear, 0);
    const needs = group.map(({ need }) => need);
    const blocks = blockedTogether({ ...researcher, places }, needs, input.scheme, { on: input.on, daysAYear });
    found.refusals.push(...blocks.map(({ need, block }) => `${personId} ${need.key} ${block.rule}`));
    found.joined += group.length > 1 ? 1 : 0;
    found.apart += before.some((place) => place.enterpriseId === enterpriseId) ? 1 : 0;
    const placementId = `${agreementId}.placement-${open.length}`;
    held.set(personId, [
      ...before,
      { placementId, agreementId, enterpriseId, daysAYear, ...periodOf(needs, input.on) },
    ]);
    open = open.filter((each) => !group.includes(each));
  }
  return found;
}

describe('proposals that are one placement', () => {
  test('every proposal of a plan can be accepted, one after the other, in any order', () => {
    let joined = 0;
    let apart = 0;
    fc.assert(
      fc.property(crowded, fc.nat(), (input, seed) => {
        const found = refusedOf(input, seed);
        expect(found.refusals).toEqual([]);
        joined += found.joined;
        apart += found.apart;
      }),
    );
    // Both kinds have to be among them: needs that are one placement, and second places at one enterprise.
    expect(joined).toBeGreaterThan(0);
    expect(apart).toBeGreaterThan(0);
  });

  const place = (key: string, fromOn: string, toOn: string, more: Partial<PlannedNeed> = {}) => ({
    key,
    personId: 'person-a',
    agreementId: 'agreement-1',
    enterpriseId: 'org-a',
    fromOn,
    toOn,
    ...more,
  });
  const keysOf = (places: ReturnType<typeof place>[]): string[] =>
    [...new Set(togetherOf(places).values())].map((group) => group.map(({ key }) => key).join('+'));

  test('the same person, enterprise and agreement, with periods that touch each other, if only by a third', () => {
    const spring = place('spring', '2027-01-01', '2027-06-30');
    const autumn = place('autumn', '2027-07-01', '2027-12-31');
    expect(keysOf([spring, autumn])).toEqual(['spring', 'autumn']);
    const summer = place('summer', '2027-06-30', '2027-07-01');
    expect(keysOf([spring, autumn, summer])).toEqual(['spring+autumn+summer']);
    const others = [{ personId: 'person-b' }, { enterpriseId: 'org-b' }, { agreementId: 'agreement-2' }];
    for (const other of others) {
      expect(keysOf([spring, place('other', '2027-01-01', '2027-06-30', other)])).toEqual(['spring', 'other']);
    }
  });

  test('the period is from the first day to the last, and not before today', () => {
    const periods = [place('a', '2027-03-01', '2027-12-31'), place('b', '2027-01-01', '2027-06-30')];
    expect(periodOf(periods, '2026-09-01')).toEqual({ fromOn: '2027-01-01', toOn: '2027-12-31' });
    expect(periodOf(periods, '2027-02-01')).toEqual({ fromOn: '2027-02-01', toOn: '2027-12-31' });
    expect(periodOf(periods.slice(1), '2027-07-01')).toEqual({ fromOn: '2027-01-01', toOn: '2027-06-30' });
  });
});
