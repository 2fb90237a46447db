import { readLexicon } from '../activities/lexicon.ts';
import { suggestion, termInUse } from '../domain/matching/lexicon.ts';
import { refuse } from '../domain/refusal.ts';
import type { Database } from '../prisma/client.ts';
import { refused } from './problem.ts';
import { referencesIn } from './references.ts';

const TERM_ID = /^term-[a-z0-9-]{1,60}$/;

/** @throws Problem `unknown-skill` that points at each term of a command that the vocabulary does not have, or not any more */
export async function checkTerms(db: Database, data: unknown): Promise<void> {
  const named = referencesIn(data, TERM_ID);
  if (named.length === 0) return;
  const lexicon = await readLexicon(db);
  const errors = named
    .filter(({ id }) => !termInUse(lexicon, id))
    .map(({ id, pointer }) => {
      const { en, zh } = suggestion(lexicon, id.replace('term-', ''));
      return { pointer, detail: en, detailZh: zh };
    });
  const [first] = errors;
  if (!first) return;
  const { detail, detailZh } = first;
  throw refused(
    refuse('unknown-skill', `No term of the vocabulary: ${detail}.`, `词表中没有该词：${detailZh}。`),
    errors,
  );
}
