import { createHash } from 'node:crypto';
import { readLexicon } from '../../activities/lexicon.ts';
import { personBody } from '../../domain/directory/schemas.ts';
import { exclusions, researcherPost } from '../../domain/directory/researchers.ts';
import { faultsIn, MOST_FAULTS } from '../../domain/import/faults.ts';
import type { Fault } from '../../domain/import/faults.ts';
import { researcherSheet } from '../../domain/import/researcher-columns.ts';
import { researcherReader } from '../../domain/import/researchers.ts';
import type { ReadResearcher } from '../../domain/import/researchers.ts';
import { readTable } from '../../domain/import/table.ts';
import type { Database } from '../../prisma/client.ts';
import { underLock } from '../directory-writing.ts';
import type { Transaction } from '../directory-writing.ts';
import { loadDirectory } from '../imports/directory.ts';
import { readSpreadsheet } from '../imports/spreadsheet-files.ts';
import { personRow } from '../people.ts';
import type { ResearcherRow } from './shown.ts';
import { changeResearcher, json } from './write.ts';

/** A spreadsheet of researchers: checked as a whole, written in batches, harmless when it comes again. */

export interface ResearcherFile {
  rowCount: number;
  good: ReadResearcher[];
  faults: Fault[];
}

/** What a file comes to. `people` are entered anew. */
export interface Outcome {
  people: number;
  made: number;
  changed: number;
  unchanged: number;
}

/** Reads a file against directory and vocabulary. Writes nothing. */
export async function checkResearchers(db: Database, bytes: Buffer): Promise<ResearcherFile> {
  const faultAt = faultsIn(researcherSheet.columns);
  const grid = await readSpreadsheet(bytes, researcherSheet.mostRows);
  if (!grid) return { rowCount: 0, good: [], faults: [faultAt('unreadable', { row: 0 })] };
  const table = readTable(researcherSheet, grid);
  const read = researcherReader(await loadDirectory(db), await readLexicon(db));
  const faults = [...table.faults];
  const isFaulty = new Set(faults.map(({ row }) => row));
  const good: ReadResearcher[] = [];
  for (const written of table.rows) {
    const found = read(written);
    faults.push(...found.faults);
    if (found.read && !isFaulty.has(written.row)) good.push(found.read);
  }
  const inOrder = faults.toSorted((a, b) => a.row - b.row).slice(0, MOST_FAULTS);
  return { rowCount: table.rows.length, good, faults: inOrder };
}

const BATCH = 500;

function* batches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}

const none: Outcome = { people: 0, made: 0, changed: 0, unchanged: 0 };
const sum = (a: Outcome, b: Outcome): Outcome => ({
  people: a.people + b.people,
  made: a.made + b.made,
  changed: a.changed + b.changed,
  unchanged: a.unchanged + b.unchanged,
});

/** What writing them would come to. */
export async function foreseeResearchers(db: Database, rows: readonly ReadResearcher[]): Promise<Outcome> {
  let outcome = none;
  for (const batch of batches(rows)) {
    const before = await profilesOf(
      db,
      batch.map(({ personId }) => personId ?? ''),
    );
    outcome = sum(outcome, countOf(batch.map((row) => ({ row, before: before.get(row.personId ?? '') ?? null }))));
  }
  return outcome;
}

/**
 * Writes what was read, batch by batch: nobody waits long for the directory, and whatever is cut off goes on when the file comes
 * again. New ids depend on the file and the row alone, so that a file that is sent twice at once makes nobody twice.
 *
 * @param fileId of the file, a hash @param at business now
 */
export async function writeResearchers(
  db: Database,
  rows: readonly ReadResearcher[],
  { fileId, at }: { fileId: string; at: string },
): Promise<Outcome> {
  let outcome = none;
  for (const batch of batches(rows)) {
    const named = batch.map((row) => ({ row, personId: row.personId ?? idOf('person', fileId, row.row) }));
    outcome = sum(outcome, await underLock(db, (tx) => writeBatch(tx, named, { fileId, at })));
  }
  return outcome;
}

const idOf = (kind: 'person' | 'post', fileId: string, row: number): string =>
  `${kind}-r${createHash('sha256').update(`${fileId}/${row}`).digest('hex').slice(0, 20)}`;

const profilesOf = async (db: Pick<Database, 'researcher'>, ids: string[]): Promise<Map<string, ResearcherRow>> =>
  new Map((await db.researcher.findMany({ where: { personId: { in: ids } } })).map((row) => [row.personId, row]));

interface Named {
  row: ReadResearcher;
  personId: string;
}

async function writeBatch(
  tx: Transaction,
  batch: readonly Named[],
  file: { fileId: string; at: string },
): Promise<Outcome> {
  await enterPeople(
    tx,
    batch.filter(({ row }) => row.personId === null),
    file.at,
  );
  const before = await profilesOf(
    tx,
    batch.map(({ personId }) => personId),
  );
  await makeProfiles(
    tx,
    batch.filter(({ personId }) => !before.has(personId)),
    file,
  );
  const rows = batch.map(({ row, personId }) => ({ row, before: before.get(personId) ?? null }));
  for (const { row, before: stands } of rows) {
    if (stands && !isAsSaid(row, stands)) await changeResearcher(tx, stands, changeOf(row, stands), file.at);
  }
  return countOf(rows);
}

function countOf(rows: readonly { row: ReadResearcher; before: ResearcherRow | null }[]): Outcome {
  const known = rows.flatMap(({ row, before }) => (before ? [isAsSaid(row, before)] : []));
  return {
    // Of somebody new who has a profile by now, the same file was here before.
    people: rows.filter(({ row, before }) => row.personId === null && !before).length,
    made: rows.length - known.length,
    changed: known.filter((isSame) => !isSame).length,
    unchanged: known.filter((isSame) => isSame).length,
  };
}

async function enterPeople(tx: Transaction, batch: readonly Named[], at: string): Promise<void> {
  const unitIds = [...new Set(batch.map(({ row }) => row.homeUnitId))];
  const units = await tx.organisation.findMany({
    where: { id: { in: unitIds } },
    select: { id: true, zone: true, country: true },
  });
  const places = new Map(units.map(({ id, zone, country }) => [id, { zone, country }]));
  const data = batch.map(({ row, personId }) => {
    const { nameZh, nameLatin, email, homeUnitId: organisationId } = row;
    const name = nameZh ? { nameZh, namePinyin: nameLatin } : { nameEn: nameLatin };
    const body = personBody.parse({ ...name, ...places.get(organisationId), organisationId, email, ours: true });
    return { id: personId, ...personRow(body, true, { before: null, at }) };
  });
  if (data.length > 0) await tx.person.createMany({ data, skipDuplicates: true });
}

async function makeProfiles(
  tx: Transaction,
  batch: readonly Named[],
  { fileId, at }: { fileId: string; at: string },
): Promise<void> {
  if (batch.length === 0) return;
  const held = await tx.post.findMany({
    where: { ...researcherPost, holderId: { in: batch.map(({ personId }) => personId) } },
    select: { id: true, holderId: true, organisationId: true },
  });
  const postOf = new Map(held.map(({ id, holderId, organisationId }) => [`${holderId} ${organisationId}`, id]));
  const posts = batch
    .filter(({ row, personId }) => !postOf.has(`${personId} ${row.homeUnitId}`))
    .map(({ row, personId: holderId }) => {
      const id = idOf('post', fileId, row.row);
      postOf.set(`${holderId} ${row.homeUnitId}`, id);
      return { id, holderId, organisationId: row.homeUnitId, ...researcherPost };
    });
  await tx.post.createMany({ data: posts });
  await tx.tenure.createMany({
    data: posts.map(({ id, holderId }) => ({ postId: id, personId: holderId, fromAt: at })),
  });
  await tx.researcher.createMany({
    data: batch.map(({ row, personId }) => ({
      personId,
      homeUnitId: row.homeUnitId,
      postId: postOf.get(`${personId} ${row.homeUnitId}`) ?? '',
      level: row.level,
      termIds: row.termIds ?? [],
      text: row.text ?? '',
      languages: row.languages ?? ['zh-CN'],
      halfDaysAWeek: row.halfDaysAWeek ?? 2,
      teachingHalfDaysAWeek: row.teachingHalfDaysAWeek ?? 0,
      area: row.area ?? '',
      exclusions: json(row.exclusions ?? []),
    })),
  });
}

/** Other exclusions than those of the sheet's columns stay. */
function exclusionsOf({ exclusions: said }: ReadResearcher, before: ResearcherRow) {
  const stand = exclusions.parse(before.exclusions);
  return said ? [...said, ...stand.filter(({ kind }) => kind === 'own-wish')] : stand;
}

function changeOf(row: ReadResearcher, before: ResearcherRow): Parameters<typeof changeResearcher>[2] {
  const { homeUnitId, level, termIds, text, languages, halfDaysAWeek, teachingHalfDaysAWeek, area } = row;
  return {
    homeUnitId,
    level,
    terms: termIds ?? before.termIds,
    text: text ?? before.text,
    ...(languages ? { languages } : {}),
    halfDaysAWeek: halfDaysAWeek ?? before.halfDaysAWeek,
    teachingHalfDaysAWeek: teachingHalfDaysAWeek ?? before.teachingHalfDaysAWeek,
    area: area ?? before.area,
    exclusions: exclusionsOf(row, before),
  };
}

/** Whether a row says nothing but what stands. */
function isAsSaid(row: ReadResearcher, before: ResearcherRow): boolean {
  const { terms, ...said } = changeOf(row, before);
  const stands = { ...before, exclusions: exclusions.parse(before.exclusions), terms: before.termIds };
  return Object.entries({ ...said, terms }).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(Reflect.get(stands, name)),
  );
}
