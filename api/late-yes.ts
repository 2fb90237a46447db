import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import { isLateYesTaken } from '../domain/placement/cover.ts';
import { isPlacement } from '../mail/placement-figures.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** Somebody's time to say whether they stand in has passed, and their yes is welcome still: what they were asked, as it was. */
export function takenLate(
  host: FollowUpHost,
  row: Prisma.FollowUpGetPayload<object>,
  at: string,
): FollowUp | undefined {
  const isOpen = row.kind === 'cover-request' && isPlacement(host) && isLateYesTaken(host, row.aboutId, { at });
  if (!isOpen) return undefined;
  return {
    id: row.id,
    kind: 'cover-request',
    about: { kind: row.aboutKind, id: row.aboutId },
    ownerPostId: row.ownerPostId,
    sideOrgId: row.sideOrgId,
    ownerCertainty: 'confirmed',
    dueCertainty: 'confirmed',
    openedOn: row.openedOn,
    dueOn: row.dueOn,
    dueAt: row.dueAt.toISOString(),
    steps: [],
    level: 0,
  };
}
