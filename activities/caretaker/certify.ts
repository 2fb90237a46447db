import { addDays } from '../../domain/calendar/local-date.ts';
import { isLoss, Outcome } from '../../domain/certificate/compare.ts';
import type { Database } from '../../prisma/client.ts';
import type { CertifiedPart, Finding } from '../../workflows/inputs.ts';
import { certifiedPages } from '../certificate.ts';

/** An activity may take a minute. */
const MOST_MS = 30_000;

/**
 * How much of what is lost by the certificate of a day, for as many entities after an id as half a minute allows: each is computed
 * from its first event on, so that thousands of them take several parts of the night.
 * @param day local date, in each entity's own zone
 * @param lateAt what could have been told before it is late, ISO instant
 */
export async function certifyPart(
  db: Database,
  { day, after, lateAt }: { day: string; after: string; lateAt: string },
  mostMs = MOST_MS,
): Promise<CertifiedPart> {
  const lost: Record<string, number> = {};
  const startedAt = performance.now();
  for await (const { rows, next } of certifiedPages(db, { fromOn: day, toOn: day, lateAt }, after)) {
    for (const { outcome } of rows) if (isLoss(outcome)) lost[outcome] = (lost[outcome] ?? 0) + 1;
    if (next !== null && performance.now() - startedAt > mostMs) return { lost, after: next };
  }
  return { lost, after: null };
}

/** Rows are read by whoever asks for the certificate. */
export function lossFindings(onDate: string, lost: CertifiedPart['lost']): Finding[] {
  const detail = Object.values(Outcome).flatMap((outcome) => (lost[outcome] ? [`${outcome} ${lost[outcome]}`] : []));
  return detail.length > 0 ? [{ kind: 'not-complete', id: addDays(onDate, -1), detail: detail.join(', ') }] : [];
}

/**
 * The whole of it at once, for a round that began before there were parts (patch `caretaker-certifies-in-parts`). Never keeps a round
 * from being filed: what cannot be certified in time is a check that failed.
 */
export async function lossesOfDayBefore(db: Database, onDate: string, lateAt: string): Promise<Finding[]> {
  const failed = (detail: string): Finding[] => [{ kind: 'check-failed', id: 'certificate', detail }];
  try {
    const { lost, after } = await certifyPart(db, { day: addDays(onDate, -1), after: '', lateAt });
    return after === null ? lossFindings(onDate, lost) : failed('TooLong');
  } catch (error) {
    return failed(error instanceof Error ? error.name : '');
  }
}
