import type { Finding } from '../../workflows/inputs.ts';
import type { CaretakerDeps } from '../caretaker.ts';
import { lateNotices } from '../late-notices.ts';

/** So many at once: what is late beyond that is looked at the next time. */
const MOST_NOTICES = 2_000;

/**
 * People whose mail should have gone out and did not: their postbox was ended in the Temporal UI, or its start was lost. They are
 * started again; waking one that runs changes nothing. How many and since when is told, not who: that stands in the certificate.
 */
export async function wakeLatePostboxes({ db, wakePostboxes }: CaretakerDeps, lateAt: string): Promise<Finding[]> {
  const open = await db.notice.findMany({
    where: { status: 'open', mailId: null, personId: { not: null }, at: { lt: new Date(lateAt) } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: MOST_NOTICES,
    select: { id: true, kind: true, status: true, reason: true, personId: true, mailId: true, at: true },
  });
  const ids = await lateNotices(db, open, lateAt);
  const late = open.filter(({ id }) => ids.has(id));
  const [oldest] = late;
  if (!oldest) return [];
  const people = [...new Set(late.flatMap(({ personId }) => personId ?? []))];
  await wakePostboxes(people);
  return [{ kind: 'overdue', id: 'postboxes', detail: `${people.length}, since ${oldest.at.toISOString()}` }];
}
