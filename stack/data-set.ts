import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { businessClockSchema, demonstrationClock, identityClock } from '../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import type { Config } from '../config.ts';
import { readJson, writeFileAtOnce } from './files.ts';

/** What kind of data a stack folder holds, fixed at its first start: the demonstration's clock and real time never mix. */
const dataSetSchema = z
  .object({
    kind: z.enum(['demonstration', 'real']),
    clock: businessClockSchema,
    /** When the source cooperations had all been loaded (real time); absent until then, so that a broken first start loads again. */
    loadedAt: z.iso.datetime().optional(),
  })
  .strict();

export type DataSet = z.infer<typeof dataSetSchema>;

const fileOf = (stackDir: string) => join(stackDir, 'data-set.json');

/** The folder's data set, or undefined before its first start. @throws Error when the file is damaged */
export function readDataSet(stackDir: string): DataSet | undefined {
  const file = fileOf(stackDir);
  if (!existsSync(file)) return undefined;
  const read = dataSetSchema.safeParse(readJson(file));
  if (read.success) return read.data;
  throw new Error(`${file} is damaged. Put it back from a copy, or give the data up by "npm run reset".`);
}

/** One sentence that says why these settings cannot use this data set, or undefined when they can. */
export function mixtureRefusal(
  existing: DataSet | undefined,
  wantsReal: boolean,
  stackDir: string,
): string | undefined {
  if (!existing || (existing.kind === 'real') === wantsReal) return undefined;
  return wantsReal
    ? `${stackDir} holds the demonstration, whose clock is not real time: drop it by "npm run reset", or set STACK_DIR to another folder for real data.`
    : `${stackDir} holds real data: start it by "npm start -- --real", or set STACK_DIR to another folder for the demonstration.`;
}

/** One sentence that refuses a demonstration on real parts: into them it is never loaded. Undefined where it is none, or has none. */
export function realPartsRefusal({ real, database, temporal, smtp }: Config): string | undefined {
  const parts = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.connection, SMTP_URL: smtp.url };
  const given = Object.entries(parts).flatMap(([name, value]) => (value ? [name] : []));
  if (real || given.length === 0) return undefined;
  return `DATA_SET=demonstration does not go with ${given.join(', ')}: the demonstration is never loaded into real parts. Leave DATA_SET out for real work, or ${given.join(', ')} for the demonstration.`;
}

/**
 * The data set of this start; made at the first one, when the demonstration's clock begins to run.
 * @param dayMs real milliseconds of one demonstration day; counts at the first start only
 */
export function openDataSet(stackDir: string, wantsReal: boolean, dayMs: number, now = new Date()): DataSet {
  const existing = readDataSet(stackDir);
  if (existing) return existing;
  const clock: BusinessClock = wantsReal ? identityClock : demonstrationClock(now.toISOString(), dayMs);
  const dataSet: DataSet = { kind: wantsReal ? 'real' : 'demonstration', clock };
  writeDataSet(stackDir, dataSet);
  return dataSet;
}

/** Notes that the demonstration's cooperations are all there. */
export function markLoaded(stackDir: string, dataSet: DataSet, now = new Date()): void {
  writeDataSet(stackDir, { ...dataSet, loadedAt: now.toISOString() });
}

function writeDataSet(stackDir: string, dataSet: DataSet): void {
  writeFileAtOnce(fileOf(stackDir), `${JSON.stringify(dataSet, undefined, 2)}\n`);
}
