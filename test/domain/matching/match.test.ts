import { describe, expect, test } from '@jest/globals';
import { assign } from '../../../domain/matching/assignment.ts';
import { comparePlans } from '../../../domain/matching/compare.ts';
import { proposeMatching } from '../../../domain/matching/match.ts';
import type { MatchingInput, MatchingPlan, MatchingRefusal } from '../../../domain/matching/plan.ts';
import { scoreParts } from '../../../domain/matching/profiles.ts';
import { weightsFrom } from '../../../domain/matching/score.ts';
import { generalValues } from '../../../domain/policy/general.ts';
import { judgedInput, shipped } from './judged-input.ts';
import { judgedNeeds, judgedPeople } from './judged-set.ts';

const HAN = /[\u4e00-\u9fff]/;
const key = (number: number): string => `agreement-park/need-${number}`;

function planOf(change: Partial<MatchingInput> = {}): MatchingPlan {
  const plan = proposeMatching(judgedInput(change), assign);
  if ('refused' in plan) throw new Error(plan.sentence.en);
  return plan;
}
function refusalOf(change: Partial<MatchingInput>): MatchingRefusal {
  const plan = proposeMatching(judgedInput(change), assign);
  if (!('refused' in plan)) throw new Error('not refused');
  return plan;
}
const matchedNeed = (plan: MatchingPlan, number: number) => {
  const found = plan.matched.find(({ needKey }) => needKey === key(number));
  if (!found) throw new Error(`${key(number)} is not matched`);
  return found;
};
const sentTo = (plan: MatchingPlan, number: number): string[] =>
  matchedNeed(plan, number).places.map(({ personId }) => personId);
const unmatchedNeed = (plan: MatchingPlan, number: number) => {
  const found = plan.unmatched.find(({ needKey }) => needKey === key(number));
  if (!found) throw new Error(`${key(number)} is matched`);
  return found;
};
const plan = planOf();

describe('a plan with its reasons', () => {
  test('why this one: parts that add up to its points, with the terms by name, in both languages', () => {
    for (const { places } of plan.matched) {
      for (const { points, parts } of places) {
        expect(parts.map(({ part }) => part).toSorted()).toEqual([...scoreParts].toSorted());
        const sum = parts.reduce((total, part) => total + part.points, 0);
        // Each part is rounded by itself.
        expect(Math.abs(sum - points)).toBeLessThanOrEqual(4);
        expect(parts.every(({ sentence }) => sentence.en.endsWith('.') && HAN.test(sentence.zh))).toBe(true);
      }
    }
    const [catalysis] = matchedNeed(plan, 1).places;
    expect(catalysis?.parts[0]?.sentence).toEqual({
      en: 'Fields and skills: catalysis, hydrogenation.',
      zh: '领域与技能：催化、加氢。',
    });
  });

  test('why not the next: fewer points, or the rule with its source', () => {
    const [next] = matchedNeed(plan, 1).next;
    expect(next).toMatchObject({ personId: 'person-process', kind: 'fewer-points', blocks: [] });
    expect(next?.sentence.en).toBe(`Fits less by ${next?.pointsFewer ?? ''} of 1000 points.`);
    expect((next?.pointsFewer ?? 0) > 0).toBe(true);
    const [automation] = matchedNeed(plan, 6).next;
    expect(automation).toMatchObject({
      personId: 'person-automation',
      kind: 'blocked',
      blocks: [{ rule: 'home-unit-consent', sentence: { en: 'The person’s own unit does not consent.' } }],
    });
  });

  test('why not the next: worth more elsewhere', () => {
    // One place for two needs of the same field: the one with fewer points goes without, and is told where the person is.
    const people = judgedInput().researchers.map((one) =>
      one.personId === 'person-process' ? { ...one, halfDaysAWeek: 3 } : one,
    );
    const scarce = planOf({ researchers: people });
    const placed = scarce.matched.find(({ places }) => places.some(({ personId }) => personId === 'person-process'));
    expect(placed?.needKey).toBe(key(2));
    const left = unmatchedNeed(scarce, 12);
    expect(left).toMatchObject({ cause: 'capacity', team: { least: 1, possible: 1 } });
    expect(left.nearest[0]).toMatchObject({ personId: 'person-process', placedAt: [key(2)] });
    const second = { ...people.find(({ personId }) => personId === 'person-process'), personId: 'person-second' };
    const both = planOf({
      researchers: [...people, { ...(second as (typeof people)[number]), knownEnterprises: ['org-e2', 'org-e12'] }],
    });
    expect(sentTo(both, 12).concat(sentTo(both, 2)).toSorted()).toEqual(['person-process', 'person-second']);
    const others = [...matchedNeed(both, 2).next, ...matchedNeed(both, 12).next];
    expect(others).toContainEqual(
      expect.objectContaining({ personId: 'person-second', kind: 'placed-better', pointsFewer: -100 }),
    );
  });

  test('which rule blocked whom', () => {
    const rulesOf = (personId: string): string[] =>
      plan.blocked
        .filter((one) => one.personId === personId)
        .flatMap(({ needKey, blocks }) => blocks.map(({ rule }) => `${needKey} ${rule}`));
    expect(rulesOf('person-automation')).toContain(`${key(6)} home-unit-consent`);
    expect(rulesOf('person-enzymes')).toEqual([`${key(5)} no-conflict-of-interest`]);
    expect(plan.blockedMore).toBe(0);
  });

  test('an unmatched need says what it would take', () => {
    const selling = unmatchedNeed(plan, 11);
    expect(selling).toMatchObject({ cause: 'nobody-fits', missingTerms: ['term-marketing'], relaxations: [] });
    expect(selling.sentences.map(({ en }) => en)).toContain('Nobody knows: marketing.');
    const enzymes = unmatchedNeed(plan, 5);
    expect(enzymes.cause).toBe('rules');
    expect(enzymes.nearest[0]).toMatchObject({
      personId: 'person-enzymes',
      blocks: [{ rule: 'no-conflict-of-interest' }],
    });
    // A conflict of interest is nobody's to lift, so that is not what is proposed.
    expect(enzymes.relaxations).toEqual([]);
  });

  test('which rule would give whom, where it is one that somebody could lift', () => {
    const without = { excludes: ['person-data', 'person-process'].map((personId) => ({ personId, needKey: key(6) })) };
    expect(unmatchedNeed(planOf(without), 6).relaxations).toEqual([
      expect.objectContaining({ rule: 'home-unit-consent', personIds: ['person-automation'] }),
    ]);
    const alone = unmatchedNeed(planOf({ scheme: shipped('chongqing') }), 1);
    expect(alone).toMatchObject({ cause: 'rules', team: { least: 2, possible: 0 } });
  });

  test('who does not fit is not counted as left out', () => {
    const away = { excludes: [{ personId: 'person-data', needKey: null }] };
    expect(unmatchedNeed(planOf(away), 11)).toMatchObject({ cause: 'nobody-fits' });
    const everybody = judgedInput().researchers.map(({ personId }) => ({ personId, needKey: null }));
    const none = planOf({ excludes: everybody });
    expect([unmatchedNeed(none, 11).cause, unmatchedNeed(none, 1).cause]).toEqual(['nobody-fits', 'excluded']);
    expect(unmatchedNeed(planOf({ excludes: [{ personId: null, needKey: key(11) }] }), 11).cause).toBe('excluded');
  });

  test('nobody can be in two places, so that is never offered to be left out', () => {
    const { researchers } = judgedInput();
    const places = [
      { placementId: 'x', enterpriseId: 'org-e1', fromOn: '2026-09-01', toOn: '2028-08-31', daysAYear: 1 },
    ];
    const left = unmatchedNeed(planOf({ researchers: researchers.map((one) => ({ ...one, places })) }), 1);
    expect(left).toMatchObject({ cause: 'rules', relaxations: [] });
    expect(left.nearest[0]?.blocks).toMatchObject([{ rule: 'no-overlap' }]);
    expect(JSON.stringify(left.sentences)).not.toMatch(/could go|no-overlap/);
  });

  test('a rule is not offered where too few could go without it', () => {
    const excludes = ['person-data', 'person-process'].map((personId) => ({ personId, needKey: key(6) }));
    const ofTeam = (least: number) => {
      const needs = judgedInput().needs.map((need) =>
        need.key === key(6) ? { ...need, team: { least, wanted: least } } : need,
      );
      return unmatchedNeed(planOf({ excludes, needs }), 6);
    };
    expect(
      ofTeam(1)
        .sentences.map(({ en }) => en)
        .join(' '),
    ).toMatch(/home-unit-consent \(.*\) 1 person could go/);
    expect(ofTeam(2).relaxations).toEqual([]);
    const needs = judgedInput().needs.map((need) =>
      need.key === key(6) ? { ...need, team: { least: 2, wanted: 2 } } : need,
    );
    const one = unmatchedNeed(planOf({ excludes: excludes.slice(1), needs }), 6);
    expect(one).toMatchObject({ cause: 'team', team: { least: 2, possible: 1 } });
    expect(one.sentences.map(({ en }) => en).join(' ')).toMatch(/home-unit-consent \(.*\) 1 more person could go/);
  });

  test('a need without terms says that evaluating it would help', () => {
    const needs = judgedInput().needs.map((need) => (need.key === key(11) ? { ...need, terms: [] } : need));
    const hint = {
      en: 'No field or skill is named for this need yet: evaluating it and naming terms would help.',
      zh: '该需求尚未列明领域与技能：评估该需求并填写术语会有帮助。',
    };
    expect(unmatchedNeed(planOf({ needs }), 11).sentences).toContainEqual(hint);
    expect(unmatchedNeed(plan, 11).sentences).not.toContainEqual(hint);
  });

  test('a team that cannot be filled says how many may go, and what the scheme’s size costs', () => {
    const needs = judgedInput().needs.map((need) => ({ ...need, toOn: '2028-08-31' }));
    const left = unmatchedNeed(planOf({ scheme: shipped('chongqing'), needs }), 10);
    expect(left).toMatchObject({ cause: 'team', team: { least: 2, possible: 1 } });
    expect(left.relaxations).toEqual([{ rule: 'team-size', source: 'CX3', personIds: ['person-materials'] }]);
  });

  test('who is asked for by name comes first and need not fit in words; a substitute is marked', () => {
    expect(matchedNeed(plan, 7).places[0]).toMatchObject({ personId: 'person-platform', isRequested: true });
    const needs = judgedInput().needs.map((need) =>
      need.key === key(11) ? { ...need, requestedPersonId: 'person-environment' } : need,
    );
    expect(sentTo(planOf({ needs }), 11)).toEqual(['person-environment']);
    const away = planOf({
      needs: judgedInput().needs.map((need) =>
        need.key === key(8) ? { ...need, requestedPersonId: 'person-data' } : need,
      ),
      excludes: [{ personId: 'person-data', needKey: key(8) }],
    });
    expect(matchedNeed(away, 8).places[0]).toMatchObject({ isRequested: false, isSubstitute: true });
  });

  test('who has written nothing is still matched by terms, and a need without terms is matched by its text', () => {
    const { researchers, needs } = judgedInput();
    const silent = planOf({ researchers: researchers.map((one) => ({ ...one, text: '' })) });
    expect(matchedNeed(silent, 1).places[0]?.parts.find(({ part }) => part === 'text')).toMatchObject({
      percent: 50,
      sentence: { en: 'There are no two texts to compare; fields and skills count for them by half.' },
    });
    const text = '涂层开裂，希望改进配方并建立可信的试验方法。';
    const wordless = needs.map((need) => (need.key === key(10) ? { ...need, terms: [], text } : need));
    expect(sentTo(planOf({ needs: wordless }), 10)).toEqual(['person-materials']);
  });

  test('a unit that has not answered is to be asked', () => {
    const people = judgedInput().researchers.map((one) => ({ ...one, homeUnitConsents: 'asked' as const }));
    expect(planOf({ researchers: people }).matched[0]?.places[0]?.asksHomeUnit).toBe(true);
    expect(plan.matched[0]?.places[0]?.asksHomeUnit).toBe(false);
  });

  test('no word of a need’s or a profile’s text stands in a plan (S45)', () => {
    const written = JSON.stringify(plan);
    const names = new Set(judgedInput().terms.flatMap(({ en, zh, synonyms }) => [en, zh, ...synonyms]));
    const pieces = [...judgedNeeds, ...judgedPeople].flatMap(({ text }) =>
      [...text.matchAll(/\p{Script=Han}{5,}|[A-Za-z]+(?: [A-Za-z]+){2,}/gu)]
        .flatMap(([piece]) => (HAN.test(piece) ? windows(piece, 5) : [piece]))
        .filter((piece) => ![...names].some((name) => name.includes(piece))),
    );
    expect(pieces.length).toBeGreaterThan(300);
    expect(pieces.filter((piece) => written.includes(piece))).toEqual([]);
  });
});

const windows = (text: string, size: number): string[] =>
  Array.from({ length: text.length - size + 1 }, (_, at) => text.slice(at, at + size));

describe('what if', () => {
  test('a pin is kept and shown as one, even where words do not fit', () => {
    const pinned = planOf({ pins: [{ personId: 'person-catalysis', needKey: key(5) }] });
    expect(matchedNeed(pinned, 5).places).toEqual([
      expect.objectContaining({ personId: 'person-catalysis', isPinned: true }),
    ]);
    expect(comparePlans(plan, pinned)).toMatchObject({
      isSameInput: false,
      newlyMatched: [key(5)],
      newlyUnmatched: [],
      needs: [{ needKey: key(5), before: [], after: ['person-catalysis'] }],
      people: [{ personId: 'person-catalysis', lost: [], gained: [key(5)] }],
      weights: [],
      kept: plan.matched.flatMap(({ places }) => places).length,
    });
  });

  test.each<[string, Partial<MatchingInput>, MatchingRefusal['rule']]>([
    ['a rule is against', { pins: [{ personId: 'person-enzymes', needKey: key(5) }] }, 'no-conflict-of-interest'],
    [
      'is also left out',
      {
        pins: [{ personId: 'person-process', needKey: key(2) }],
        excludes: [{ personId: null, needKey: key(2) }],
      },
      'excluded',
    ],
    ['of nobody', { pins: [{ personId: 'person-nobody', needKey: key(5) }] }, 'unknown-researcher'],
    ['to nothing', { pins: [{ personId: 'person-process', needKey: key(99) }] }, 'unknown-need'],
    [
      'of more days than there are',
      { pins: [2, 6, 12].map((number) => ({ personId: 'person-process', needKey: key(number) })) },
      'capacity',
    ],
    [
      'of more people than wanted',
      { pins: ['person-process', 'person-data'].map((personId) => ({ personId, needKey: key(2) })) },
      'wanted',
    ],
  ])('a pin that %s is refused, by the rule', (_, change, rule) => {
    const refusal = refusalOf(change);
    expect(refusal.rule).toBe(rule);
    expect(refusal.sentence.en).toMatch(/\.$/);
    expect(refusal.sentence.zh).toMatch(HAN);
  });

  test('who is left out is not in the plan, nor is a need', () => {
    const without = planOf({
      excludes: [
        { personId: 'person-process', needKey: null },
        { personId: null, needKey: key(7) },
      ],
    });
    expect(
      without.matched.flatMap(({ places }) => places).filter(({ personId }) => personId === 'person-process'),
    ).toEqual([]);
    expect(unmatchedNeed(without, 7).cause).toBe('excluded');
    const difference = comparePlans(plan, without);
    expect(difference.people.find(({ personId }) => personId === 'person-process')?.lost).toEqual([key(12), key(2)]);
    expect(difference.points.after).toBeLessThan(difference.points.before);
  });

  test('a weight is changed by policy, by scheme and by the what-if, the last of them counting', () => {
    expect(weightsFrom(undefined).terms).toBe(generalValues['matching.weights.terms'].value);
    expect(weightsFrom({ 'matching.weights.terms': 7 }).terms).toBe(7);
    expect(weightsFrom({ 'matching.weights.terms': 7 }, { weights: { terms: 8 } }).terms).toBe(8);
    expect(weightsFrom({ 'matching.weights.terms': 7 }, { weights: { terms: 8 } }, { terms: 0 }).terms).toBe(0);
    const only = { ...weightsFrom(undefined), terms: 0 };
    expect(comparePlans(plan, planOf({ weights: only })).weights).toEqual([{ part: 'terms', before: 40, after: 0 }]);
    const nothing = Object.fromEntries(scoreParts.map((part) => [part, 0])) as MatchingInput['weights'];
    expect(planOf({ weights: nothing }).totalPoints).toBe(0);
  });

  test('a changed weight changes who is sent', () => {
    const second = judgedInput().researchers.find(({ personId }) => personId === 'person-data');
    if (!second) throw new Error('nobody');
    const near = { ...second, personId: 'person-a', terms: ['term-machine-learning'], area: 'henan/kaifeng/park' };
    const researchers = [...judgedInput().researchers, near];
    expect(sentTo(planOf({ researchers }), 9)).toEqual(['person-data']);
    const weights = weightsFrom(undefined, undefined, { travel: 100 });
    expect(sentTo(planOf({ researchers, weights }), 9)).toEqual(['person-a']);
  });

  test('nothing changed is the same plan, to the last character', () => {
    expect(JSON.stringify(planOf())).toBe(JSON.stringify(plan));
    expect(comparePlans(plan, planOf())).toMatchObject({ isSameInput: true, needs: [], people: [] });
  });
});
