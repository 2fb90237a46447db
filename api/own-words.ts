import { z } from 'zod';
import type { RecordedEvent } from '../domain/decider.ts';
import type { Database } from '../prisma/client.ts';
import type { Principal } from './principal.ts';

const seats = z.looseObject({
  researcher: z.looseObject({ personId: z.string(), postId: z.string() }),
  unit: z.looseObject({ postId: z.string() }),
  supervisors: z.looseObject({ unit: z.string().nullable() }),
});

/**
 * Whether a reader is the one who speaks for the side of a placement whose words an event carries: the researcher for what they said
 * themselves, the posts that consent and look after them for what their home unit said. Of any other entity nobody is.
 */
export async function speakerOf(
  db: Database,
  entityId: string,
  { personId, postIds = [] }: Pick<Principal, 'personId' | 'postIds'>,
): Promise<(event: Pick<RecordedEvent, 'data'>) => boolean> {
  if (!/\.placement-\d+$/.test(entityId)) return () => false;
  const row = await db.entity.findUnique({ where: { id: entityId }, select: { state: true } });
  const found = seats.safeParse(row?.state);
  if (!found.success) return () => false;
  const { researcher, unit, supervisors } = found.data;
  const isResearcher = personId === researcher.personId || postIds.includes(researcher.postId);
  const isOfUnit = [unit.postId, supervisors.unit].some((id) => id !== null && postIds.includes(id));
  return ({ data }) => (data['side'] === 'person' ? isResearcher : isOfUnit);
}
