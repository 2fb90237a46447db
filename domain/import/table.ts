import { isSafeText } from '../text.ts';
import { faultsIn } from './faults.ts';
import type { Fault } from './faults.ts';
import { columnOf, COMMENT } from './sheet.ts';
import type { Sheet } from './sheet.ts';

/** A row as it was written; empty cells are left out. */
export interface WrittenRow<K extends string> {
  /** As the spreadsheet counts. */
  row: number;
  cells: Partial<Record<K, string>>;
}
type Grid = readonly (readonly string[])[];

/** A spreadsheet program would compute these instead of showing them; those that begin with an apostrophe are shown as they are. */
const FORMULA = /^\s*([=@＝＠]|[+\-＋－](?=\S))/;
/** The guard that our own CSV puts before what looks like a formula. */
const GUARD = /^'(?=\s*[=@+\-＝＠＋－])/;

const USUALLY_LONGEST = 200;

/** From cells as text to rows by column. What is wrong with a cell is named; the cell then counts as empty. */
export function readTable<K extends string>(sheet: Sheet<K>, grid: Grid): { rows: WrittenRow<K>[]; faults: Fault[] } {
  const faultAt = faultsIn(sheet.columns);
  const isRead = (cells: readonly string[]): boolean =>
    cells.some((cell) => cell.trim() !== '') && !(cells[0] ?? '').trim().startsWith(COMMENT);
  const numbered = grid.map((cells, index) => ({ row: index + 1, cells })).filter(({ cells }) => isRead(cells));
  const [headings, ...body] = numbered;
  if (!headings) return { rows: [], faults: [faultAt('empty', { row: 0 })] };
  const { keys, faults } = readHeadings(sheet, headings);
  if (faults.length > 0) return { rows: [], faults };
  if (body.length === 0) return { rows: [], faults: [faultAt('empty', { row: 0 })] };
  if (body.length > sheet.mostRows)
    return { rows: [], faults: [faultAt('too-many-rows', { row: 0 }, String(sheet.mostRows))] };
  const rows = body.map(({ row, cells }): WrittenRow<K> => {
    const read: WrittenRow<K> = { row, cells: {} };
    cells.forEach((cell, index) => {
      const text = cell.trim();
      if (text === '') return;
      const key = keys[index];
      const fault = key ? faultOf(sheet, key, { text, row }) : faultAt('cell-without-column', { row });
      if (fault) faults.push(fault);
      else if (key) read.cells[key] = text.replace(GUARD, '');
    });
    return read;
  });
  return { rows, faults };
}

function readHeadings<K extends string>(sheet: Sheet<K>, { row, cells }: { row: number; cells: readonly string[] }) {
  const faultAt = faultsIn(sheet.columns);
  const faults: Fault[] = [];
  const keys: (K | null)[] = [];
  for (const heading of cells) {
    const key = heading.trim() === '' ? null : columnOf(sheet, heading);
    if (heading.trim() !== '' && !key) faults.push(faultAt('column-unknown', { row }, heading.trim().slice(0, 60)));
    if (key && keys.includes(key)) faults.push(faultAt('column-twice', { row, column: key }));
    keys.push(key);
  }
  for (const key of sheet.keys) {
    if (sheet.columns[key].isRequired && !keys.includes(key))
      faults.push(faultAt('column-missing', { row, column: key }));
  }
  return { keys, faults };
}

function faultOf<K extends string>(
  { columns, longest }: Sheet<K>,
  column: K,
  { text, row }: { text: string; row: number },
): Fault | null {
  const faultAt = faultsIn(columns);
  if (!isSafeText(text) || text.includes('\uFFFD')) return faultAt('control-characters', { row, column });
  if (FORMULA.test(text)) return faultAt('formula', { row, column });
  const most = longest[column] ?? USUALLY_LONGEST;
  return text.length > most ? faultAt('too-long', { row, column }, String(most)) : null;
}
