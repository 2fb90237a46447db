import type { Prisma } from '../prisma/generated/client.ts';
import { awayAt } from './absences.ts';
import type { HomeUnit } from '../domain/follow-up/host.ts';
import { waitsForReturn } from '../domain/notices/timing.ts';
import type { MailKind } from '../domain/notices/kinds.ts';

/** Who is told what a post is to be told. */
export interface Seat {
  personId: string | null;
  /** True where the post is vacant or its holder away, and a deputy or the coordinator reads for it. */
  isStandIn: boolean;
  /** True where nobody but our own line was left: the coordinator, else whoever is next above. */
  isOurLine: boolean;
  /** The holder is away, and nobody stands in. */
  isAway: boolean;
  /** While they are away so: the first above who is there. Null otherwise, and where nobody is. */
  aboveId: string | null;
}

/**
 * Who is told something of this kind. What is asked of somebody who is away waits until they are back; what climbs does not: it
 * goes further up, and says for whom.
 */
export const seatFor = (seat: Seat | undefined, kind: MailKind | undefined): Seat | undefined =>
  seat?.aboveId && kind && !waitsForReturn(kind) ? { ...seat, personId: seat.aboveId, isStandIn: true } : seat;

const DEPUTIES_OF_DEPUTIES = 3;

/**
 * The present holder of each post; of one who is away the deputy that person named, else the post's; of a vacant post its
 * deputy's, else the first of our own line who is there. For who is away and has no deputy nobody stands in, but above them there
 * may be somebody for what climbs (`seatFor`). Duties follow the post, whoever holds it now (S71).
 *
 * @param standInsFor posts of the home unit around a post
 * @param at business now; left out, nobody is away
 */
export async function seatsOf(
  tx: Prisma.TransactionClient,
  postIds: readonly string[],
  standInsFor: (postId: string) => StandIns,
  at?: string,
): Promise<Map<string, Seat>> {
  const posts = await postsWithDeputies(tx, [...postIds, ...postIds.map(standInsFor).flatMap(({ vacant }) => vacant)]);
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
      const present = reader(postId);
      const found = present ?? holder(postId);
      const standIns = standInsFor(postId);
      if (found) {
        const aboveId = present === null ? first(standIns.away, reader) : null;
        return [
          postId,
          {
            personId: found,
            isStandIn: found !== holderOf(postId),
            isOurLine: false,
            isAway: present === null,
            aboveId,
          },
        ];
      }
      const personId = first(standIns.vacant, reader) ?? first(standIns.vacant, holder);
      return [postId, { personId, isStandIn: true, isOurLine: true, isAway: false, aboveId: null }];
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

/** Posts of our own line that read for a post, the nearest first. */
export interface StandIns {
  /** Where it is vacant: up our own line, its leader last. */
  vacant: readonly string[];
  /** For what climbs, where its holder is away: those above it, never the leader, for whom that would be a surprise (DOMAIN 2a). */
  away: readonly string[];
}
export const noStandIns = (): StandIns => ({ vacant: [], away: [] });

/** Who stands in for a post when no deputy does. */
export function standInsOf({ coordinatorPostId, directorPostId, leaderPostId }: HomeUnit, postId: string): StandIns {
  const line = [coordinatorPostId, directorPostId, leaderPostId].filter((post): post is string => Boolean(post));
  const above = line.slice(line.lastIndexOf(postId) + 1);
  return { vacant: line, away: above.filter((post) => post !== postId && post !== leaderPostId) };
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
