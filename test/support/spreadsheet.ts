import { cooperations } from '../../domain/import/columns.ts';
import type { ColumnKey } from '../../domain/import/columns.ts';
import { headingOf } from '../../domain/import/sheet.ts';
import type { Sheet } from '../../domain/import/sheet.ts';

/** A spreadsheet's cells: headings in Chinese first, then rows by column. */
export function gridOf<K extends string>(sheet: Sheet<K>, rows: readonly Partial<Record<K, string>>[]): string[][] {
  const { keys } = sheet;
  return [keys.map((key) => headingOf(sheet, key, 'zh-CN')), ...rows.map((row) => keys.map((key) => row[key] ?? ''))];
}

export const sheetOf = (rows: readonly Partial<Record<ColumnKey, string>>[]): string[][] => gridOf(cooperations, rows);

/** As a person's spreadsheet program saves it, without the guards of our own CSV. */
export const plainCsv = (grid: readonly (readonly string[])[]): string =>
  grid
    .map((cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\r\n');
