import type { MatchingInput } from '../../../domain/matching/plan.ts';
import type { Scheme } from '../../../domain/matching/schemes.ts';
import { shippedSchemes } from '../../../domain/matching/schemes-shipped.ts';
import { weightsFrom } from '../../../domain/matching/score.ts';
import { findTerms, readVocabulary } from '../../../domain/matching/vocabulary.ts';
import { defaultTerms } from '../../../domain/matching/vocabulary-default.ts';
import { generalValues } from '../../../domain/policy/general.ts';
import { judgedNeeds, judgedPeople } from './judged-set.ts';

export function shipped(id: string): Scheme {
  const scheme = shippedSchemes.find((one) => one.id === id);
  if (!scheme) throw new Error(`no scheme ${id}`);
  return scheme;
}

/** The judged set with its words looked up in the vocabulary, under our own scheme and the default policy. */
export function judgedInput(change: Partial<MatchingInput> = {}): MatchingInput {
  const vocabulary = readVocabulary(defaultTerms);
  const scheme = change.scheme ?? shipped('own');
  return {
    on: '2026-07-01',
    scheme,
    terms: defaultTerms,
    researchers: judgedPeople.map(({ words, wishes, ...person }) => ({
      ...person,
      terms: findTerms(vocabulary, words),
      preferredTerms: findTerms(vocabulary, wishes),
    })),
    needs: judgedNeeds.map(({ words, ...need }) => ({ ...need, terms: findTerms(vocabulary, words) })),
    weights: weightsFrom(undefined, scheme),
    leastFitPercent: generalValues['matching.leastFitPercent'].value,
    pins: [],
    excludes: [],
    ...change,
  };
}
