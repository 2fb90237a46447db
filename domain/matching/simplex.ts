/** One unknown of the linear program: at least zero, with its entries by row. */
export interface Column {
  rows: number[];
  values: number[];
  cost: number;
}

const TOLERANCE = 1e-9;
/** A column that would add less than this to the objective is left. */
const WORTH = 1e-7;
const FRESH_EVERY = 400;

/**
 * Maximises over `A x <= b, x >= 0` by the revised primal simplex method with an explicit inverse of the basis. Columns and
 * rows may be added between two runs and costs may be changed; the basis stays feasible, so that each run goes on from the
 * last. `b` must not be negative, but for what `addDemand` asks. Every row has a slack of its own. What it finds is a guide: bounds are proven elsewhere.
 */
export class Simplex {
  readonly columns: Column[] = [];
  /** Work done so far, in numbers touched: the same on every machine. */
  work = 0;
  readonly duals: number[] = [];
  private readonly limits: number[] = [];
  private readonly basis: number[] = [];
  private readonly amounts: number[] = [];
  private readonly inverse: Float64Array[] = [];
  private width: number;
  private pivots = 0;

  constructor(limits: readonly number[]) {
    this.width = Math.max(16, Math.ceil(limits.length * 1.5));
    for (const limit of limits) this.openRow(limit);
  }

  /** The column of a row's slack. */
  readonly slacks: number[] = [];

  private openRow(limit: number): number {
    const row = this.limits.length;
    if (row >= this.width) this.widen();
    const slack = this.columns.push({ rows: [row], values: [1], cost: 0 }) - 1;
    const line = new Float64Array(this.width);
    line[row] = 1;
    this.limits.push(limit);
    this.slacks.push(slack);
    this.basis.push(slack);
    this.amounts.push(limit);
    this.duals.push(0);
    this.inverse.push(line);
    return row;
  }

  private widen(): void {
    this.width *= 2;
    this.inverse.forEach((line, row) => {
      const wider = new Float64Array(this.width);
      wider.set(line);
      this.inverse[row] = wider;
    });
  }

  add(column: Column): number {
    return this.columns.push(column) - 1;
  }

  /** A new row that asks for at least `amount` of the columns to come; what is short of it has a column of its own. */
  addDemand(amount: number): { row: number; shortage: number } {
    const row = this.openRow(-amount);
    const shortage = this.add({ rows: [row], values: [-1], cost: 0 });
    this.basis[row] = shortage;
    this.amounts[row] = amount;
    const line = this.inverse[row];
    if (line) line[row] = -1;
    return { row, shortage };
  }

  /**
   * A new row with limit 0 over the columns that are there, given as [column, value]. Where it is broken, an unknown of
   * its own, at the cost of `penalty`, stands in for what is too much.
   */
  addRow(entries: readonly (readonly [number, number])[], penalty: number): number {
    const row = this.openRow(0);
    const byColumn = new Map(entries);
    const line = this.inverse[row] ?? new Float64Array(0);
    let amount = 0;
    for (let other = 0; other < row; other += 1) {
      const value = byColumn.get(this.basis[other] ?? -1);
      if (value === undefined) continue;
      amount -= value * (this.amounts[other] ?? 0);
      subtract(line, this.inverse[other], value, row);
    }
    for (const [index, value] of entries) {
      this.columns[index]?.rows.push(row);
      this.columns[index]?.values.push(value);
    }
    this.amounts[row] = amount;
    if (amount < 0) {
      for (let k = 0; k <= row; k += 1) line[k] = -(line[k] ?? 0);
      this.amounts[row] = -amount;
      this.basis[row] = this.add({ rows: [row], values: [-1], cost: -penalty });
    }
    return row;
  }

  /** To the optimum; false when the work done so far came to `until` before. */
  run(until: number): boolean {
    this.reprice();
    while (this.work < until) {
      const entering = this.entering();
      if (entering < 0) return true;
      const direction = this.directionOf(entering);
      const leaving = this.leaving(direction);
      if (leaving < 0) return true;
      this.pivot(entering, leaving, direction);
      this.pivots += 1;
      if (this.pivots % FRESH_EVERY === 0) this.refresh();
    }
    return false;
  }

  /** What each basic column amounts to. */
  solution(): Map<number, number> {
    const found = new Map<number, number>();
    this.basis.forEach((column, row) => {
      if ((this.amounts[row] ?? 0) > TOLERANCE) found.set(column, this.amounts[row] ?? 0);
    });
    return found;
  }

  /** Of the objective, where the search stands. */
  get value(): number {
    return this.basis.reduce(
      (sum, column, row) => sum + (this.columns[column]?.cost ?? 0) * (this.amounts[row] ?? 0),
      0,
    );
  }

  private reprice(): void {
    this.duals.fill(0);
    const size = this.limits.length;
    this.basis.forEach((column, row) => {
      const cost = this.columns[column]?.cost ?? 0;
      if (cost === 0) return;
      const line = this.inverse[row] ?? new Float64Array(0);
      for (let k = 0; k < size; k += 1) this.duals[k] = (this.duals[k] ?? 0) + cost * (line[k] ?? 0);
    });
    this.work += size * 8;
  }

  reducedCost(column: Column): number {
    let value = column.cost;
    const { rows, values } = column;
    for (let k = 0; k < rows.length; k += 1) value -= (values[k] ?? 0) * (this.duals[rows[k] ?? 0] ?? 0);
    return value;
  }

  private entering(): number {
    let best = -1;
    let most = WORTH;
    for (let index = 0; index < this.columns.length; index += 1) {
      const column = this.columns[index];
      if (!column) continue;
      const value = this.reducedCost(column);
      if (value <= most) continue;
      most = value;
      best = index;
    }
    this.work += this.columns.length * 8;
    return best;
  }

  private directionOf(entering: number): Float64Array {
    const size = this.limits.length;
    const direction = new Float64Array(size);
    const { rows, values } = this.columns[entering] ?? { rows: [], values: [] };
    for (let row = 0; row < size; row += 1) {
      const line = this.inverse[row] ?? direction;
      let sum = 0;
      for (let k = 0; k < rows.length; k += 1) sum += (line[rows[k] ?? 0] ?? 0) * (values[k] ?? 0);
      direction[row] = sum;
    }
    this.work += size * rows.length * 3;
    return direction;
  }

  private leaving(direction: Float64Array): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let row = 0; row < direction.length; row += 1) {
      const step = direction[row] ?? 0;
      if (step <= TOLERANCE) continue;
      const ratio = Math.max(0, this.amounts[row] ?? 0) / step;
      if (ratio > least + TOLERANCE || (ratio > least - TOLERANCE && best >= 0 && step <= (direction[best] ?? 0)))
        continue;
      least = Math.min(ratio, least);
      best = row;
    }
    return best;
  }

  private pivot(entering: number, leaving: number, direction: Float64Array): void {
    const size = this.limits.length;
    const column = this.columns[entering];
    const line = this.inverse[leaving];
    if (!column || !line) return;
    const gain = this.reducedCost(column);
    const step = direction[leaving] ?? 0;
    const nonzero: number[] = [];
    for (let k = 0; k < size; k += 1) {
      if (line[k] === 0) continue;
      line[k] = (line[k] ?? 0) / step;
      nonzero.push(k);
    }
    const amount = (this.amounts[leaving] ?? 0) / step;
    for (let row = 0; row < size; row += 1) {
      const factor = direction[row] ?? 0;
      const other = this.inverse[row];
      if (row === leaving || Math.abs(factor) < 1e-12 || !other) continue;
      for (const k of nonzero) other[k] = (other[k] ?? 0) - factor * (line[k] ?? 0);
      this.amounts[row] = (this.amounts[row] ?? 0) - factor * amount;
      this.work += nonzero.length;
    }
    this.amounts[leaving] = amount;
    this.basis[leaving] = entering;
    for (const k of nonzero) this.duals[k] = (this.duals[k] ?? 0) + gain * (line[k] ?? 0);
  }

  /** Rounding gathers in what is carried on; amounts and duals are taken from the inverse again. */
  private refresh(): void {
    const size = this.limits.length;
    for (let row = 0; row < size; row += 1) {
      const line = this.inverse[row] ?? new Float64Array(0);
      let amount = 0;
      for (let k = 0; k < size; k += 1) amount += (line[k] ?? 0) * (this.limits[k] ?? 0);
      this.amounts[row] = amount;
      this.work += size;
    }
    this.reprice();
  }
}

function subtract(line: Float64Array, other: Float64Array | undefined, factor: number, size: number): void {
  if (!other) return;
  for (let k = 0; k < size; k += 1) line[k] = (line[k] ?? 0) - factor * (other[k] ?? 0);
}
