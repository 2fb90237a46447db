import { z } from 'zod';
import { termId } from '../agreement/need-fields.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { personText } from '../text.ts';
import { lexiconOf, termInUse, termsInUse } from './lexicon.ts';
import type { KeptTerm, Lexicon } from './lexicon.ts';
import { vocabularyFaults } from './vocabulary.ts';

/** What a caller may say about a term, and why a change of the vocabulary cannot be. */

const name = personText(80, true);
const shape = {
  kind: z.enum(['field', 'skill']),
  nameEn: name,
  nameZh: name,
  /** Other words for it, in either language. */
  synonyms: z.array(name).max(40),
  /** The wider term it stands below. */
  parentId: termId.nullable(),
};
export const newTerm = z.strictObject({
  /** Left out, it is made of the English name. */
  id: termId.optional(),
  ...shape,
  synonyms: shape.synonyms.default([]),
  parentId: shape.parentId.default(null),
});
/** What is left out stays as it is. */
export const changedTerm = z
  .strictObject({
    ...shape,
    retired: z.boolean(),
    /** Whoever has the changed term has this one from now on; null takes a merge back. */
    mergedIntoId: termId.nullable(),
  })
  .partial();

/** `Fine chemicals` -> `term-fine-chemicals`; null for a name without Latin letters or digits. */
export function termIdOf(nameEn: string): string | null {
  const words = nameEn
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words.length === 0 ? null : `term-${words.slice(0, 8).join('-')}`.slice(0, 60).replace(/-+$/, '');
}

/** Why a term cannot stand so in the vocabulary, or null. */
export function termRefused(lexicon: Lexicon, term: KeptTerm): Refusal | null {
  for (const other of [term.parentId, term.mergedIntoId]) {
    if (other !== null && !termInUse(lexicon, other)) {
      return refuse('unknown-item', `${other} is no term in use.`, `${other} 不是在用词条。`);
    }
  }
  const after = lexiconOf([...[...lexicon.terms.values()].filter(({ id }) => id !== term.id), term]);
  if (term.mergedIntoId && termInUse(after, term.id) === null) {
    return refuse('wrong-state', `${term.id} would be merged into itself.`, `${term.id} 不能并入自身。`);
  }
  if (isBelowItself(after, term.id)) {
    return refuse('wrong-state', `${term.id} would stand below itself.`, `${term.id} 不能隶属于自身。`);
  }
  const known = new Set(vocabularyFaults(termsInUse(lexicon)).map(({ detail }) => detail.en));
  const fault = vocabularyFaults(termsInUse(after)).find(({ detail }) => !known.has(detail.en));
  return fault ? refuse('already-exists', fault.detail.en, fault.detail.zh) : null;
}

function isBelowItself(lexicon: Lexicon, id: string): boolean {
  const passed = new Set([id]);
  for (let next = lexicon.terms.get(id)?.parentId; next; next = termInUse(lexicon, next)?.parentId) {
    const now = termInUse(lexicon, next)?.id;
    if (now === undefined) return false;
    if (passed.has(now)) return true;
    passed.add(now);
  }
  return false;
}
