import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { Term } from './profiles.ts';
import { isHan, runsOf } from './words.ts';

/** The shared vocabulary as it stands: the terms of the code with what people added, changed, merged and retired. */

export interface KeptTerm extends Term {
  version: number;
  /** Not to be used any more; profiles and needs that have it keep it. */
  retired: boolean;
  /** Whoever has this term has that one. */
  mergedIntoId: string | null;
}

export interface Lexicon {
  terms: ReadonlyMap<string, KeptTerm>;
  /** By folded name. */
  byKey: ReadonlyMap<string, KeptTerm>;
}

/** Folds a word for looking it up: as names are, but C, C++ and C# stay three. */
export const termKey = (said: string): string =>
  said
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}+#]/gu, '');

const namesOf = ({ en, zh, synonyms }: Pick<Term, 'en' | 'zh' | 'synonyms'>): string[] => [en, zh, ...synonyms];
export const keysOf = (term: Pick<Term, 'en' | 'zh' | 'synonyms'>): string[] => [
  ...new Set(
    namesOf(term)
      .map(termKey)
      .filter((key) => key !== ''),
  ),
];

/** The same without endings: who writes `dyes` means dye. */
const stemKey = (said: string): string => runsOf(said).flat().join('');

/** A term in use before a retired one of the same name, a name as written before one without its endings. */
export function lexiconOf(terms: readonly KeptTerm[]): Lexicon {
  const byKey = new Map<string, KeptTerm>();
  const inUseFirst = terms.toSorted((a, b) => Number(a.retired) - Number(b.retired));
  for (const keys of [keysOf, (term: KeptTerm) => namesOf(term).map(stemKey)]) {
    for (const term of inUseFirst) {
      for (const key of keys(term)) if (key !== '' && !byKey.has(key)) byKey.set(key, term);
    }
  }
  return { terms: new Map(terms.map((term) => [term.id, term])), byKey };
}

/** Of merges one into the other there are a few at most. */
const MOST_MERGES = 8;

/** What a term stands for now; null for one that is not known, or retired with nothing in its place. */
export function termInUse({ terms }: Lexicon, id: string): KeptTerm | null {
  let term = terms.get(id);
  for (let n = 0; term?.mergedIntoId && n < MOST_MERGES; n += 1) term = terms.get(term.mergedIntoId);
  return term && !term.retired ? term : null;
}

/** What terms of a profile or a need stand for now, each once; those that are retired say nothing any more. */
export const currentTerms = (lexicon: Lexicon, ids: readonly string[]): string[] => [
  ...new Set(ids.flatMap((id) => termInUse(lexicon, id)?.id ?? [])),
];

/** What is meant by an id or a name in either language; null where nothing is. */
export function understood(lexicon: Lexicon, said: string): KeptTerm | null {
  const { terms, byKey } = lexicon;
  const term = terms.get(said.trim()) ?? byKey.get(termKey(said)) ?? byKey.get(stemKey(said));
  return term ? termInUse(lexicon, term.id) : null;
}

/** A term with all that stands for it now: those merged into it and those below it. Ids as profiles may still have them. */
export function idsWithin(lexicon: Lexicon, id: string): string[] {
  const isWithin = (start: string): boolean => {
    let term = termInUse(lexicon, start);
    for (let height = 0; term && height < MOST_MERGES; height += 1) {
      if (term.id === id) return true;
      term = term.parentId ? termInUse(lexicon, term.parentId) : null;
    }
    return false;
  };
  return [...lexicon.terms.keys()].filter(isWithin);
}

/** The terms that matching compares: those in use, each with the names of what was merged into it. */
export function termsInUse(lexicon: Lexicon): Term[] {
  const merged = [...lexicon.terms.values()].filter((term) => term.mergedIntoId);
  return [...lexicon.terms.values()]
    .filter((term) => !term.retired)
    .map(({ id, kind, en, zh, synonyms, parentId }) => {
      const more = merged.filter((term) => termInUse(lexicon, term.id)?.id === id).flatMap(namesOf);
      const parent = parentId ? (termInUse(lexicon, parentId)?.id ?? null) : null;
      return { id, kind, en, zh, synonyms: [...new Set([...synonyms, ...more])], parentId: parent };
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Two signs that follow each other; a Chinese character also alone, because it carries much of a word. */
function pairs(key: string): Set<string> {
  const signs = Array.from(key);
  return new Set([...signs.filter(isHan), ...signs.slice(1).map((sign, n) => `${signs[n]}${sign}`)]);
}

/** Share of the pairs that two words have in common, 0 to 1 (Dice). */
function likeness(a: Set<string>, b: Set<string>): number {
  const common = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}

const LIKE = 0.3;

/** The terms in use whose names are most like what was said, the best first; none where nothing is like it. */
export function nearest(lexicon: Lexicon, said: string, most = 3): KeptTerm[] {
  const wanted = pairs(termKey(said));
  const rated = [...lexicon.terms.values()]
    .filter((term) => !term.retired)
    .map((term) => ({ term, like: Math.max(0, ...keysOf(term).map((key) => likeness(wanted, pairs(key)))) }))
    .filter(({ like }) => like >= LIKE);
  return rated
    .toSorted((a, b) => b.like - a.like || (a.term.id < b.term.id ? -1 : 1))
    .slice(0, most)
    .map(({ term }) => term);
}

/** What is said of a word that is no term: the word, and what may have been meant, in both languages. */
export function suggestion(lexicon: Lexicon, said: string): { en: string; zh: string } {
  const near = nearest(lexicon, said);
  const word = said.slice(0, 60);
  if (near.length === 0) return { en: `“${word}”`, zh: `“${word}”` };
  const en = near.map((term) => `${term.en} (${term.id})`).join(', ');
  const zh = near.map((term) => `${term.zh}（${term.id}）`).join('、');
  return { en: `“${word}”: perhaps ${en}`, zh: `“${word}”：是否为 ${zh}` };
}

/**
 * The ids of what was said, without repeats, or the refusal `unknown-skill` that points at each word that is no term.
 *
 * @param pointer of the list, RFC 6901
 */
export function termIdsOf(lexicon: Lexicon, said: readonly string[], pointer: string): string[] | Refusal {
  const found = said.map((word) => understood(lexicon, word));
  const faults = said.flatMap((word, index) =>
    found[index] ? [] : [{ pointer: `${pointer}/${index}`, detail: suggestion(lexicon, word) }],
  );
  const [first] = faults;
  if (!first) return [...new Set(found.flatMap((term) => (term ? [term.id] : [])))];
  const { en, zh } = first.detail;
  return { ...refuse('unknown-skill', `No term of the vocabulary: ${en}.`, `词表中没有该词：${zh}。`), faults };
}
