import { businessNow } from '../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { addDays, dayMs } from '../domain/calendar/local-date.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import type { Database } from '../prisma/client.ts';
import type { CertifiedPart, Finding, Round } from '../workflows/inputs.ts';
import { adoptFor, staleEntities } from './caretaker/calendars.ts';
import { askAgain } from './caretaker/ask-again.ts';
import { certifyPart, lossesOfDayBefore, lossFindings } from './caretaker/certify.ts';
import { putBackAll } from './caretaker/missing.ts';
import { wakeLatePostboxes } from './caretaker/late-postboxes.ts';
import { writeMonthlyPages } from './caretaker/monthly-pages.ts';
import { passOnDuties } from './caretaker/successions.ts';

/** What the caretaker needs of the world. */
export interface CaretakerDeps {
  db: Database;
  clock: BusinessClock;
  /** Ids of the agreements and plans that run in Temporal, by one listing; it may lag behind by a moment. */
  running(): Promise<ReadonlySet<string>>;
  /** Asks the server about one, without a lag. */
  isRunning(entityId: string): Promise<boolean>;
  /** Puts a command into an entity's inbox; false where it does not run. */
  tell(entityId: string, command: QueuedCommand): Promise<boolean>;
  /** Puts a family back from Postgres and says what became of each member. */
  restore(agreementId: string): Promise<{ id: string; outcome: string }[]>;
  wakePostboxes(personIds: readonly string[]): Promise<void>;
  log?(finding: Finding): void;
}

export interface CaretakerActivities {
  /**
   * Names whose wake, or whose reader's hour, lies more than an hour back, and makes each look at its clock. What waits for a hand of
   * ours is asked for again; that is no finding.
   */
  pokeOverdue(request: { at: string }): Promise<Finding[]>;
  /** Compares what is open with what runs, and puts back what does not. */
  putBackMissing(request: { at: string; runId: string }): Promise<{ open: number; findings: Finding[] }>;
  /**
   * Open entities whose calendar has a newer version, or whose policy has (the name is older than policies; histories have it), at
   * most 500 after an id; `after` where to go on, null at the end.
   */
  staleCalendars(request: { at: string; after: string }): Promise<{ ids: string[]; after: string | null }>;
  /** Tells these entities their new calendar or policy; returns how many were reached. */
  adoptCalendars(request: { at: string; ids: string[] }): Promise<number>;
  /** Tells agreements and plans which posts changed hands; returns how many were reached. */
  passOnDuties(request: { at: string }): Promise<number>;
  /** Writes the leaders' pages of a month that has begun; returns how many. */
  writeMonthlyPages(request: { at: string }): Promise<number>;
  /** What the certificate of the day before `onDate` lacks, of entities after an id; `after` where to go on, null at the end. */
  certifyDayBefore(request: { onDate: string; after: string }): Promise<CertifiedPart>;
  /** Of a night with what the certificate of the day before lacks. */
  fileRound(round: Round): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** A clock on which an hour is half a second makes everything late; a minute of real time is what people would notice. */
export const LEAST_REAL_MS = 60_000;
const MOST_OVERDUE = 50;

export function caretakerActivities(deps: CaretakerDeps): CaretakerActivities {
  const { db } = deps;
  const lossesOf = async (onDate: string, certified: CertifiedPart | undefined): Promise<Finding[]> =>
    certified
      ? lossFindings(onDate, certified.lost)
      : lossesOfDayBefore(db, onDate, lateBefore(deps.clock, Date.now()));
  return {
    async pokeOverdue({ at }) {
      const lateAt = lateBefore(deps.clock, Date.now());
      const rows = await db.entity.findMany({
        where: { closed: false, wakeAt: { lt: new Date(lateAt) } },
        orderBy: [{ wakeAt: 'asc' }, { id: 'asc' }],
        take: MOST_OVERDUE,
        select: { id: true, seq: true, wakeAt: true },
      });
      const findings = rows.map(({ id, wakeAt }): Finding => ({
        kind: 'overdue',
        id,
        detail: wakeAt?.toISOString() ?? '',
      }));
      for (const { id, seq } of rows) await deps.tell(id, look(id, seq));
      findings.push(...(await wakeLatePostboxes(deps, lateAt)));
      await askAgain(deps, at);
      for (const finding of findings) deps.log?.(finding);
      return findings;
    },
    putBackMissing: (request) => putBackAll(deps, request),
    staleCalendars: (request) => staleEntities(db, request),
    adoptCalendars: (request) => adoptFor(deps, request),
    passOnDuties: (request) => passOnDuties(deps, request),
    writeMonthlyPages: (request) => writeMonthlyPages(deps, request),
    certifyDayBefore: ({ onDate, after }) =>
      certifyPart(db, { day: addDays(onDate, -1), after, lateAt: lateBefore(deps.clock, Date.now()) }),
    async fileRound({ runId, kind, onDate, at, checked, findings, certified }) {
      const lost = kind === 'night' ? await lossesOf(onDate, certified) : [];
      for (const finding of lost) deps.log?.(finding);
      const endedAt = new Date(businessNow(deps.clock, Date.now()));
      const row = {
        kind,
        onDate,
        at: new Date(at),
        endedAt,
        checked: { ...checked },
        findings: [...findings, ...lost].map((each) => ({ ...each })),
      };
      await db.caretakerRun.upsert({ where: { id: runId }, create: { id: runId, ...row }, update: row });
    },
  };
}

/** The business instant before which a wake is overdue: an hour ago, or as long ago as a minute of real time. */
export function lateBefore(clock: BusinessClock, realMs: number): string {
  return businessNow(clock, realMs - Math.max(LEAST_REAL_MS, (HOUR_MS * clock.dayMs) / dayMs));
}

/** Nothing to decide: a pass in which what has fallen due is recorded, and what was forgotten is read. */
const look = (entityId: string, seq: number): QueuedCommand => ({
  commandId: `${entityId}-look-${seq}`,
  name: 'catchUp',
  actor: { id: 'system', roles: ['system'] },
  data: {},
});
