import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { readSheet } from 'read-excel-file/node';
import writeXlsx from 'write-excel-file/node';
import { z } from 'zod';

/** Bytes from and to rows of cells as text. What a cell means is for others. */

/** With headings and the lines for people; more need not be read to know that there are too many. */
const MORE_ROWS = 100;
/** Of an .xlsx once it is unpacked: 2,000 rows take a few megabytes. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;

/**
 * The cells of the first sheet, row by row; null for what is neither .xlsx nor CSV in UTF-8 or GB18030. Of more than `mostRows`
 * it reads a few more, so that it is seen that there are too many.
 */
export async function readSpreadsheet(bytes: Buffer, mostRows: number): Promise<string[][] | null> {
  const enough = mostRows + MORE_ROWS;
  if (bytes.subarray(0, 4).equals(ZIP)) return readXlsx(bytes, enough);
  const text = textOf(bytes);
  return text === null || text.includes('\0') ? null : readCsv(text, enough);
}

/** What Excel in China saves is GB18030 (GBK is a part of it); what is UTF-8 is hardly ever anything else by chance. */
function textOf(bytes: Buffer): string | null {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next one.
    }
  }
  return null;
}

const recordSchema = z.array(z.string());

async function readCsv(text: string, enough: number): Promise<string[][] | null> {
  const [headings = ''] = text.split('\n', 1);
  // Where the comma is the decimal sign, Excel separates by semicolons.
  const count = (sign: string): number => headings.split(sign).length;
  const delimiter = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
  const rows: string[][] = [];
  // Lines appended by another program may end otherwise than those of the template.
  const record_delimiter = ['\r\n', '\n', '\r'];
  const parser = Readable.from([text]).pipe(
    parse({ delimiter, record_delimiter, relax_column_count: true, skip_empty_lines: false }),
  );
  try {
    for await (const row of parser) {
      rows.push(recordSchema.parse(row));
      if (rows.length >= enough) break;
    }
  } catch {
    return null;
  }
  return rows;
}

async function readXlsx(bytes: Buffer, enough: number): Promise<string[][] | null> {
  if (unpackedBytes(bytes) > MOST_UNPACKED_BYTES) return null;
  try {
    const rows = await readSheet(bytes);
    return rows.slice(0, enough).map((row) => row.map(cellText));
  } catch {
    return null;
  }
}

/** A day stands for itself, whatever its format; read-excel-file gives it as midnight UTC. */
function cellText(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
const DIRECTORY_ENTRY = Buffer.from('PK\u0001\u0002', 'latin1');
const UNPACKED_SIZE_AT = 24;

/** The sum of what the parts of a zip say of their size: a few bytes may unpack to gigabytes. */
function unpackedBytes(bytes: Buffer): number {
  let sum = 0;
  for (let at = bytes.indexOf(DIRECTORY_ENTRY); at >= 0; at = bytes.indexOf(DIRECTORY_ENTRY, at + 4)) {
    if (at + UNPACKED_SIZE_AT + 4 <= bytes.length) sum += bytes.readUInt32LE(at + UNPACKED_SIZE_AT);
  }
  return sum;
}

/** CSV that spreadsheet programs open in the right encoding, and in which no cell is taken for a formula. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
}

/** One sheet of text. */
export async function xlsxOf(rows: readonly (readonly string[])[]): Promise<Buffer> {
  return writeXlsx(rows.map((row) => row.map((value) => ({ value, type: String })))).toBuffer();
}
