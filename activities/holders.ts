import type { Prisma } from '../prisma/generated/client.ts';

/** Who is told what a post is to be told. */
export interface Seat {
  personId: string | null;
  /** True where the post is vacant and a deputy or the coordinator reads for it. */
  isStandIn: boolean;
  /** True where only the coordinator of the home unit was left. */
  isCoordinator: boolean;
}

const DEPUTIES_OF_DEPUTIES = 3;

/**
 * The present holder of each post; of a vacant one its deputy's, else the coordinator's. Duties follow the post, whoever
 * holds it now (S71).
 *
 * @param coordinatorPostId the last resort of each post, by its id
 */
export async function seatsOf(
  tx: Prisma.TransactionClient,
  postIds: readonly string[],
  coordinatorPostId: (postId: string) => string | null,
): Promise<Map<string, Seat>> {
  const posts = new Map<string, { holderId: string | null; deputyPostId: string | null }>();
  const load = async (ids: readonly (string | null)[]): Promise<void> => {
    const missing = [...new Set(ids)].filter((id): id is string => id !== null && !posts.has(id));
    if (missing.length === 0) return;
    for (const post of await tx.post.findMany({ where: { id: { in: missing } } })) posts.set(post.id, post);
  };
  await load([...postIds, ...postIds.map(coordinatorPostId)]);
  for (let i = 0; i < DEPUTIES_OF_DEPUTIES; i += 1) {
    await load([...posts.values()].map((post) => (post.holderId ? null : post.deputyPostId)));
  }
  const holder = (postId: string | null): string | null => {
    let id = postId;
    for (let i = 0; id && i <= DEPUTIES_OF_DEPUTIES; i += 1) {
      const post = posts.get(id);
      if (post?.holderId) return post.holderId;
      id = post?.deputyPostId ?? null;
    }
    return null;
  };
  return new Map(
    postIds.map((postId): [string, Seat] => {
      const own = posts.get(postId)?.holderId;
      if (own) return [postId, { personId: own, isStandIn: false, isCoordinator: false }];
      const deputy = holder(postId);
      if (deputy) return [postId, { personId: deputy, isStandIn: true, isCoordinator: false }];
      return [postId, { personId: holder(coordinatorPostId(postId)), isStandIn: true, isCoordinator: true }];
    }),
  );
}
