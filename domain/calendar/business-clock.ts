import { z } from 'zod';
import { dayMs as realDayMs } from './local-date.ts';

/**
 * Business time: a mapping from real time, part of a workflow's input. The identity in real use; in the demonstration a
 * day lasts seconds, so that two months of follow-up pass in ten minutes.
 *
 * - `realOriginAt` and `businessOriginAt` are the same moment on both clocks (ISO instants, UTC).
 * - `dayMs`: how many real milliseconds a business day lasts; 86,400,000 is real speed.
 * - `endsAt`: the business instant at which the clock stands still, or null for never.
 */
export const businessClockSchema = z
  .object({
    realOriginAt: z.iso.datetime(),
    businessOriginAt: z.iso.datetime(),
    dayMs: z.int().min(1).max(realDayMs),
    endsAt: z.iso.datetime().nullable(),
  })
  .strict();

export type BusinessClock = z.infer<typeof businessClockSchema>;

/** Real time: business now is real now. */
export const identityClock: BusinessClock = {
  realOriginAt: '1970-01-01T00:00:00.000Z',
  businessOriginAt: '1970-01-01T00:00:00.000Z',
  dayMs: realDayMs,
  endsAt: null,
};

const demonstrationDays = 60;
/** Where the demonstration's people are: its days are days there. */
export const demonstrationZone = 'Asia/Shanghai';

/**
 * The demonstration's clock: it starts at `realOriginAt` on Monday 2026-03-02, 08:30 in China, a day lasts `dayMs` real
 * milliseconds (10 s), and it stands still after 60 days, so that what a newcomer left running is found as it was.
 */
export function demonstrationClock(realOriginAt: string, dayMs = 10_000): BusinessClock {
  const businessOriginAt = '2026-03-02T00:30:00.000Z';
  const endsAt = new Date(Date.parse(businessOriginAt) + demonstrationDays * realDayMs).toISOString();
  return { realOriginAt, businessOriginAt, dayMs, endsAt };
}

/** True if business time is anything but real time: mails, dossier and pages then say so. */
export function isDemonstration(clock: BusinessClock): boolean {
  const shifted = Date.parse(clock.realOriginAt) !== Date.parse(clock.businessOriginAt);
  return shifted || clock.dayMs !== realDayMs || clock.endsAt !== null;
}

/** True if hours of the day mean something: only at real speed. A day of ten seconds honours days, not hours. */
export function honoursHours(clock: BusinessClock): boolean {
  return clock.dayMs === realDayMs;
}

/** Business now as an ISO instant (UTC, milliseconds), from real epoch milliseconds. Never runs backwards, never passes `endsAt`. */
export function businessNow(clock: BusinessClock, realMs: number): string {
  const elapsedMs = Math.floor(realMs) - Date.parse(clock.realOriginAt);
  const ms = Date.parse(clock.businessOriginAt) + scaleDown(elapsedMs, realDayMs, clock.dayMs);
  return new Date(clock.endsAt === null ? ms : Math.min(ms, Date.parse(clock.endsAt))).toISOString();
}

/**
 * How many real milliseconds from `realNowMs` until business time is `businessAt` (ISO instant): the smallest whole number
 * after which `businessNow` has reached it, so that a timer never fires early. 0 if it is past, null if the clock stands
 * still before it.
 */
export function realDelayMs(clock: BusinessClock, realNowMs: number, businessAt: string): number | null {
  const wantedMs = Date.parse(businessAt);
  if (Number.isNaN(wantedMs)) throw new RangeError(`not an instant: ${businessAt}`);
  if (clock.endsAt !== null && wantedMs > Date.parse(clock.endsAt)) return null;
  const elapsedMs = -scaleDown(-(wantedMs - Date.parse(clock.businessOriginAt)), clock.dayMs, realDayMs);
  return Math.max(0, Date.parse(clock.realOriginAt) + elapsedMs - Math.floor(realNowMs));
}

/** The business instant `realMs` real milliseconds after another (before it, if negative), wherever the host's clock stands. */
export function laterBy(clock: BusinessClock, businessAt: string, realMs: number): string {
  return new Date(Date.parse(businessAt) + scaleDown(realMs, realDayMs, clock.dayMs)).toISOString();
}

/** floor(value * numerator / denominator), exactly: the product of two instants' distance and a day exceeds 2^53. */
function scaleDown(value: number, numerator: number, denominator: number): number {
  if (numerator === denominator) return value;
  const product = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = product / divisor;
  return Number(product % divisor < 0n ? quotient - 1n : quotient);
}
