/** Who held a post from when to when (ISO instants); `toAt` is null for the present holder. */
export interface Tenure {
  personId: string;
  fromAt: string;
  toAt: string | null;
}

export interface TenureChange {
  /** True if the present holder's time ends now. */
  endsPresent: boolean;
  /** Who begins now, if anybody. */
  begins: string | null;
}

/** What a change of a post's holder does to its tenures (S71): the past is kept, the same holder again changes nothing. */
export function changeOfHolder(before: string | null, after: string | null): TenureChange {
  if (before === after) return { endsPresent: false, begins: null };
  return { endsPresent: before !== null, begins: after };
}
