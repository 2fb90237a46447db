import type { Voice } from '../domain/notices/facts.ts';
import type { Language, SalutationParts } from '../domain/notices/names.ts';
import { en } from './catalogue-en.ts';
import { zh } from './catalogue-zh.ts';
import type { ItemFacts, LetterFacts, LinkAction } from './letter.ts';

/**
 * Every sentence of a mail, in one language. Both catalogues have the same keys, or they do not compile. `partner` sentences
 * request and thank; they know no light and no word of lateness or supervision (DOMAIN 2a "Face").
 */
export interface Messages {
  demonstration: { mark: string; notice: string };
  greeting(salutation: SalutationParts): string;
  /** Before the words in which somebody says why. */
  reason: string;
  /** The sentence with which something was reported done. */
  reportedAs(text: string): string;
  opening(facts: LetterFacts): string[];
  subject(facts: LetterFacts): string;
  /** Which matter, without its cooperation. */
  matter(item: ItemFacts): string;
  /** The matter and the organisation, as a heading. */
  heading(item: ItemFacts, voice: Voice): string;
  /** The same of several that differ only in their names. */
  headingOfMany(item: ItemFacts, count: number): string;
  /** That each of them has its link, which does what `action` says. */
  eachOfMany(action: string): string;
  /** What is asked. */
  what(item: ItemFacts, voice: Voice, todayOn: string): string;
  /** By when, and whose turn it is. */
  when(item: ItemFacts, voice: Voice): string | null;
  /** Why this mail came: the rule and its origin, in one sentence. */
  why(item: ItemFacts, voice: Voice): string | null;
  /** The link that follows it. */
  account(voice: Voice): string;
  /** That a later date is asked for and not decided. */
  laterDate(item: ItemFacts, voice: Voice): string | null;
  /** What happens next if nothing is done. */
  next(item: ItemFacts, voice: Voice): string | null;
  action(action: LinkAction, voice: Voice): string;
  /** A few lines to paste into a message by another channel; without the link. */
  passOn(item: ItemFacts, name: string): string;
  /** A courteous letter of the reader's own to their counterpart on the other side, to be pasted or not. */
  draft(item: ItemFacts): { label: string; text: string };
  closing(facts: LetterFacts): string[];
  footer(facts: LetterFacts): string[];
  unsubscribe: string;
}

const catalogues: Record<Language, Messages> = { en, 'zh-CN': zh };

export function messagesIn(language: Language): Messages {
  return catalogues[language];
}
