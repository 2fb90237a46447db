import type { Transaction } from './situation.ts';

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
export const postRow = readOnce((tx, id) => tx.post.findUnique({ where: { id } }));
