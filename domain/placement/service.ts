import { Mark, marked } from './marks.ts';
import type { PlacementState } from './state.ts';

/** What a certificate of service says (DOMAIN 2a): from the first to the last day that counts, and how many they are. */
export interface Service {
  fromOn: string;
  toOn: string;
  /** Half days count as halves. */
  days: number;
  confirmedDays: number;
  scheme: string;
}

export function serviceOf(s: PlacementState): Service | null {
  const { fromOn, toOn } = s.period;
  const days = marked(s.log.marks, fromOn, toOn, [Mark.logged, Mark.confirmed]);
  const confirmed = marked(s.log.marks, fromOn, toOn, [Mark.confirmed]);
  const [first] = days;
  const last = days.at(-1);
  return first && last
    ? {
        fromOn: first.onDate,
        toOn: last.onDate,
        days: days.length / 2,
        confirmedDays: confirmed.length / 2,
        scheme: s.scheme.id,
      }
    : null;
}
