import { expect, test } from '@jest/globals';
import { coverCandidates } from '../../../domain/matching/cover.ts';
import type { CoverQuestion } from '../../../domain/matching/cover.ts';
import type { ResearcherProfile } from '../../../domain/matching/profiles.ts';
import { judgedInput, shipped } from './judged-input.ts';
import { weightsFrom } from '../../../domain/matching/score.ts';
import { readVocabulary } from '../../../domain/matching/vocabulary.ts';

/** Who could stand in: only whose time is free, whose unit has said yes, and who is not kept away by a rule. */

const { researchers, needs, terms, scheme: own } = judgedInput();
const scheme = { ...own, rules: [...shipped('shandong').rules] };
const [need] = needs;
const open = ['2026-09-01/am', '2026-09-03/am'];

function ask(change: Partial<ResearcherProfile>, more: Partial<CoverQuestion> = {}) {
  const [person] = researchers;
  if (!person || !need) throw new Error('the judged set is empty');
  const fits = {
    ...person,
    terms: need.terms,
    homeUnitConsents: 'yes' as const,
    exclusions: [],
    places: [],
    absences: [],
  };
  const question: CoverQuestion = {
    need,
    scheme,
    vocabulary: readVocabulary(terms),
    weights: weightsFrom(undefined, scheme),
    leastFit: 0.05,
    on: '2026-08-01',
    open,
    isForGood: false,
    taken: new Map(),
    except: new Set(),
    ...more,
  };
  const found = coverCandidates([{ ...fits, halfDaysAWeek: 10, ...change }], question);
  return found.map(({ halfDays }) => halfDays ?? 'all');
}

test('for some days a unit must have said yes, because nobody asks it; a placement of their own asks it', () => {
  expect(ask({})).toEqual(['all']);
  for (const homeUnitConsents of ['unknown', 'asked', 'no'] as const) expect(ask({ homeUnitConsents })).toEqual([]);
  expect(ask({ homeUnitConsents: 'unknown' }, { isForGood: true })).toEqual(['all']);
});

test('only time that is free: part of it for some days, all of it for good', () => {
  const absences = [{ fromOn: '2026-09-03', toOn: '2026-09-04' }];
  expect(ask({ absences })).toEqual([['2026-09-01/am']]);
  expect(ask({ absences }, { isForGood: true })).toEqual([]);
});

test('nobody is asked for more than they have declared: part of it for some days, all of it for good', () => {
  const within = (_personId: string, halfDays: string[]) => halfDays.slice(0, 1);
  expect(ask({}, { within })).toEqual([['2026-09-01/am']]);
  expect(ask({}, { within, isForGood: true })).toEqual([]);
  expect(ask({}, { within: () => [] })).toEqual([]);
});

test('nobody who was asked before, or who is kept away from the enterprise', () => {
  const personId = researchers[0]?.personId ?? '';
  expect(ask({}, { except: new Set([personId]) })).toEqual([]);
  const exclusions = [{ organisationId: need?.enterpriseId ?? '', kind: 'former-employer' as const }];
  expect(ask({ exclusions })).toEqual([]);
});
