import type { FollowUpKind } from '../policy/defaults.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { FollowUp } from './host.ts';

const personal: ReadonlySet<FollowUpKind> = new Set<FollowUpKind>(['placement-willing', 'cover-request']);

/** Asked of one person, privately: another's post would tell who was asked, and could not answer (DOMAIN 2a "Researchers"). */
export const isPersonal = (kind: FollowUpKind | null): boolean => kind !== null && personal.has(kind);

/** Refuses whatever would make such a matter somebody else's: a hand-over, "not mine", another owner in the flight plan. */
export function onlyTheirs({ id, kind }: Pick<FollowUp, 'id' | 'kind'>): Refusal | null {
  return isPersonal(kind)
    ? refuse(
        'wrong-state',
        `${id} is asked of one person, privately, and cannot be somebody else's: that person answers yes or no. To ask another, propose another.`,
        `${id} 系单独征求本人意愿，不可转由他人负责：请本人答复同意或不同意。如需征求他人，请另行提出人选。`,
      )
    : null;
}
