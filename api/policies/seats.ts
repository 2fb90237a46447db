import { seatsOf, standInLine } from '../../activities/holders.ts';
import type { Seat } from '../../activities/holders.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { startOfDay } from '../../domain/calendar/zones.ts';
import type { HomeUnit } from '../../domain/follow-up/host.ts';
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
      from.push({ at, seats: await seatsOf(db, posts, () => [], at) });
    }
    return new Seats(from);
  }

  of(postId: string, unit: HomeUnit, at: string): Seat | undefined {
    const { seats } = this.#from.findLast((one) => one.at <= at) ?? this.#from[0] ?? { seats: new Map<string, Seat>() };
    const seat = seats.get(postId);
    if (seat?.personId) return seat;
    // As for a vacant post anywhere: up our own line.
    const ours = standInLine(unit).flatMap((post) => seats.get(post)?.personId ?? []);
    return { personId: ours[0] ?? null, isStandIn: true, isOurLine: true };
  }
}
