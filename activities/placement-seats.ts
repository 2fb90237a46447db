import type { FollowUp } from '../domain/follow-up/host.ts';
import { isKnownToHost, isWilling } from '../domain/placement/acceptance.ts';
import type { PlacementState } from '../domain/placement/state.ts';

/** From which seat a mail or a page about a placement is read, and whether its reader may know who is meant. */

/** For which post it is read, and in which organisation texts are readable to them. */
export interface PlacementReader {
  postId: string | null;
  organisationId: string | null;
}

/** `candidate`: whoever is asked to stand in, or does. */
export type Seat = 'office' | 'person' | 'unit' | 'host' | 'candidate';

export const isOffice = ({ homeUnit }: PlacementState, postId: string): boolean =>
  [homeUnit.liaisonPostId, homeUnit.coordinatorPostId, homeUnit.directorPostId, homeUnit.leaderPostId].includes(postId);

/**
 * Null for whoever has no part in it. What a side owes may have been handed to another post of it; a post of another party that was
 * handed it by mistake is still another's.
 *
 * @param f the matter that is read about, where it is one
 */
export function seatOf(s: PlacementState, postId: string | null, f?: FollowUp): Seat | null {
  if (!postId) return null;
  if (isOffice(s, postId)) return 'office';
  if (postId === s.researcher.postId) return 'person';
  if ([s.host.postId, s.supervisors.host].includes(postId)) return 'host';
  if ([s.unit.postId, s.supervisors.unit].includes(postId)) return 'unit';
  if (s.standIns.some((one) => one.postId === postId)) return 'candidate';
  if (f?.ownerPostId !== postId) return null;
  if (f.kind === 'cover-request') return 'candidate';
  if (f.sideOrgId === s.host.organisationId) return 'host';
  return f.sideOrgId === s.unit.organisationId ? 'unit' : null;
}

/**
 * Our office prepares it; a leader and the unit learn who is meant once the person is willing, the enterprise once it is asked, which
 * is when the unit has consented too: it cannot answer about nobody (DOMAIN 2a). Nobody else learns it.
 */
export function knowsResearcher(s: PlacementState, postId: string | null, f?: FollowUp): boolean {
  switch (seatOf(s, postId, f)) {
    case 'office':
      return isOfLine(s, postId) || isWilling(s);
    case 'unit':
      return isWilling(s);
    case 'host':
      return isKnownToHost(s);
    default:
      return false;
  }
}

/** Of our office, and not its leader alone. */
const isOfLine = ({ homeUnit }: PlacementState, postId: string | null): boolean =>
  [homeUnit.liaisonPostId, homeUnit.coordinatorPostId, homeUnit.directorPostId].includes(postId);
