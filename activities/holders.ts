import type { Prisma } from '../prisma/generated/client.ts';
import { awayAt } from './absences.ts';

/** Who is told what a post is to be told. */
export interface Seat {
  personId: string | null;
  /** True where the post is vacant or its holder away, and a deputy or the coordinator reads for it. */
  isStandIn: boolean;
  /** True where only the coordinator of the home unit was left. */
  isCoordinator: boolean;
}

const DEPUTIES_OF_DEPUTIES = 3;

/**
 * The present holder of each post; of one who is away the deputy that person named, else the post's; of a vacant post its
 * deputy's, else the coordinator's. For who is away and has no deputy nobody stands in: it waits until they are back. Duties
 * follow the post, whoever holds it now (S71).
 *
 * @param coordinatorPostId the last resort of each post, by its id
 * @param at business now; left out, nobody is away
 */
export async function seatsOf(
  tx: Prisma.TransactionClient,
  postIds: readonly string[],
  coordinatorPostId: (postId: string) => string | null,
  at?: string,
): Promise<Map<string, Seat>> {
  const posts = await postsWithDeputies(tx, [...postIds, ...postIds.map(coordinatorPostId)]);
  const holderOf = (postId: string | null): string | null => posts.get(postId ?? '')?.holderId ?? null;
  const away =
    at === undefined
      ? new Map<string, string | null>()
      : await withTheirDeputies(tx, [...posts.keys()].map(holderOf), at);
  /** Who is there to read for a post, itself or by deputies; null where nobody is. */
  const reader = (first: string | null): string | null => {
    let postId = first;
    for (let i = 0; postId && i <= DEPUTIES_OF_DEPUTIES; i += 1) {
      const holderId = holderOf(postId);
      if (holderId && !away.has(holderId)) return holderId;
      const deputyId = holderId ? away.get(holderId) : null;
      if (deputyId && !away.has(deputyId)) return deputyId;
      postId = posts.get(postId)?.deputyPostId ?? null;
    }
    return null;
  };
  /** Where all of them are away, the first holder: it waits for them. */
  const holder = (first: string | null): string | null => {
    let postId = first;
    for (let i = 0; postId && i <= DEPUTIES_OF_DEPUTIES; i += 1) {
      const holderId = holderOf(postId);
      if (holderId) return holderId;
      postId = posts.get(postId)?.deputyPostId ?? null;
    }
    return null;
  };
  return new Map(
    postIds.map((postId): [string, Seat] => {
      const found = reader(postId) ?? holder(postId);
      if (found) return [postId, { personId: found, isStandIn: found !== holderOf(postId), isCoordinator: false }];
      const lastId = coordinatorPostId(postId);
      return [postId, { personId: reader(lastId) ?? holder(lastId), isStandIn: true, isCoordinator: true }];
    }),
  );
}

type Posts = Map<string, { holderId: string | null; deputyPostId: string | null }>;

async function postsWithDeputies(tx: Prisma.TransactionClient, ids: readonly (string | null)[]): Promise<Posts> {
  const posts: Posts = new Map();
  let wanted = ids;
  for (let i = 0; i <= DEPUTIES_OF_DEPUTIES; i += 1) {
    const missing = [...new Set(wanted)].filter((id): id is string => id !== null && !posts.has(id));
    if (missing.length === 0) break;
    for (const post of await tx.post.findMany({ where: { id: { in: missing } } })) posts.set(post.id, post);
    wanted = [...posts.values()].map((post) => post.deputyPostId);
  }
  return posts;
}

/** Of these people, and of those who were named to stand in for them. */
async function withTheirDeputies(
  tx: Prisma.TransactionClient,
  personIds: readonly (string | null)[],
  at: string,
): Promise<Map<string, string | null>> {
  const away = await awayAt(
    tx,
    [...new Set(personIds)].filter((id) => id !== null),
    at,
  );
  const deputies = [...new Set(away.values())].filter((id) => id !== null);
  return new Map([...away, ...(await awayAt(tx, deputies, at))]);
}
