import { policyBook } from '../../activities/policies.ts';
import { calendarBook } from '../../activities/calendar-book.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import type { Actor } from '../../domain/decider.ts';
import { cooperations } from '../../domain/import/columns.ts';
import { commandsOf } from '../../domain/import/commands.ts';
import type { RowCommand } from '../../domain/import/commands.ts';
import { faultAt, MOST_FAULTS } from '../../domain/import/faults.ts';
import type { Fault } from '../../domain/import/faults.ts';
import { readRow } from '../../domain/import/row.ts';
import type { ReadRow } from '../../domain/import/row.ts';
import { simulate } from '../../domain/import/simulate.ts';
import type { Adoption } from '../../domain/import/simulate.ts';
import { readTable } from '../../domain/import/table.ts';
import type { Database } from '../../prisma/client.ts';
import { adoptedLine } from '../home-unit.ts';
import { loadDirectory } from './directory.ts';
import { readSpreadsheet } from './spreadsheet-files.ts';

export interface CheckedRow {
  row: number;
  commands: RowCommand[];
}
export interface CheckedFile {
  rowCount: number;
  good: CheckedRow[];
  faults: Fault[];
}

/** Reads a file and tries every row by the rules that will decide on it. Writes nothing. */
export async function checkFile(db: Database, bytes: Buffer, who: { actor: Actor; at: string }): Promise<CheckedFile> {
  const grid = await readSpreadsheet(bytes, cooperations.mostRows);
  if (!grid) return { rowCount: 0, good: [], faults: [faultAt('unreadable', { row: 0 })] };
  const table = readTable(cooperations, grid);
  const faults = [...table.faults];
  const directory = await loadDirectory(db);
  const taken = await openCooperations(db);
  const adoptions = new Map<string, Adoption>();
  const seen = new Map<string, number>();
  const good: CheckedRow[] = [];
  for (const written of table.rows) {
    const found = readRow(written, directory, who.at);
    faults.push(...found.faults);
    if (!found.read || table.faults.some((fault) => fault.row === written.row)) continue;
    const adoption = await adoptionOf(db, found.read, adoptions, who.at);
    const fault = secondOf(found.read, seen, taken) ?? refusalOf(found.read, adoption, who);
    if (fault) faults.push(fault);
    else good.push({ row: written.row, commands: commandsOf(found.read) });
  }
  const inOrder = faults.toSorted((a, b) => a.row - b.row).slice(0, MOST_FAULTS);
  return { rowCount: table.rows.length, good, faults: inOrder };
}

/** One cooperation is known by its home unit and its parties (S70). */
const sides = (homeUnitId: string | null, partyIds: readonly string[]): string =>
  [homeUnitId, ...partyIds.toSorted()].join(' ');

async function openCooperations(db: Database): Promise<Map<string, string>> {
  const open = await db.entity.findMany({
    where: { kind: 'agreement', closed: false, parentId: null },
    select: { id: true, homeUnitId: true, partyIds: true },
  });
  return new Map(open.map(({ id, homeUnitId, partyIds }) => [sides(homeUnitId, partyIds), id]));
}

function secondOf(read: ReadRow, seen: Map<string, number>, taken: ReadonlyMap<string, string>): Fault | null {
  const key = sides(
    read.homeUnitId,
    read.parties.map((party) => party.id),
  );
  const before = seen.get(key);
  const exists = taken.get(key);
  seen.set(key, before ?? read.row);
  const at = { row: read.row, column: 'parties' as const };
  if (before !== undefined) return faultAt('duplicate-row', at, String(before));
  return exists ? faultAt('already-exists', at, exists) : null;
}

async function adoptionOf(db: Database, read: ReadRow, known: Map<string, Adoption>, at: string): Promise<Adoption> {
  const ours = read.parties.filter((party) => party.ours).map((party) => party.id);
  const adoption = known.get(read.homeUnitId) ?? (await adoptionOfUnit(db, read.homeUnitId, at));
  known.set(read.homeUnitId, adoption);
  return { ...adoption, ours };
}

/** What an agreement of this unit takes from the directory; `partyIds` for the free days of the other sides. */
export async function adoptionOfUnit(
  db: Database,
  homeUnitId: string,
  at: string,
  partyIds: readonly string[] = [],
): Promise<Adoption> {
  const { homeUnit, unit } = await adoptedLine(db, homeUnitId);
  const book = await calendarBook(db, [homeUnitId, ...partyIds]);
  const on = localDateOf(unit.zone, at);
  const others = book.others(homeUnitId, [...partyIds], on);
  const policy = (await policyBook(db)).given({ organisationId: homeUnitId });
  return { homeUnit, calendar: book.unit(homeUnitId, on), ...(others ? { others } : {}), ours: [], policy };
}

function refusalOf(read: ReadRow, adoption: Adoption, who: { actor: Actor; at: string }): Fault | null {
  const outcome = simulate(commandsOf(read), adoption, who);
  return 'refused' in outcome ? faultAt('refused', { row: read.row }, outcome.detail) : null;
}
