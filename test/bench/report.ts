import { cpus, loadavg, totalmem } from 'node:os';

/** How figures are printed. A figure is never asserted: what a machine does in a second is its own affair. */

export const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** A line of a table: a title, then figures or words in columns. */
export function row(title: string, ...cells: (string | number)[]): void {
  say([title.padEnd(44), ...cells.map((cell) => show(cell).padStart(12))].join(''));
}

/** What to read the figures against; a load above the number of processors means that others work here too. */
export function machine(): string {
  const [load = 0] = loadavg();
  return `${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, load ${load.toFixed(1)}`;
}

function show(cell: string | number): string {
  if (typeof cell === 'string') return cell;
  if (Number.isInteger(cell)) return String(cell);
  return cell.toFixed(Math.abs(cell) < 0.1 ? 4 : Math.abs(cell) < 10 ? 2 : 1);
}

/** The value below which a share of all lies, e.g. 0.5 for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
