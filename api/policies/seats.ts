import { noStandIns, seatFor, seatsOf, standInsOf } from '../../activities/holders.ts';
import type { Seat } from '../../activities/holders.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { startOfDay } from '../../domain/calendar/zones.ts';
import type { HomeUnit } from '../../domain/follow-up/host.ts';
import type { MailKind } from '../../domain/notices/kinds.ts';
import type { Database } from '../../prisma/client.ts';

/** Who reads for which post at any moment of a span, as the directory and the absences that are entered have it now. */
export class Seats {
  readonly #from: readonly { at: string; seats: ReadonlyMap<string, Seat> }[];

  private constructor(from: readonly { at: string; seats: ReadonlyMap<string, Seat> }[]) {
    this.#from = from;
  }

  /** Between two days on which somebody leaves or comes back nothing changes: one look for each. */
  static async during(db: Database, { fromAt, toAt }: { fromAt: string; toAt: string }): Promise<Seats> {
    const posts = (await db.post.findMany({ select: { id: true } })).map(({ id }) => id);
    const absences = await db.absence.findMany({
      where: { withdrawnAt: null, toOn: { gte: addDays(fromAt.slice(0, 10), -1) } },
      include: { person: { select: { zone: true } } },
    });
    const changes = absences.flatMap(({ fromOn, toOn, person: { zone } }) => [
      startOfDay(zone, fromOn),
      startOfDay(zone, addDays(toOn, 1)),
    ]);
    const within = changes.filter((at) => at > fromAt && at <= toAt);
    const from = [];
    for (const at of [fromAt, ...new Set(within.toSorted())]) {
      from.push({ at, seats: await seatsOf(db, posts, noStandIns, at) });
    }
    return new Seats(from);
  }

  /** Who is there for a post by itself or its deputies, as tasks are given; nobody above stands in. */
  near(postId: string, at: string): string | null {
    return this.#at(at).get(postId)?.personId ?? null;
  }

  /** Everybody who reads for one of these posts at some time. */
  everybody(postIds: readonly string[]): string[] {
    return this.#from.flatMap(({ seats }) => postIds.flatMap((id) => seats.get(id)?.personId ?? []));
  }

  #at(at: string): ReadonlyMap<string, Seat> {
    return (this.#from.findLast((one) => one.at <= at) ?? this.#from[0])?.seats ?? new Map<string, Seat>();
  }

  /** @param kind of the notice that is to be told */
  of(postId: string, unit: HomeUnit, at: string, kind?: MailKind): Seat | undefined {
    const seats = this.#at(at);
    const seat = seats.get(postId);
    const { away, vacant } = standInsOf(unit, postId);
    if (seat?.personId) return seatFor({ ...seat, aboveId: seat.isAway ? readerAmong(seats, away) : null }, kind);
    // As for a vacant post anywhere: up our own line.
    const personId = readerAmong(seats, vacant) ?? holderAmong(seats, vacant);
    return { personId, isStandIn: true, isOurLine: true, isAway: false, aboveId: null };
  }
}

type SeatsOfPosts = ReadonlyMap<string, Seat>;
const first = (postIds: readonly string[], find: (postId: string) => string | null | undefined): string | null =>
  postIds.map(find).find((id) => typeof id === 'string') ?? null;
const holderAmong = (seats: SeatsOfPosts, postIds: readonly string[]): string | null =>
  first(postIds, (postId) => seats.get(postId)?.personId);
const readerAmong = (seats: SeatsOfPosts, postIds: readonly string[]): string | null =>
  first(postIds, (postId) => (seats.get(postId)?.isAway ? null : seats.get(postId)?.personId));
