import { columnKeys, headingOf } from '../../domain/import/columns.ts';
import type { ColumnKey } from '../../domain/import/columns.ts';

/** A spreadsheet's cells: headings in Chinese first, then rows by column. */
export function sheetOf(rows: readonly Partial<Record<ColumnKey, string>>[]): string[][] {
  return [
    columnKeys.map((key) => headingOf(key, 'zh-CN')),
    ...rows.map((row) => columnKeys.map((key) => row[key] ?? '')),
  ];
}

/** As a person's spreadsheet program saves it, without the guards of our own CSV. */
export const plainCsv = (grid: readonly (readonly string[])[]): string =>
  grid
    .map((cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\r\n');
