import type { Database } from '../../prisma/client.ts';
import type { CaretakerDeps } from '../caretaker.ts';
import { openStatuses } from '../sheets/brief.ts';

/**
 * A post changed hands in the directory: each agreement and plan in which it owes something is told, so that its clock of acceptance
 * begins. The row stays open until all have been reached, whatever happened to us or to Temporal meanwhile.
 */

const MOST_AT_ONCE = 50;
const TOLD_TOGETHER = 10;

/** Returns how many agreements and plans were told. */
export async function passOnDuties(deps: CaretakerDeps, { at }: { at: string }): Promise<number> {
  const rows = await deps.db.succession.findMany({
    where: { toldAt: null },
    orderBy: { id: 'asc' },
    take: MOST_AT_ONCE,
  });
  let told = 0;
  for (const { id, postId } of rows) {
    const { reached, missed } = await tellAll(deps, { id, postId });
    told += reached;
    if (missed === 0) await deps.db.succession.update({ where: { id }, data: { toldAt: new Date(at) } });
  }
  return told;
}

async function tellAll(deps: CaretakerDeps, { id, postId }: { id: number; postId: string }) {
  const entityIds = await owingIn(deps.db, postId);
  let reached = 0;
  for (let from = 0; from < entityIds.length; from += TOLD_TOGETHER) {
    const answers = await Promise.all(
      entityIds.slice(from, from + TOLD_TOGETHER).map((entityId) =>
        deps.tell(entityId, {
          // The same succession is one command, however often it is told.
          commandId: `${entityId}-holder-${id}`,
          name: 'changeHolder',
          actor: { id: 'system', roles: ['system'] },
          data: { postId },
        }),
      ),
    );
    reached += answers.filter(Boolean).length;
  }
  return { reached, missed: entityIds.length - reached };
}

/** Where something is open for a post. */
async function owingIn(db: Database, postId: string): Promise<string[]> {
  const rows = await db.followUp.findMany({
    where: { ownerPostId: postId, status: { in: openStatuses } },
    distinct: ['entityId'],
    orderBy: { entityId: 'asc' },
    select: { entityId: true },
  });
  return rows.map(({ entityId }) => entityId);
}
