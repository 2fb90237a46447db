import { z } from 'zod';
import { readLexicon } from '../../activities/lexicon.ts';
import { daysBetween } from '../../domain/calendar/local-date.ts';
import { consents, levels } from '../../domain/directory/researchers.ts';
import { dateOn } from '../../domain/fields.ts';
import { idsWithin, suggestion, understood } from '../../domain/matching/lexicon.ts';
import type { Period } from '../../domain/matching/profiles.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from '../../prisma/client.ts';
import { pageParameters, positionOf } from '../paging.ts';
import { Problem, refused } from '../problem.ts';
import { freeIn } from './free.ts';
import { researcher } from './shown.ts';
import type { ResearcherRow } from './shown.ts';

const LONGEST_PERIOD_DAYS = 731;
export const parameters = z.strictObject({
  /** A term by id or by any name of it, with all below it. */
  term: z.string().trim().min(1).max(80).optional(),
  homeUnit: z.string().max(60).optional(),
  level: z.enum(levels).optional(),
  consent: z.enum(consents).optional(),
  active: z.enum(['true', 'false', 'any']).default('true'),
  /** Of a period: who has so many free half days in it. */
  freeFromOn: dateOn.optional(),
  freeToOn: dateOn.optional(),
  freeHalfDays: z.coerce.number().int().min(1).max(2_000).default(1),
  ...pageParameters,
});
type Parameters = z.output<typeof parameters>;

export const listed = researcher
  .extend({
    /** In the period that was asked for; null where none was. */
    freeHalfDays: z.number().nullable(),
  })
  .meta({ id: 'ListedResearcher' });

/** @throws Problem where only one end is given, the ends are the wrong way round, or they are too far apart */
function periodOf({ freeFromOn: fromOn, freeToOn: toOn }: Parameters): Period | null {
  if (fromOn === undefined && toOn === undefined) return null;
  if (fromOn === undefined || toOn === undefined) {
    const name = fromOn === undefined ? 'freeFromOn' : 'freeToOn';
    throw new Problem('shape-invalid', undefined, {
      errors: [{ pointer: `?${name}`, detail: 'give both ends of the period', detailZh: '请填写起止日期' }],
    });
  }
  const days = daysBetween(fromOn, toOn);
  if (days < 0) throw refused(refuse('ends-before-starts', `${toOn} is before ${fromOn}.`, `${toOn} 早于 ${fromOn}。`));
  if (days <= LONGEST_PERIOD_DAYS) return { fromOn, toOn };
  throw refused(refuse('too-far-ahead', 'Ask for two years at the most.', '查询期限最长两年。'));
}

async function whereOf(db: Database, { term, homeUnit, level, consent, active }: Parameters) {
  const where: Prisma.ResearcherWhereInput = {
    ...(homeUnit ? { homeUnitId: homeUnit } : {}),
    ...(level ? { level } : {}),
    ...(consent ? { homeUnitConsent: consent } : {}),
    ...(active === 'any' ? {} : { active: active === 'true' }),
  };
  if (term === undefined) return where;
  const lexicon = await readLexicon(db);
  const meant = understood(lexicon, term);
  if (!meant) {
    const { en, zh } = suggestion(lexicon, term);
    throw refused(refuse('unknown-skill', `No term of the vocabulary: ${en}.`, `词表中没有该词：${zh}。`), [
      { pointer: '?term', detail: en, detailZh: zh },
    ]);
  }
  return { ...where, termIds: { hasSome: idsWithin(lexicon, meant.id) } };
}

const BATCH = 200;

interface Found {
  row: ResearcherRow;
  free: number | null;
}

/** One more than a page, where there are so many; reads on until it has them, because who is free is not in the row. */
export async function find(db: Database, query: Parameters): Promise<Found[]> {
  const where = await whereOf(db, query);
  const period = periodOf(query);
  const found: Found[] = [];
  let after = positionOf(query.cursor)?.id ?? '';
  for (;;) {
    const rows = await db.researcher.findMany({
      where: { AND: [where, { personId: { gt: after } }] },
      orderBy: { personId: 'asc' },
      take: BATCH,
    });
    const free = period ? await freeIn(db, rows, period) : null;
    for (const row of rows) {
      const halfDays = free?.get(row.personId) ?? null;
      if (halfDays === null || halfDays >= query.freeHalfDays) found.push({ row, free: halfDays });
    }
    after = rows.at(-1)?.personId ?? after;
    if (rows.length < BATCH || found.length > query.limit) return found;
  }
}
