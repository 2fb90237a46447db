import { passingByTold } from '../../domain/follow-up/told-levels.ts';
import type { PersonAt } from '../../domain/follow-up/told-levels.ts';
import { addressed } from '../../domain/notices/addressing.ts';
import { rehearse } from '../../domain/policy/rehearse.ts';
import type { Moment, Rehearsed } from '../../domain/policy/rehearse.ts';
import { standingOf } from '../../domain/policy/rehearsed-mails.ts';
import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { withStored } from '../stored-entity.ts';
import { rehearsePeople } from './rehearsed-people.ts';
import { textOf } from './rehearsed-shapes.ts';
import type { Asked, Looked, Rehearsal, RehearsedEntity, Told, ToldNotice } from './rehearsed-shapes.ts';
import { Seats } from './seats.ts';

/** Loads what a rehearsal needs, page by page, and hands out who would be told what, by entity and by person. */

/** Read at once; states are the large part. */
const PAGE = 100;

export async function runRehearsal(db: Database, asked: Asked): Promise<Rehearsal> {
  const seats = await Seats.during(db, asked);
  const looked = await lookAhead(db, asked, seats);
  const ours = await ourPosts(db);
  const entities: RehearsedEntity[] = [];
  for (const entity of looked) {
    const told = (moments: readonly Told[]) => noticesOf(entity, moments, { seats, ours });
    const { id: entityId, agreementId } = entity;
    entities.push({ entityId, agreementId, before: told(entity.before), after: told(entity.after) });
  }
  return { entities, people: await rehearsePeople(db, asked, { looked, entities, ours, seats }) };
}

async function lookAhead(db: Database, { where, given, ...span }: Asked, seats: Seats): Promise<Looked[]> {
  const looked: Looked[] = [];
  for (let after: string | null = ''; after !== null;) {
    const rows: Prisma.EntityGetPayload<object>[] = await db.entity.findMany({
      where: { AND: [where, { closed: false, homeUnitId: { not: null }, id: { gt: after } }] },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    for (const row of rows) {
      const rehearsed = withStored(row, (entity) => {
        const { decider } = entity;
        // As the recorder does: a level whose holder knows already is passed by.
        const due: typeof decider.due = (state, { at, actor }) =>
          passingByTold(state, decider.due(state, { at, actor }), {
            at,
            personAt: (postId) => seats.of(postId, state.homeUnit, at)?.personId ?? null,
          });
        return rehearse({ ...entity, decider: { ...decider, due } }, given(row), span);
      });
      looked.push(thinned(row, rehearsed));
    }
    after = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
    // A long rehearsal lets others have their turn.
    await new Promise(setImmediate);
  }
  return looked;
}

function thinned({ id, agreementId }: { id: string; agreementId: string }, rehearsed: Rehearsed): Looked {
  const now = standingOf(rehearsed.now);
  const told = (moments: readonly Moment[]): Told[] => {
    let last = now;
    return moments.map(({ at, notices, state }) => {
      last = standingOf(state, last);
      return { at, notices, standing: last };
    });
  };
  const { homeUnit, calendar } = rehearsed.now;
  return { id, agreementId, homeUnit, calendar, now, before: told(rehearsed.before), after: told(rehearsed.after) };
}

async function ourPosts(db: Database): Promise<ReadonlySet<string>> {
  const posts = await db.post.findMany({ where: { organisation: { ours: true } }, select: { id: true } });
  return new Set(posts.map(({ id }) => id));
}

function noticesOf(
  { id, agreementId, homeUnit }: Looked,
  moments: readonly Told[],
  { seats, ours }: { seats: Seats; ours: ReadonlySet<string> },
): ToldNotice[] {
  const told: ToldNotice[] = [];
  for (const [n, { at, notices }] of moments.entries()) {
    for (const [m, { draft, by }] of notices.entries()) {
      const personAt: PersonAt = (post, kind) => seats.of(post, homeUnit, at, kind)?.personId ?? null;
      const { postId, personId, reason } = addressed(draft, { homeUnit, personAt, by });
      if (reason) continue;
      const seat = postId ? seats.of(postId, homeUnit, at, draft.kind) : undefined;
      told.push({
        id: `${id}/${n}/${m}`,
        entityId: id,
        agreementId,
        kind: draft.kind,
        followUpId: draft.followUpId ?? null,
        step: textOf(draft.facts['step']),
        level: typeof draft.facts['level'] === 'number' ? draft.facts['level'] : null,
        at,
        postId,
        personId,
        isOurs: postId === null || seat?.isOurLine === true || ours.has(postId),
        dueOn: textOf(draft.facts['dueOn']),
      });
    }
  }
  return told;
}
