import { isArea } from '../directory/researchers.ts';
import { suggestion, understood } from '../matching/lexicon.ts';
import type { Lexicon } from '../matching/lexicon.ts';
import type { Cells } from './cells.ts';

/** What researchers offer and needs ask for is written in the same way. Null where nothing is. */

const languages = {
  'zh-CN': ['zh-CN', 'zh', 'Chinese', '中文', '汉语'],
  en: ['en', 'English', '英文', '英语'],
} as const;
export type Language = keyof typeof languages;

/** Ids of the vocabulary, for words in either language. */
export function termsIn<K extends string>(cells: Cells<K | 'terms'>, lexicon: Lexicon): string[] | null {
  const words = cells.list('terms');
  const terms = words.map((word) => understood(lexicon, word));
  const unknown = words.filter((_word, index) => !terms[index]);
  for (const word of unknown) cells.fault('unknown-term', 'terms', suggestion(lexicon, word));
  return words.length === 0 ? null : [...new Set(terms.flatMap((term) => (term ? [term.id] : [])))];
}

export function languagesIn<K extends string>(cells: Cells<K | 'languages'>): Language[] | null {
  const words = cells.list('languages');
  const known = words.flatMap((word) => cells.choice('languages', languages, word) ?? []);
  return words.length === 0 ? null : [...new Set(known)];
}

export function areaIn<K extends string>(cells: Cells<K | 'area'>): string | null {
  const said = cells.said('area');
  return said === null || isArea(said) ? said : cells.fault('place-malformed', 'area', said.slice(0, 60));
}
