import type { Bilingual } from '../decider.ts';
import { chosen } from './columns.ts';
import type { Entry } from './directory.ts';
import { faultsIn } from './faults.ts';
import type { Fault, FaultCode } from './faults.ts';
import type { Sheet } from './sheet.ts';
import type { WrittenRow } from './table.ts';

/** Reads the cells of a row one by one; what is wrong is collected, and the cell counts as empty. */
export interface Cells<K extends string> {
  faults: Fault[];
  said(column: K): string | null;
  /** Names a fault of a cell. */
  fault(code: FaultCode, column: K, what?: string | Bilingual): null;
  /** What has to be there. */
  required(column: K): string | null;
  /** Several values, with ; between them. */
  list(column: K): string[];
  choice<C extends string>(column: K, of: Record<C, readonly string[]>, said?: string): C | null;
  whole(column: K, from: number, to: number): number | null;
  /** The one that is meant. `code` says that there is none. */
  one<E extends Entry>(found: readonly E[], column: K, said: { text: string; code: FaultCode }): E | null;
}

const BETWEEN = /[;；、\n]/;
const MOST_NAMED = 5;

export function cellsOf<K extends string>(sheet: Sheet<K>, { row, cells }: WrittenRow<K>): Cells<K> {
  const faults: Fault[] = [];
  const faultAt = faultsIn(sheet.columns);
  const said = (column: K): string | null => cells[column] ?? null;
  const fault: Cells<K>['fault'] = (code, column, what) => {
    faults.push(faultAt(code, { row, column }, what));
    return null;
  };
  return {
    faults,
    said,
    fault,
    required: (column) => said(column) ?? fault('value-missing', column),
    list: (column) =>
      (said(column) ?? '')
        .split(BETWEEN)
        .map((each) => each.trim())
        .filter((each) => each !== ''),
    choice: (column, of, text = said(column) ?? '') => {
      if (text === '') return null;
      const words = Object.values<readonly string[]>(of);
      const zh = words.map((names) => names.find((name) => /\p{Script=Han}/u.test(name)) ?? names[0] ?? '').join('、');
      const en = words.map((names) => names[0] ?? '').join(', ');
      return chosen(of, text) ?? fault('choice-unknown', column, { en, zh });
    },
    whole: (column, from, to) => {
      const text = said(column);
      if (text === null) return null;
      const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
      if (number >= from && number <= to) return number;
      return fault('number-unfit', column, { en: `from ${from} to ${to}`, zh: `${from} 至 ${to}` });
    },
    one: (found, column, { text, code }) => {
      if (found.length <= 1) return found[0] ?? fault(code, column, text.slice(0, 60));
      const ids = found.slice(0, MOST_NAMED).map(({ id }) => id);
      return fault('ambiguous', column, ids.join(', '));
    },
  };
}
