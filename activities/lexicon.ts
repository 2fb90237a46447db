import { lexiconOf } from '../domain/matching/lexicon.ts';
import type { KeptTerm, Lexicon } from '../domain/matching/lexicon.ts';
import { defaultTerms } from '../domain/matching/vocabulary-default.ts';
import type { Prisma } from '../prisma/generated/client.ts';

type Reader = Pick<Prisma.TransactionClient, 'vocabularyTerm'>;
type Row = Prisma.VocabularyTermGetPayload<object>;

const shipped = new Map(
  defaultTerms.map((term): [string, KeptTerm] => [
    term.id,
    { ...term, version: 1, retired: false, mergedIntoId: null },
  ]),
);

export const keptTerm = ({
  id,
  kind,
  nameEn,
  nameZh,
  synonyms,
  parentId,
  mergedIntoId,
  retired,
  version,
}: Row): KeptTerm => ({
  id,
  kind: kind === 'skill' ? 'skill' : 'field',
  en: nameEn,
  zh: nameZh,
  synonyms,
  parentId,
  mergedIntoId,
  retired,
  version,
});

/** The vocabulary as it stands: what is shipped, with the rows of what people changed or added in their place. One query. */
export async function readLexicon(db: Reader): Promise<Lexicon> {
  const rows = await db.vocabularyTerm.findMany({ orderBy: { id: 'asc' } });
  const terms = new Map(shipped);
  for (const row of rows) terms.set(row.id, keptTerm(row));
  return lexiconOf([...terms.values()]);
}
