import type { Prisma } from '../prisma/generated/client.ts';
import { awayAt } from './absences.ts';
import type { HomeUnit } from '../domain/follow-up/host.ts';

/** Who is told what a post is to be told. */
export interface Seat {
  personId: string | null;
  /** True where the post is vacant or its holder away, and a deputy or the coordinator reads for it. */
  isStandIn: boolean;
  /** True where nobody but our own line was left: the coordinator, else whoever is next above. */
  isOurLine: boolean;
}

const DEPUTIES_OF_DEPUTIES = 3;

/**
 * The present holder of each post; of one who is away the deputy that person named, else the post's; of a vacant post its
 * deputy's, else the first of our own line who is there. For who is away and has no deputy nobody stands in: it waits until they
 * are back. Duties follow the post, whoever holds it now (S71).
 *
 * @param lineOf who reads for a vacant post, by its id: posts of the home unit, the nearest first
 * @param at business now; left out, nobody is away
 */
export async function seatsOf(
  tx: Prisma.TransactionClient,
  postIds: readonly string[],
  lineOf: (postId: string) => readonly string[],
  at?: string,
): Promise<Map<string, Seat>> {
  const posts = await postsWithDeputies(tx, [...postIds, ...postIds.flatMap(lineOf)]);
  const holderOf = (postId: string | null): string | null => posts.get(postId ?? '')?.holderId ?? null;
  const away =
    at === undefined
      ? new Map<string, string | null>()
      : await withTheirDeputies(tx, [...posts.keys()].map(holderOf), at);
  /** Who is there to read for a post, itself or by deputies; null where nobody is. */
  const reader = (from: string): string | null => {
    let postId: string | null = from;
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
  const holder = (from: string): string | null => {
    let postId: string | null = from;
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
      if (found) return [postId, { personId: found, isStandIn: found !== holderOf(postId), isOurLine: false }];
      const line = lineOf(postId);
      return [postId, { personId: first(line, reader) ?? first(line, holder), isStandIn: true, isOurLine: true }];
    }),
  );
}

/** The first that somebody is found for. */
function first(postIds: readonly string[], find: (postId: string) => string | null): string | null {
  for (const postId of postIds) {
    const found = find(postId);
    if (found) return found;
  }
  return null;
}

/** Who stands in for a vacant post when no deputy does: up our own line, its leader last. */
export function standInLine({ coordinatorPostId, directorPostId, leaderPostId }: HomeUnit): string[] {
  return [coordinatorPostId, directorPostId, leaderPostId].filter((post): post is string => Boolean(post));
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
