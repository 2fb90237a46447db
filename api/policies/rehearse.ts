import { calendarOf, keptHours } from '../../activities/postbox/reach.ts';
import { addresseeOf } from '../../activities/postbox/situation.ts';
import { ownDays } from '../../activities/calendar-book.ts';
import { hoursSet } from '../../activities/policies.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { usualHours } from '../../domain/directory/reach.ts';
import type { GivenPolicy } from '../../domain/follow-up/adopting.ts';
import type { HomeUnit } from '../../domain/follow-up/host.ts';
import { passingByTold } from '../../domain/follow-up/told-levels.ts';
import type { PersonAt } from '../../domain/follow-up/told-levels.ts';
import { addressed } from '../../domain/notices/addressing.ts';
import { isMailKind } from '../../domain/notices/kinds.ts';
import { rehearse } from '../../domain/policy/rehearse.ts';
import type { Moment, Rehearsed, RehearsalSpan } from '../../domain/policy/rehearse.ts';
import { rehearsedPost, standingOf } from '../../domain/policy/rehearsed-mails.ts';
import type { ForeseenNotice, Reader, RehearsedPost, Standing } from '../../domain/policy/rehearsed-mails.ts';
import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { withStored } from '../stored-entity.ts';
import { Seats } from './seats.ts';

/** Loads what a rehearsal needs, page by page, and hands out who would be told what, by entity and by person. */

/** Read at once; states are the large part. */
const PAGE = 100;

export interface ToldNotice extends ForeseenNotice {
  personId: string | null;
  level: number | null;
}

export interface RehearsedEntity {
  entityId: string;
  agreementId: string;
  before: ToldNotice[];
  after: ToldNotice[];
}

export interface RehearsedPerson {
  personId: string;
  before: RehearsedPost;
  after: RehearsedPost;
}

export interface Rehearsal {
  entities: RehearsedEntity[];
  people: RehearsedPerson[];
}

export interface Asked extends RehearsalSpan {
  /** Which agreements, with their plans. */
  where: Prisma.EntityWhereInput;
  given(entity: { homeUnitId: string | null; agreementId: string }): GivenPolicy;
  hoursMatter: boolean;
}

/** An entity's look ahead, without its states: a thousand of them are kept together. */
interface Looked {
  id: string;
  agreementId: string;
  homeUnit: HomeUnit;
  now: Standing;
  before: Told[];
  after: Told[];
}

type Told = Omit<Moment, 'state'> & { standing: Standing };

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
  const waiting = await waitingNow(db, looked, ours, seats);
  return { entities, people: await rehearsePeople(db, asked, { looked, entities, waiting }) };
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
  const { homeUnit } = rehearsed.now;
  return { id, agreementId, homeUnit, now, before: told(rehearsed.before), after: told(rehearsed.after) };
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

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What waits already and will be in the first mails. */
async function waitingNow(
  db: Database,
  looked: readonly Looked[],
  ours: ReadonlySet<string>,
  seats: Seats,
): Promise<ToldNotice[]> {
  const units = new Map(looked.map(({ id, homeUnit }) => [id, homeUnit]));
  const rows = await db.notice.findMany({ where: { status: 'open', entityId: { in: [...units.keys()] } } });
  const waiting: ToldNotice[] = [];
  for (const row of rows) {
    const { kind, id, entityId, agreementId, followUpId, postId } = row;
    if (!isMailKind(kind)) continue;
    const unit = units.get(entityId);
    const seat = postId && unit ? seats.of(postId, unit, row.at.toISOString()) : undefined;
    const fact = (key: string): string | null => textOf(Reflect.get(Object(row.facts), key));
    waiting.push({
      id,
      entityId,
      agreementId,
      kind,
      followUpId,
      step: fact('step'),
      level: null,
      at: row.at.toISOString(),
      postId,
      personId: seat?.personId ?? row.personId,
      isOurs: postId === null || seat?.isOurLine === true || ours.has(postId),
      dueOn: fact('dueOn') ?? fact('onDate'),
    });
  }
  return waiting;
}

interface Foreseen {
  looked: readonly Looked[];
  entities: readonly RehearsedEntity[];
  waiting: readonly ToldNotice[];
}

async function rehearsePeople(db: Database, asked: Asked, foreseen: Foreseen): Promise<RehearsedPerson[]> {
  const { looked, entities, waiting } = foreseen;
  const before = byPerson([...waiting, ...entities.flatMap((entity) => entity.before)]);
  const after = byPerson([...waiting, ...entities.flatMap((entity) => entity.after)]);
  const ids = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const readers = await readersOf(db, ids, asked.fromAt);
  const course = (which: 'before' | 'after') => ({
    standingAt: standingsOf(looked, which),
    toAt: asked.toAt,
    hoursMatter: asked.hoursMatter,
  });
  const [was, is] = [course('before'), course('after')];
  return ids.flatMap((personId) => {
    const reader = readers.get(personId);
    if (!reader) return [];
    return [
      {
        personId,
        before: rehearsedPost(reader, before.get(personId) ?? [], was),
        after: rehearsedPost(reader, after.get(personId) ?? [], is),
      },
    ];
  });
}

function byPerson(notices: readonly ToldNotice[]): Map<string, ToldNotice[]> {
  const found = new Map<string, ToldNotice[]>();
  for (const notice of notices) {
    if (notice.personId === null) continue;
    found.set(notice.personId, [...(found.get(notice.personId) ?? []), notice]);
  }
  return found;
}

function standingsOf(looked: readonly Looked[], which: 'before' | 'after') {
  const byId = new Map(looked.map((entity) => [entity.id, entity]));
  return (entityId: string, at: string): Standing | undefined => {
    const entity = byId.get(entityId);
    return entity?.[which].findLast((moment) => moment.at <= at)?.standing ?? entity?.now;
  };
}

async function readersOf(db: Database, ids: readonly string[], at: string): Promise<Map<string, Reader>> {
  const people = await db.person.findMany({ where: { id: { in: [...ids] } } });
  const absences = await db.absence.findMany({ where: { personId: { in: [...ids] }, withdrawnAt: null } });
  const weekAgo = new Date(Date.parse(at) - 7 * 86_400_000);
  const recent = await db.mail.findMany({
    where: {
      personId: { in: [...ids] },
      status: { in: ['sent', 'unknown'] },
      kind: { not: 'meeting' },
      at: { gt: weekAgo },
    },
    select: { personId: true, at: true },
  });
  const readers = new Map<string, Reader>();
  for (const person of people) {
    const usual = usualHours(await hoursSet(db, person.organisationId));
    readers.set(person.id, {
      addressee: addresseeOf(person),
      calendar: calendarOf(person, at, await ownDays(db, person)),
      reach: {
        ...keptHours(person, usual),
        absences: absences.filter(
          ({ personId, toOn }) => personId === person.id && toOn >= localDateOf(person.zone, at),
        ),
      },
      recentMailAts: recent.filter(({ personId }) => personId === person.id).map((mail) => mail.at.toISOString()),
    });
  }
  return readers;
}
