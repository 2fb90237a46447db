import type { AgreementState } from './state.ts';

/** The last day on site of all placements; null where nobody was on site. */
export const lastOnSite = (s: Pick<AgreementState, 'placements'>): string | null =>
  Object.values(s.placements)
    .flatMap(({ lastLoggedOn }) => lastLoggedOn ?? [])
    .toSorted()
    .at(-1) ?? null;
