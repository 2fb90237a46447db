import { expect } from '@jest/globals';
import type { Database } from '../../prisma/client.ts';
import type { Inbox, InboxMessage } from '../../stack/inbox/inbox.ts';

/** What must hold of every mail, whatever was killed while they went out (FACTS section 5: SMTP allows no better). */

export interface Toll {
  once: number;
  twice: number;
  /** Of which nobody can say whether they arrived, though they did. */
  unknown: number;
}

/** The mails whose body has left and whose outcome is not written: between the server's 250 and our write, or just before it. */
export async function inTheWindow(db: Database): Promise<string[]> {
  const rows = await db.mail.findMany({
    where: { status: 'sending', NOT: { realBodyLeftAt: null } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/**
 * That none of these is lost; that one that came twice is the same mail to the byte, came twice only, and did so because something
 * broke when its body had left and its outcome was not written; and that the rows say so.
 *
 * @param broken ids of the mails that were in the window when a sender was killed
 */
export async function expectNoneLost(
  { db, inbox }: { db: Database; inbox: Inbox },
  addresses: readonly string[],
  broken: ReadonlySet<string>,
): Promise<Toll> {
  const copiesOf = new Map<string, InboxMessage[]>();
  // Oldest first.
  for (const mail of inbox.messages().toReversed()) {
    for (const to of mail.envelope.to) copiesOf.set(to, [...(copiesOf.get(to) ?? []), mail]);
  }
  expect(addresses.filter((address) => !copiesOf.has(address))).toEqual([]);
  const toll: Toll = { once: 0, twice: 0, unknown: 0 };
  for (const address of addresses) {
    const copies = copiesOf.get(address) ?? [];
    const rows = await db.mail.findMany({ where: { recipient: address, status: { not: 'suppressed' } } });
    const [row] = rows;
    expect([address, rows.length, row?.messageId]).toEqual([address, 1, copies[0]?.messageId]);
    expect(['sent', 'unknown']).toContain(row?.status);
    const ends = await db.notice.findMany({ where: { mailId: row?.id ?? '' }, select: { status: true } });
    for (const { status } of ends) expect(status).toBe(row?.status);
    if (row?.status === 'unknown') toll.unknown += 1;
    if (copies.length === 1) toll.once += 1;
    else {
      // Counted where it was found out that nobody knew.
      expect([address, broken.has(row?.id ?? '')]).toEqual([address, true]);
      expect(row?.ambiguousCount).toBeGreaterThanOrEqual(1);
      await expectSame(inbox, copies);
    }
    if (copies.length > 1) toll.twice += 1;
  }
  return toll;
}

async function expectSame(inbox: Inbox, copies: readonly InboxMessage[]): Promise<void> {
  expect(copies).toHaveLength(2);
  expect(new Set(copies.map((copy) => copy.messageId)).size).toBe(1);
  const bytes = await Promise.all(
    copies.map(async ({ id }) => (await fetch(`${inbox.httpUrl}/api/messages/${id}/source`)).text()),
  );
  expect(bytes[0]).toBe(bytes[1]);
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
