import type { Bilingual } from '../decider.ts';
import type { Term } from './profiles.ts';
import { runsOf } from './words.ts';

/**
 * The shared vocabulary: fields and skills with synonyms in both languages, each below at most one other. It is what lets an
 * English profile meet a Chinese need; and what an explanation may name, since the need's own words are private (S45).
 */

/** A phrase of a term, cut into units. */
interface Phrase {
  units: readonly string[];
  termId: string;
}

export interface Vocabulary {
  terms: ReadonlyMap<string, Term>;
  /** By first unit; the longest first. */
  phrases: ReadonlyMap<string, readonly Phrase[]>;
  /** Of a term: itself, then what it stands below, up to the top. */
  lines: ReadonlyMap<string, readonly string[]>;
}

/** What is wrong with a vocabulary, by term; empty if nothing. An unknown parent, a circle, an id or a synonym twice. */
export function vocabularyFaults(terms: readonly Term[]): { termId: string; detail: Bilingual }[] {
  const ids = new Set(terms.map(({ id }) => id));
  const owners = new Map<string, string>();
  const seen = new Set<string>();
  return terms.flatMap((term) => {
    const details: Bilingual[] = [];
    if (seen.has(term.id)) details.push({ en: `${term.id} is there twice.`, zh: `${term.id} 重复。` });
    seen.add(term.id);
    if (term.parentId && !ids.has(term.parentId)) {
      details.push({ en: `There is no term ${term.parentId}.`, zh: `没有术语 ${term.parentId}。` });
    }
    if (isInCircle(term, terms)) {
      details.push({ en: `${term.id} stands below itself.`, zh: `${term.id} 的上级关系成环。` });
    }
    for (const phrase of new Set(phrasesOf(term).map(({ units }) => units.join(' ')))) {
      const owner = owners.get(phrase);
      if (owner !== undefined && owner !== term.id) {
        details.push({ en: `“${phrase}” already means ${owner}.`, zh: `“${phrase}” 已用于 ${owner}。` });
      } else owners.set(phrase, term.id);
    }
    return details.map((detail) => ({ termId: term.id, detail }));
  });
}

function isInCircle(term: Term, terms: readonly Term[]): boolean {
  const parents = new Map(terms.map(({ id, parentId }) => [id, parentId]));
  const passed = new Set<string>();
  for (let id = term.parentId; id !== null; id = parents.get(id) ?? null) {
    if (id === term.id) return true;
    // A circle further up, which this term only hangs on.
    if (passed.has(id)) return false;
    passed.add(id);
  }
  return false;
}

const phrasesOf = (term: Term): Phrase[] =>
  [term.en, term.zh, ...term.synonyms]
    .map((words) => ({ units: runsOf(words).flat(), termId: term.id }))
    .filter(({ units }) => units.length > 0);

/** Made ready for looking up. Takes a vocabulary without faults; of one with faults it keeps what it can. */
export function readVocabulary(terms: readonly Term[]): Vocabulary {
  const byId = new Map(terms.map((term) => [term.id, term]));
  const phrases = new Map<string, Phrase[]>();
  for (const phrase of terms.flatMap(phrasesOf)) {
    const first = phrase.units[0] ?? '';
    phrases.set(first, [...(phrases.get(first) ?? []), phrase]);
  }
  for (const list of phrases.values()) {
    list.sort((a, b) => b.units.length - a.units.length || (a.termId < b.termId ? -1 : 1));
  }
  return { terms: byId, phrases, lines: new Map(terms.map(({ id }) => [id, lineOf(id, byId)])) };
}

function lineOf(id: string, terms: ReadonlyMap<string, Term>): string[] {
  const line: string[] = [];
  for (let at: string | null = id; at !== null && !line.includes(at); at = terms.get(at)?.parentId ?? null) {
    if (terms.has(at)) line.push(at);
  }
  return line;
}

/**
 * Terms named in a text, each once, in the order of their ids. Where phrases overlap the longest counts: 生物催化 is not also 催化.
 */
export function findTerms({ phrases }: Vocabulary, text: string): string[] {
  const found = new Set<string>();
  for (const run of runsOf(text)) {
    for (let at = 0; at < run.length;) {
      const phrase = phrases.get(run[at] ?? '')?.find(({ units }) => units.every((unit, i) => run[at + i] === unit));
      if (phrase) found.add(phrase.termId);
      at += phrase?.units.length ?? 1;
    }
  }
  return [...found].toSorted();
}

/** What knowing `offered` is worth where `wanted` is asked for, 0 to 1. */
export function nearness({ lines }: Vocabulary, wanted: string, offered: string): number {
  if (wanted === offered) return 1;
  const up = lines.get(wanted);
  const down = lines.get(offered);
  if (!up || !down) return 0;
  // Who knows the special knows the general nearly as well.
  if (down.includes(wanted)) return BELOW;
  const above = up.indexOf(offered);
  // Who names only the general may or may not know the special: less with each step.
  if (above > 0) return ABOVE ** above;
  const shared = up.findIndex((id) => down.includes(id));
  // Neighbours under one roof understand each other; that alone is no reason to send somebody.
  return shared > 0 ? ASIDE * ABOVE ** (shared - 1 + down.indexOf(up[shared] ?? '') - 1) : 0;
}

const BELOW = 0.9;
const ABOVE = 0.6;
const ASIDE = 0.3;
