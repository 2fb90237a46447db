import { addDays } from '../../domain/calendar/local-date.ts';
import { isLoss, Outcome } from '../../domain/certificate/compare.ts';
import type { Database } from '../../prisma/client.ts';
import type { Finding } from '../../workflows/inputs.ts';
import { certifiedPages } from '../certificate.ts';

/** An activity may take a minute, and the round is filed after this. */
const MOST_MS = 30_000;

/**
 * The certificate of the day that has just ended, if something is lost: how much of what. Rows are read by whoever asks for the
 * certificate. Never keeps a round from being filed: what cannot be certified in time is a check that failed.
 */
export async function lossesOfDayBefore(db: Database, onDate: string, lateAt: string): Promise<Finding[]> {
  const day = addDays(onDate, -1);
  try {
    const counts = await countLosses(db, day, lateAt);
    const detail = Object.values(Outcome).flatMap((outcome) => {
      const count = counts.get(outcome);
      return count ? [`${outcome} ${count}`] : [];
    });
    return detail.length > 0 ? [{ kind: 'not-complete', id: day, detail: detail.join(', ') }] : [];
  } catch (error) {
    return [{ kind: 'check-failed', id: 'certificate', detail: error instanceof Error ? error.name : '' }];
  }
}

async function countLosses(db: Database, day: string, lateAt: string): Promise<Map<Outcome, number>> {
  const counts = new Map<Outcome, number>();
  const startedAt = performance.now();
  for await (const rows of certifiedPages(db, { fromOn: day, toOn: day, lateAt })) {
    for (const { outcome } of rows) if (isLoss(outcome)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (performance.now() - startedAt > MOST_MS) throw new TooLong();
  }
  return counts;
}

class TooLong extends Error {
  override name = 'TooLong';
}
