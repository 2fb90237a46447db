import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { mostEnterprisesInAYear } from '../../../domain/matching/availability.ts';
import type { HeldPlace, NeedProfile, ResearcherProfile } from '../../../domain/matching/profiles.ts';
import { blocked, daysNeeded, overEnterprises, teamSize } from '../../../domain/matching/rules.ts';
import type { Block } from '../../../domain/matching/rules.ts';
import { readScheme, ruleSentence, schemeRuleNames } from '../../../domain/matching/schemes.ts';
import type { Scheme } from '../../../domain/matching/schemes.ts';
import { shippedSchemes } from '../../../domain/matching/schemes-shipped.ts';
import { tooManyEnterprises } from '../../../domain/placement/caps.ts';
import { sources } from '../../../domain/policy/sources.ts';
import { judgedInput, shipped } from './judged-input.ts';

const HAN = /[\u4e00-\u9fff]/;
const on = '2026-07-01';

const base = judgedInput();
const someResearcher = (given: Partial<ResearcherProfile> = {}): ResearcherProfile => {
  const [first] = base.researchers;
  if (!first) throw new Error('nobody');
  return { ...first, halfDaysAWeek: 10, knownEnterprises: [], ...given };
};
const someNeed = (given: Partial<NeedProfile> = {}): NeedProfile => {
  const [first] = base.needs;
  if (!first) throw new Error('nothing');
  return { ...first, enterpriseId: 'org-new', ...given };
};
const place = (enterpriseId: string, fromOn: string, toOn: string, daysAYear = 10): HeldPlace => ({
  placementId: `agreement-1.placement-${enterpriseId}`,
  enterpriseId,
  fromOn,
  toOn,
  daysAYear,
});
const named = (blocks: readonly Block[]): string[] => blocks.map(({ rule, source }) => `${rule} [${source}]`);
const check = (researcher: ResearcherProfile, need: NeedProfile, scheme = shipped('own')): string[] => {
  const blocks = blocked(researcher, need, scheme, on);
  for (const { sentence } of blocks) {
    expect(sentence.en).toMatch(/^[A-Z0-9].*\.$/);
    expect(sentence.zh).toMatch(HAN);
  }
  return named(blocks);
};

describe('schemes are data', () => {
  test('each that is shipped is read as any other would be, and every source can be looked up', () => {
    expect(shippedSchemes.map(({ id }) => id)).toEqual(['own', 'shandong', 'guangxi', 'chongqing', 'mitacs', 'ktp']);
    for (const scheme of shippedSchemes) {
      expect(readScheme(JSON.parse(JSON.stringify(scheme)))).toEqual({ scheme });
      for (const { source } of scheme.rules) {
        const codes = source.match(/\b[A-Z]{2}\d\b/g) ?? [];
        expect(codes.every((code) => code in sources)).toBe(true);
        expect(codes.length > 0 || /inferred|DESIGN/.test(source)).toBe(true);
      }
    }
    const used = new Set(shippedSchemes.flatMap((scheme) => scheme.rules.map(({ rule }) => rule)));
    expect([...used].toSorted()).toEqual([...schemeRuleNames].toSorted());
  });

  test('each rule is a sentence in both languages', () => {
    for (const rule of shippedSchemes.flatMap((scheme) => scheme.rules)) {
      const { en, zh } = ruleSentence(rule);
      expect(en).toMatch(/^[A-Z].*\.$/);
      expect(zh).toMatch(HAN);
    }
    expect(ruleSentence({ rule: 'min-share-of-time', value: 33.33, source: 'x' }).en).toContain(
      'a third of working time',
    );
    expect(ruleSentence({ rule: 'min-share-of-time', value: 50, source: 'x' }).zh).toContain('二分之一');
  });

  test('a new scheme needs no code', () => {
    const read = readScheme({
      id: 'our-park',
      title: { en: 'Our park', zh: '本园区' },
      source: 'notice 3 of 2026',
      rules: [{ rule: 'max-enterprises', value: 1, source: 'notice 3, article 2' }],
    });
    if (!('scheme' in read)) throw new Error('refused');
    const busy = someResearcher({ places: [place('org-a', '2026-01-01', '2027-12-31')] });
    expect(check(busy, someNeed(), read.scheme)).toEqual(['max-enterprises [notice 3, article 2]']);
  });

  const written = (rules: unknown): unknown => ({ id: 'x', title: { en: 'x', zh: '某' }, source: 'x', rules });
  test.each<[string, unknown, string, RegExp]>([
    ['without limits', [{ rule: 'no-overlap', source: 'x' }], '/rules', /limits something.*max-enterprises/],
    ['without rules', [], '/rules', /./],
    [
      'with a rule nobody knows',
      [{ rule: 'max-hours', value: 3, source: 'x' }],
      '/rules/0/rule',
      /no rule max-hours.*team-size/,
    ],
    [
      'with a rule twice',
      [3, 4].map((value) => ({ rule: 'min-months', value, source: 'x' })),
      '/rules/1/rule',
      /twice/,
    ],
    ['with a rule without source', [{ rule: 'min-months', value: 3 }], '/rules/0/source', /./],
    [
      'with a smallest team above the largest',
      [{ rule: 'team-size', least: 4, most: 2, source: 'x' }],
      '/rules/0/least',
      /larger/,
    ],
    ['with more days than a year has', [{ rule: 'min-days-a-year', value: 300, source: 'x' }], '/rules/0/value', /./],
  ])('one %s is refused, with the place and in both languages', (_, rulesWritten, pointer, said) => {
    const read = readScheme(written(rulesWritten));
    if (!('faults' in read)) throw new Error('taken');
    const fault = read.faults.find((one) => one.pointer === pointer);
    expect(fault?.detail.en).toMatch(said);
    expect(fault?.detail.zh).toMatch(HAN);
    expect(() => readScheme(null)).not.toThrow();
  });
});

describe('the fourth enterprise (acceptance 6)', () => {
  const three = ['org-a', 'org-b', 'org-c'].map((id) => place(id, '2026-09-01', '2027-08-31'));

  test('is refused with the rule, its source and the three', () => {
    expect(check(someResearcher({ places: three }), someNeed())).toEqual(['max-enterprises [CX1]']);
    const block = overEnterprises(three, someNeed(), shipped('shandong'));
    expect(block?.facts).toEqual({ most: 3, held: ['org-a', 'org-b', 'org-c'] });
    expect(block?.sentence.en).toBe('A person serves at most 3 enterprises within a year.');
  });

  test('the third is not, nor a fourth a year after one has ended, nor a second place at one of the three', () => {
    expect(check(someResearcher({ places: three.slice(0, 2) }), someNeed())).toEqual([]);
    const ended = [...three.slice(0, 2), place('org-c', '2024-09-01', '2025-08-31')];
    expect(check(someResearcher({ places: ended }), someNeed())).toEqual([]);
    const twice = [
      ...three.slice(0, 2),
      { ...place('org-a', '2026-09-01', '2027-08-31'), placementId: 'agreement-2.placement-1' },
    ];
    expect(check(someResearcher({ places: twice }), someNeed())).toEqual([]);
  });

  test('the limit holds in every twelve months: one day of four in them is enough, and one day less is not', () => {
    const lastDay = (toOn: string) => [...three.slice(0, 2), place('org-c', '2024-09-01', toOn)];
    expect(check(someResearcher({ places: lastDay('2025-09-02') }), someNeed())).toEqual(['max-enterprises [CX1]']);
    expect(check(someResearcher({ places: lastDay('2025-09-01') }), someNeed())).toEqual([]);
    const begins = (fromOn: string) => [...three.slice(0, 2), place('org-c', fromOn, '2029-12-31')];
    expect(check(someResearcher({ places: begins('2028-08-30') }), someNeed())).toEqual(['max-enterprises [CX1]']);
    expect(check(someResearcher({ places: begins('2028-08-31') }), someNeed())).toEqual([]);
  });

  test('what the plan takes for too many is what the booking refuses', () => {
    const span = fc.record({
      enterpriseId: fc.constantFrom('org-a', 'org-b', 'org-c', 'org-d'),
      start: fc.nat(1_200),
      days: fc.nat(40),
    });
    const periodOf = ({ start, days }: { start: number; days: number }) => {
      const fromOn = addDays('2025-01-01', start);
      return { fromOn, toOn: addDays(fromOn, days) };
    };
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), span, fc.integer({ min: 1, max: 3 }), (others, own, most) => {
        const places = others.map((one) => ({ ...place(one.enterpriseId, '', ''), ...periodOf(one) }));
        const days = [...others, own].flatMap((one) =>
          Array.from({ length: one.days + 1 }, (_, n) => ({
            enterpriseId: one.enterpriseId,
            onDate: addDays('2025-01-01', one.start + n),
          })),
        );
        const isOwnAlone = !others.some(({ enterpriseId }) => enterpriseId === own.enterpriseId);
        fc.pre(isOwnAlone);
        const planned = mostEnterprisesInAYear(places, periodOf(own), own.enterpriseId).length >= most;
        expect(tooManyEnterprises(days, { enterpriseId: own.enterpriseId, most }) !== null).toBe(planned);
      }),
      { numRuns: 500 },
    );
  });
});

describe('days and months', () => {
  const guangxi = shipped('guangxi');
  test('the scheme’s least counts where the enterprise asks for less', () => {
    expect(daysNeeded({ daysAYear: 20 }, shipped('own')).days).toBe(60);
    expect(daysNeeded({ daysAYear: 90 }, shipped('own'))).toEqual({ days: 90 });
    expect(daysNeeded({ daysAYear: 20 }, guangxi).days).toBe(84);
    expect(daysNeeded({ daysAYear: 0 }, shipped('mitacs')).days).toBe(125);
  });

  test('half days count: three a week are sixty days a year, which are enough, and two are not', () => {
    expect(check(someResearcher({ halfDaysAWeek: 3 }), someNeed())).toEqual([]);
    expect(check(someResearcher({ halfDaysAWeek: 2 }), someNeed({ daysAYear: 20 }))).toEqual(['min-days-a-year [CX3]']);
    expect(check(someResearcher({ halfDaysAWeek: 4 }), someNeed({ daysAYear: 20 }), guangxi)).toEqual([
      'min-share-of-time [CX2]',
    ]);
    expect(check(someResearcher({ halfDaysAWeek: 3 }), someNeed({ daysAYear: 61 }))).toEqual([
      'days-asked [the enterprise’s own need]',
    ]);
  });

  test('places and absences take days; what is past takes none', () => {
    const whole = { fromOn: '2026-09-01', toOn: '2027-08-31' };
    const held = (days: number) => someResearcher({ places: [place('org-a', whole.fromOn, whole.toOn, days)] });
    expect(check(held(140), someNeed())).toEqual([]);
    expect(check(held(141), someNeed())).toEqual(['no-overlap [DESIGN section 7]']);
    expect(check(someResearcher({ absences: [whole] }), someNeed())).toEqual(['no-overlap [DESIGN section 7]']);
    expect(check(someResearcher({ absences: [{ fromOn: '2025-01-01', toOn: '2026-08-31' }] }), someNeed())).toEqual([]);
    // Twice declared is away once: half of the year is left, which is enough.
    const half = { fromOn: '2026-09-01', toOn: '2027-02-28' };
    expect(check(someResearcher({ absences: [half, half] }), someNeed())).toEqual([]);
    expect(check(someResearcher({ places: [place('org-new', '2027-08-31', '2028-08-31')] }), someNeed())).toEqual([
      'no-overlap [DESIGN section 7]',
    ]);
  });

  test('a year to the day is a year, a day less is not; a period that is over is for nobody', () => {
    expect(check(someResearcher(), someNeed({ toOn: '2027-08-31' }))).toEqual([]);
    expect(check(someResearcher(), someNeed({ toOn: '2027-08-30' }))).toEqual(['min-months [CX2]']);
    expect(check(someResearcher(), someNeed({ fromOn: '2024-01-01', toOn: '2025-12-31' }))).toContain(
      'no-overlap [DESIGN section 7]',
    );
  });
});

describe('the others', () => {
  test('consent: only a no keeps out; where nobody asked yet, asking is the next step', () => {
    for (const homeUnitConsents of ['yes', 'asked', 'unknown'] as const) {
      expect(check(someResearcher({ homeUnitConsents }), someNeed())).toEqual([]);
    }
    expect(check(someResearcher({ homeUnitConsents: 'no' }), someNeed())[0]).toMatch(/^home-unit-consent \[CX7/);
  });

  test('exclusions hold under any scheme, a wish as much as a conflict', () => {
    const bare: Scheme = { ...shipped('own'), rules: [{ rule: 'min-months', value: 1, source: 'x' }] };
    const not = (kind: 'conflict-of-interest' | 'former-employer' | 'own-wish') =>
      someResearcher({ exclusions: [{ organisationId: 'org-new', kind }] });
    expect(check(not('conflict-of-interest'), someNeed())).toEqual(['no-conflict-of-interest [inferred]']);
    expect(check(not('former-employer'), someNeed(), bare)[0]).toMatch(/^no-conflict-of-interest/);
    expect(check(not('own-wish'), someNeed(), bare)[0]).toMatch(/^own-wish/);
    expect(check(not('own-wish'), someNeed({ enterpriseId: 'org-other' }))).toEqual([]);
  });

  test('a language in common, where both have named one', () => {
    const need = someNeed({ languages: ['en'] });
    expect(check(someResearcher({ languages: ['zh-CN'] }), need)).toEqual(['common-language [inferred]']);
    expect(check(someResearcher({ languages: ['zh-CN', 'en'] }), need)).toEqual([]);
    expect(check(someResearcher({ languages: [] }), need)).toEqual([]);
    expect(check(someResearcher({ languages: ['zh-CN'] }), need, shipped('shandong'))).toEqual([]);
  });

  test('teams are as large as the scheme has them', () => {
    const chongqing = shipped('chongqing');
    expect(teamSize({ team: { least: 1, wanted: 1 } }, chongqing)).toEqual({ least: 2, wanted: 2 });
    expect(teamSize({ team: { least: 1, wanted: 9 } }, chongqing)).toEqual({ least: 2, wanted: 5 });
    expect(teamSize({ team: { least: 1, wanted: 3 } }, shipped('shandong'))).toEqual({ least: 1, wanted: 3 });
    const held = (count: number) => ({
      team: { least: 2, wanted: 4 },
      heldBy: Array.from({ length: count }, () => 'x'),
    });
    expect([1, 2, 3, 4, 5].map((count) => teamSize(held(count), shipped('shandong')))).toEqual([
      { least: 1, wanted: 3 },
      { least: 1, wanted: 2 },
      { least: 1, wanted: 1 },
      { least: 1, wanted: 0 },
      { least: 1, wanted: 0 },
    ]);
    const need = someNeed({ toOn: '2028-08-31', team: { least: 6, wanted: 6 } });
    expect(check(someResearcher(), need, chongqing)).toEqual(['team-size [CX3]']);
  });

  test('several rules are all named: lifting one would not be enough', () => {
    const researcher = someResearcher({ homeUnitConsents: 'no', halfDaysAWeek: 1, languages: ['en'] });
    expect(check(researcher, someNeed()).length).toBe(3);
  });
});
