import { entityKindOf } from '../../domain/decider.ts';
import type { EntityRef } from '../../domain/decider.ts';
import { withDecider } from '../../domain/deciders.ts';
import { unansweredQuestions } from '../../domain/follow-up/engine.ts';
import { lightOf } from '../../domain/follow-up/lights.ts';
import { untakenOf } from '../../domain/follow-up/succession.ts';
import type { FollowUp, FollowUpHost } from '../../domain/follow-up/host.ts';
import { dayMs } from '../../domain/calendar/local-date.ts';
import { planMail } from '../../domain/notices/compose.ts';
import type { MailPlan } from '../../domain/notices/compose.ts';
import { WAITS_FOR_RELAY } from '../../domain/notices/facts.ts';
import type { Addressee, WaitingNotice } from '../../domain/notices/facts.ts';
import { isMailKind } from '../../domain/notices/kinds.ts';
import { isAddress } from '../../mail/mime.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { usualHours } from '../../domain/directory/reach.ts';
import type { Hours } from '../../domain/directory/reach.ts';
import type { Absence } from '../absences.ts';
import { backAtOf, comingAbsences } from '../absences.ts';
import { ownDays } from '../calendar-book.ts';
import type { OwnDays } from '../calendar-book.ts';
import { noStandIns, seatFor, seatsOf, standInsOf } from '../holders.ts';
import { hoursSet } from '../policies.ts';
import type { Seat, StandIns } from '../holders.ts';
import { answersOf } from './answers.ts';
import { meetingsNow } from './meetings.ts';
import { isSettledTask } from './tasks.ts';

/** All that is open for one person, checked against how things stand now. */

export type Transaction = Prisma.TransactionClient;
export type PersonRow = Prisma.PersonGetPayload<{ include: { organisation: true } }>;
export type NoticeRow = Prisma.NoticeGetPayload<object>;
type EntityRow = Pick<Prisma.EntityGetPayload<object>, 'id' | 'kind' | 'agreementId' | 'state'>;

export interface EntityNow {
  id: string;
  agreementId: string;
  homeUnitId: string | null;
  partyIds: string[];
  closed: boolean;
  host: FollowUpHost;
}

export interface Situation {
  person: PersonRow;
  /** Of the person, those that are not over. */
  absences: Absence[];
  /** What the person's own calendar has beside the package's days. */
  days: OwnDays;
  /** What is usual where the person works, in place of our usual hours. */
  usual: Hours;
  /** Rows by id, of all notices in `plan`. */
  rows: Map<string, NoticeRow>;
  seats: Map<string, Seat>;
  /** Posts that the person holds. */
  heldPostIds: readonly string[];
  entities: Map<string, EntityNow>;
  plan: MailPlan;
  /** Notices whose post somebody else holds now. */
  handOvers: { noticeId: string; personId: string | null }[];
}

const MANY = 200;

/** Null for a person who does not exist any more. */
export async function situationOf(tx: Transaction, personId: string, at: string): Promise<Situation | null> {
  const person = await tx.person.findUnique({ where: { id: personId }, include: { organisation: true } });
  if (!person) return null;
  const held = await tx.post.findMany({ where: { holderId: personId }, select: { id: true } });
  const found = await tx.notice.findMany({
    where: {
      status: 'open',
      OR: [{ personId }, { postId: { in: held.map((post) => post.id) } }],
      // What waits for a relay is the liaison's; `null` needs its own branch in SQL.
      AND: [{ OR: [{ reason: null }, { reason: { not: WAITS_FOR_RELAY } }] }],
    },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: MANY,
  });
  const entities = await loadEntities(tx, found);
  const around = (postId: string): StandIns => {
    const notice = found.find((row) => row.postId === postId);
    const host = notice ? entities.get(notice.entityId)?.host : undefined;
    return host ? standInsOf(host.homeUnit, postId) : noStandIns();
  };
  const postIds = [...new Set(found.flatMap((row) => (row.postId ? [row.postId] : [])))];
  const seats = await seatsOf(tx, postIds, around, at);
  const readerOf = (row: NoticeRow): string | null =>
    row.postId ? (readingSeat(seats, row)?.personId ?? null) : row.personId;
  const mine = (row: NoticeRow): boolean => readerOf(row) === personId;
  const rows = found.filter(mine);
  const handOvers = found
    .filter((row) => !mine(row) && row.postId)
    .map((row) => ({ noticeId: row.id, personId: readerOf(row) }));
  const waiting = await waitingNotices(tx, { person, rows, seats, entities }, at);
  const recent = await tx.mail.findMany({
    where: {
      personId,
      status: { in: ['sent', 'unknown'] },
      kind: { not: 'meeting' },
      at: { gt: new Date(Date.parse(at) - 7 * dayMs) },
    },
    select: { at: true },
  });
  const absences = await comingAbsences(tx, person, at);
  const backAt = backAtOf(absences, person.zone, at);
  const addressee = { ...addresseeOf(person), ...(backAt ? { backAt } : {}) };
  const plan = planMail(addressee, waiting, { at, recentMailAts: recent.map((row) => row.at.toISOString()) });
  const days = await ownDays(tx, person);
  const usual = usualHours(await hoursSet(tx, person.organisationId));
  return {
    person,
    absences,
    days,
    usual,
    rows: new Map(rows.map((row) => [row.id, row])),
    seats,
    heldPostIds: held.map((post) => post.id),
    entities,
    plan,
    handOvers,
  };
}

/** Who reads a notice for its post. */
export const readingSeat = (
  seats: ReadonlyMap<string, Seat>,
  { postId, kind }: { postId: string | null; kind: string },
): Seat | undefined => {
  const seat = postId ? seats.get(postId) : undefined;
  return seatFor(seat, isMailKind(kind) ? kind : undefined);
};

/** How somebody may be written to, as the directory has it. */
export function addresseeOf(
  person: Pick<PersonRow, 'ours' | 'introducedAt' | 'channel' | 'email' | 'refusedEmail' | 'remindersOffAt'>,
): Addressee {
  return {
    isOurs: person.ours,
    isIntroduced: person.introducedAt !== null,
    takesMail:
      person.channel === 'email' &&
      person.email !== null &&
      person.email !== person.refusedEmail &&
      isAddress(person.email),
    remindersOff: person.remindersOffAt !== null,
  };
}

async function loadEntities(tx: Transaction, rows: readonly NoticeRow[]): Promise<Map<string, EntityNow>> {
  const ids = [...new Set(rows.flatMap((row) => [row.entityId, row.agreementId]))];
  const found = ids.length > 0 ? await tx.entity.findMany({ where: { id: { in: ids } } }) : [];
  return new Map(
    found.map((row) => {
      const { id, agreementId, homeUnitId, partyIds, closed } = row;
      return [id, { id, agreementId, homeUnitId, partyIds, closed, host: hostOf(row) }];
    }),
  );
}

/**
 * The state of an entity as the follow-up engine knows it; one that an older version recorded is upgraded first.
 * @throws UnknownSchemaVersion where a newer version recorded it
 */
export function hostOf({ id, kind, agreementId, state }: EntityRow): FollowUpHost {
  const ref: EntityRef = { kind: entityKindOf(kind), id, agreementId };
  return withDecider(ref.kind, (decider): FollowUpHost => decider.migrate(ref, state));
}

type Loaded = Pick<Situation, 'person' | 'seats' | 'entities'> & { rows: NoticeRow[] };

async function waitingNotices(tx: Transaction, loaded: Loaded, at: string): Promise<WaitingNotice[]> {
  const { person, rows, seats, entities } = loaded;
  const followUps = await loadFollowUps(tx, rows);
  const meetings = await meetingsNow(tx, rows, at);
  const answered = await answersOf(tx, person.id, at);
  const posts = await tx.post.findMany({
    where: { id: { in: [...seats.keys()] } },
    include: { organisation: { select: { ours: true } } },
  });
  const postIsOurs = new Map(posts.map((post) => [post.id, post.organisation.ours]));
  const waiting: WaitingNotice[] = [];
  for (const row of rows) {
    // Written by a newer version: it waits for a worker that can put it into words.
    if (!isMailKind(row.kind)) continue;
    const seat = row.postId ? seats.get(row.postId) : undefined;
    const followUp = row.followUpId ? followUps.get(`${row.entityId} ${row.followUpId}`) : undefined;
    const entity = entities.get(row.entityId);
    const meeting = meetings.get(row.id);
    waiting.push({
      id: row.id,
      agreementId: row.agreementId,
      entityId: row.entityId,
      kind: row.kind,
      followUpId: row.followUpId,
      at: row.at.toISOString(),
      postId: row.postId,
      isOurs: row.postId && !seat?.isOurLine ? (postIsOurs.get(row.postId) ?? person.ours) : person.ours,
      dueOn: textFact(row, 'dueOn') ?? textFact(row, 'onDate'),
      followUp: followUp ? { ...followUp, ...carriedOf(entity?.host.followUps[row.followUpId ?? '']) } : null,
      isEntityClosed: (row.kind === 'introduction' ? entities.get(row.agreementId) : entity)?.closed ?? false,
      isSettled:
        row.kind === 'count-of-questions'
          ? entity !== undefined && countQuestions(entity, at) === 0
          : row.kind === 'duties-not-accepted'
            ? entity !== undefined && countUntaken(entity, textFact(row, 'ownerPostId')) === 0
            : await isSettledTask(tx, row, at),
      ...(meeting ? { meeting } : {}),
      ...(row.postId && textFact(row, 'askedByPostId') === row.postId ? { isAsker: true as const } : {}),
      ...answered(row.entityId, row.followUpId),
    });
  }
  return waiting;
}

/** Who reads along owes nothing, and is told of nothing but what is for both sides. */
export const isAlong = (
  { alsoPostIds, ownerPostId }: { alsoPostIds?: readonly string[]; ownerPostId: string | null },
  postId: string | null,
): boolean => postId !== null && postId !== ownerPostId && alsoPostIds?.includes(postId) === true;

/** What of a follow-up stands only in the state. */
const carriedOf = (f: FollowUp | undefined) => ({
  alsoPostIds: f?.alsoPostIds ?? [],
  isOnMeetingList: f?.meetingListOn !== undefined,
  asksExtension: f?.extensionAsked !== undefined,
});

async function loadFollowUps(tx: Transaction, rows: readonly NoticeRow[]) {
  const keys = rows.flatMap(({ entityId, followUpId }) => (followUpId ? [{ entityId, id: followUpId }] : []));
  const found = keys.length > 0 ? await tx.followUp.findMany({ where: { OR: keys } }) : [];
  return new Map(
    found.map((row) => [
      `${row.entityId} ${row.id}`,
      {
        status: row.status,
        ownerPostId: row.ownerPostId,
        dueOn: row.dueOn,
        isAssumed: row.ownerCertainty === 'assumed' || row.dueCertainty === 'assumed',
        isDateNamed: row.dueCertainty === 'confirmed',
      },
    ]),
  );
}

/** How many owners or dates of an entity are still only assumed. */
export const countQuestions = ({ host }: EntityNow, at: string): number => unansweredQuestions(host, at).length;

/** How many matters of a post that changed hands nobody has accepted. */
export const countUntaken = ({ host }: EntityNow, postId: string | null): number =>
  untakenOf(host, postId ?? '').length;

/** The light of a follow-up at an instant; null once it is closed. */
export function lightNow(entity: EntityNow | undefined, followUpId: string | null, at: string) {
  const followUp = followUpId ? entity?.host.followUps[followUpId] : undefined;
  return entity && followUp ? lightOf(entity.host, followUp, at) : null;
}

/** Of duties that nobody accepts: they are on the leaders' meeting list with this notice. */
export const isListed = ({ facts }: Pick<NoticeRow, 'facts'>): boolean =>
  typeof facts === 'object' && facts !== null && Reflect.get(facts, 'isListed') === true;

/** A fact of a notice that is text, e.g. `dueOn`. */
export function textFact(row: Pick<NoticeRow, 'facts'>, key: string): string | null {
  const facts: unknown = row.facts;
  const value: unknown = typeof facts === 'object' && facts !== null ? Reflect.get(facts, key) : null;
  return typeof value === 'string' ? value : null;
}
