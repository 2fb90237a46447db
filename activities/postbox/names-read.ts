import { agreementTitle, NAMED_PARTIES, organisationName, postTitle } from '../../domain/notices/names.ts';
import type { Language } from '../../domain/notices/names.ts';
import type { EntityNow, Transaction } from './situation.ts';

/** Names of a mail's posts, organisations and cooperations in its reader's language. */

export async function agreementName(
  tx: Transaction,
  entity: EntityNow | undefined,
  { language, title }: { language: Language; title: string | undefined },
): Promise<string> {
  if (!entity) return '';
  const shown = entity.partyIds.length > NAMED_PARTIES + 1 ? entity.partyIds.slice(0, NAMED_PARTIES) : entity.partyIds;
  const names: (string | null)[] = [];
  for (const id of shown) names.push(await organisationOf(tx, id, language));
  return agreementTitle(
    language,
    names.filter((name) => name !== null),
    { count: entity.partyIds.length, title },
  );
}

/** Rows are read once for a mail: its items share most of their posts and organisations, and a morning has a thousand mails. */
function readOnce<Row>(find: (tx: Transaction, id: string) => Promise<Row>) {
  const read = new WeakMap<Transaction, Map<string, Row>>();
  return async (tx: Transaction, id: string): Promise<Row> => {
    const rows = read.get(tx) ?? new Map<string, Row>();
    read.set(tx, rows);
    const row = rows.get(id) ?? (await find(tx, id));
    rows.set(id, row);
    return row;
  };
}

export const organisationRow = readOnce((tx, id) => tx.organisation.findUnique({ where: { id } }));
const postRow = readOnce((tx, id) => tx.post.findUnique({ where: { id } }));

export async function organisationOf(tx: Transaction, id: string, language: Language): Promise<string | null> {
  const organisation = await organisationRow(tx, id);
  return organisation && organisationName(language, organisation);
}

export async function postOf(tx: Transaction, id: string, language: Language): Promise<string | null> {
  const post = await postRow(tx, id);
  return post && postTitle(language, post);
}
