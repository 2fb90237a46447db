import { isSafeText } from '../text.ts';
import { columnKeys, columnOf, columns, COMMENT } from './columns.ts';
import type { ColumnKey } from './columns.ts';
import { faultAt, MOST_ROWS } from './faults.ts';
import type { Fault } from './faults.ts';

/** A row as it was written; empty cells are left out. */
export interface WrittenRow {
  /** As the spreadsheet counts. */
  row: number;
  cells: Partial<Record<ColumnKey, string>>;
}

/** A spreadsheet program would compute these instead of showing them; those that begin with an apostrophe are shown as they are. */
const FORMULA = /^\s*([=@＝＠]|[+\-＋－](?=\S))/;
/** The guard that our own CSV puts before what looks like a formula. */
const GUARD = /^'(?=\s*[=@+\-＝＠＋－])/;

/** Longest text of each column that is text; names are shorter than this too. */
const LONGEST: Partial<Record<ColumnKey, number>> = { nextStep: 2_000, lastContactNote: 2_000, parties: 2_000 };
const USUALLY_LONGEST = 200;

/** From cells as text to rows by column. What is wrong with a cell is named; the cell then counts as empty. */
export function readTable(grid: readonly (readonly string[])[]): { rows: WrittenRow[]; faults: Fault[] } {
  const isRead = (cells: readonly string[]): boolean =>
    cells.some((cell) => cell.trim() !== '') && !(cells[0] ?? '').trim().startsWith(COMMENT);
  const numbered = grid.map((cells, index) => ({ row: index + 1, cells })).filter(({ cells }) => isRead(cells));
  const [headings, ...body] = numbered;
  if (!headings) return { rows: [], faults: [faultAt('empty', { row: 0 })] };
  const { keys, faults } = readHeadings(headings);
  if (faults.length > 0) return { rows: [], faults };
  if (body.length === 0) return { rows: [], faults: [faultAt('empty', { row: 0 })] };
  if (body.length > MOST_ROWS) return { rows: [], faults: [faultAt('too-many-rows', { row: 0 })] };
  const rows = body.map(({ row, cells }): WrittenRow => {
    const read: WrittenRow = { row, cells: {} };
    cells.forEach((cell, index) => {
      const text = cell.trim();
      if (text === '') return;
      const key = keys[index];
      const fault = key ? faultOf(key, text, row) : faultAt('cell-without-column', { row });
      if (fault) faults.push(fault);
      else if (key) read.cells[key] = text.replace(GUARD, '');
    });
    return read;
  });
  return { rows, faults };
}

function readHeadings({ row, cells }: { row: number; cells: readonly string[] }) {
  const faults: Fault[] = [];
  const keys: (ColumnKey | null)[] = [];
  for (const heading of cells) {
    const key = heading.trim() === '' ? null : columnOf(heading);
    if (heading.trim() !== '' && !key) faults.push(faultAt('column-unknown', { row }, heading.trim().slice(0, 60)));
    if (key && keys.includes(key)) faults.push(faultAt('column-twice', { row, column: key }));
    keys.push(key);
  }
  for (const key of columnKeys) {
    if ('isRequired' in columns[key] && !keys.includes(key))
      faults.push(faultAt('column-missing', { row, column: key }));
  }
  return { keys, faults };
}

function faultOf(column: ColumnKey, text: string, row: number): Fault | null {
  if (!isSafeText(text) || text.includes('\uFFFD')) return faultAt('control-characters', { row, column });
  if (FORMULA.test(text)) return faultAt('formula', { row, column });
  const longest = LONGEST[column] ?? USUALLY_LONGEST;
  return text.length > longest ? faultAt('too-long', { row, column }, String(longest)) : null;
}
