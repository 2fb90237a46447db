import { briefOfChange } from '../domain/notices/facts.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { seatsOf, standInsOf } from './holders.ts';
import { hostOf } from './postbox/situation.ts';
import { cooperationsOf } from './sheets/brief.ts';

/**
 * Written with the change of a post's holder: that its open matters are to be accepted, and one brief for whoever reads for the post
 * now, its new holder or who stands in while it is vacant (S71). Returns who that is, null where nobody has to be told.
 */
export async function recordSuccession(
  tx: Prisma.TransactionClient,
  { postId, before, after, at }: { postId: string; before: string | null; after: string | null; at: string },
): Promise<string | null> {
  if (before === after) return null;
  const [agreementId] = await cooperationsOf(tx, postId);
  const row = await tx.succession.create({
    data: { postId, fromPersonId: before, toPersonId: after, at: new Date(at), agreementId: agreementId ?? null },
  });
  if (agreementId === undefined) return null;
  const entity = await tx.entity.findUniqueOrThrow({ where: { id: agreementId } });
  const standIns = standInsOf(hostOf(entity).homeUnit, postId);
  const personId = (await seatsOf(tx, [postId], () => standIns, at)).get(postId)?.personId ?? null;
  await tx.notice.create({
    data: {
      id: briefOfChange(postId, row.id),
      entityId: agreementId,
      agreementId,
      seq: entity.seq,
      kind: 'brief',
      postId,
      personId,
      facts: { successionId: row.id },
      at: new Date(at),
    },
  });
  return personId;
}
