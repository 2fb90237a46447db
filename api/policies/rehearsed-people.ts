import { calendarOf, keptHours } from '../../activities/postbox/reach.ts';
import { addresseeOf } from '../../activities/postbox/situation.ts';
import { actionsFor, placeOf } from '../../activities/postbox/links.ts';
import { ownDays } from '../../activities/calendar-book.ts';
import { hoursSet } from '../../activities/policies.ts';
import { instantOf, localDateOf } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { usualHours } from '../../domain/directory/reach.ts';
import { NOBODY_TO_RELAY, WAITS_FOR_RELAY } from '../../domain/notices/facts.ts';
import { isMailKind } from '../../domain/notices/kinds.ts';
import { isFollowUpKind } from '../../domain/policy/defaults.ts';
import type { ForeseenNotice, Reader, Standing } from '../../domain/policy/rehearsed-mails.ts';
import { rehearsedOffice } from '../../domain/policy/rehearsed-tasks.ts';
import type { Person, TaskCourse } from '../../domain/policy/rehearsed-tasks.ts';
import { isConfirming } from '../../mail/letter.ts';
import type { Database } from '../../prisma/client.ts';
import { caretakerZone, NIGHT_TIME } from '../../workflows/inputs.ts';
import { openBefore } from './open-tasks.ts';
import { comingPages } from './rehearsed-pages.ts';
import { textOf } from './rehearsed-shapes.ts';
import type { Asked, Looked, RehearsedEntity, RehearsedPerson, ToldNotice } from './rehearsed-shapes.ts';
import type { Seats } from './seats.ts';

/** Person by person the mails of a rehearsal, with what our own people are asked for because no mail reaches somebody. */

interface Foreseen {
  looked: readonly Looked[];
  entities: readonly RehearsedEntity[];
  ours: ReadonlySet<string>;
  seats: Seats;
}

export async function rehearsePeople(db: Database, asked: Asked, foreseen: Foreseen): Promise<RehearsedPerson[]> {
  const { looked, entities, ours, seats } = foreseen;
  const nights = nightsOf(asked);
  const waiting = await waitingNow(db, looked, ours, seats);
  const pages = await comingPages(db, { looked, seats, nights, fromAt: asked.fromAt });
  const told = (which: 'before' | 'after') =>
    byPerson([...waiting, ...pages, ...entities.flatMap((entity) => entity[which])]);
  const [before, after] = [told('before'), told('after')];
  const lines = looked.flatMap(({ homeUnit: { liaisonPostId, coordinatorPostId, directorPostId } }) =>
    [liaisonPostId, coordinatorPostId, directorPostId].filter((id) => id !== null && id !== undefined),
  );
  const ids = [...new Set([...before.keys(), ...after.keys(), ...seats.everybody([...new Set(lines)])])].toSorted();
  const readers = await readersOf(db, ids, asked.fromAt);
  const already = await openBefore(
    db,
    looked.map(({ id }) => id),
  );
  const postsOf = (which: 'before' | 'after', notices: ReadonlyMap<string, readonly ForeseenNotice[]>) => {
    const people = new Map<string, Person>();
    for (const [personId, reader] of readers) people.set(personId, { reader, notices: notices.get(personId) ?? [] });
    return rehearsedOffice(people, already, courseOf(asked, { looked, seats, nights, readers }, which));
  };
  const [was, is] = [postsOf('before', before), postsOf('after', after)];
  return ids.flatMap((personId) => {
    const [one, other] = [was.get(personId), is.get(personId)];
    if (!one || !other || [one, other].every(({ settledAt, held }) => settledAt.size + held.length === 0)) return [];
    return [{ personId, before: one, after: other }];
  });
}

/** The caretaker's looks. */
function nightsOf({ fromAt, toAt }: Asked): string[] {
  const nights: string[] = [];
  for (let on = localDateOf(caretakerZone, fromAt); ; on = addDays(on, 1)) {
    const at = instantOf(caretakerZone, on, NIGHT_TIME);
    if (at > toAt) return nights;
    if (at > fromAt) nights.push(at);
  }
}

interface Office extends Pick<Foreseen, 'looked' | 'seats'> {
  nights: readonly string[];
  readers: ReadonlyMap<string, Reader>;
}

function courseOf({ toAt, hoursMatter }: Asked, office: Office, which: 'before' | 'after'): TaskCourse {
  const { looked, seats, nights, readers } = office;
  const byId = new Map(looked.map((entity) => [entity.id, entity]));
  return {
    toAt,
    hoursMatter,
    nights,
    standingAt: (entityId, at): Standing | undefined => {
      const entity = byId.get(entityId);
      return entity?.[which].findLast((moment) => moment.at <= at)?.standing ?? entity?.now;
    },
    calendarOf: (entityId) => byId.get(entityId)?.calendar ?? null,
    // As tasks are written: our liaison, else the coordinator, else the director.
    askedOf: ({ kind, entityId, aboutPersonId }, at) => {
      const unit = byId.get(entityId)?.homeUnit;
      const near = [unit?.liaisonPostId, unit?.coordinatorPostId];
      if (kind === 'introduction-wanted') near.reverse();
      for (const postId of [...near, unit?.directorPostId]) {
        const personId = postId ? seats.near(postId, at) : null;
        if (postId && personId && personId !== aboutPersonId) return { personId, postId };
      }
      return null;
    },
    confirms: (personId, { kind, followUpId, entityId, postId, isOurs }) => {
      const followUpKind = followUpId?.split('.')[0] ?? '';
      const isOurVoice = isOurs && readers.get(personId)?.addressee.isOurs === true;
      const place = isOurVoice ? placeOf(byId.get(entityId)?.homeUnit, postId) : null;
      const [wanted = 'open'] = actionsFor(kind, isFollowUpKind(followUpKind) ? followUpKind : null, { place });
      return isConfirming(wanted) ? followUpId : null;
    },
  };
}

/** What waits already and will be in the first mails. */
async function waitingNow(
  db: Database,
  looked: readonly Looked[],
  ours: ReadonlySet<string>,
  seats: Seats,
): Promise<ToldNotice[]> {
  const units = new Map(looked.map(({ id, homeUnit }) => [id, homeUnit]));
  const rows = await db.notice.findMany({
    where: {
      status: 'open',
      entityId: { in: [...units.keys()] },
      // What a colleague has been asked to pass on is not the postbox's any more.
      OR: [{ reason: null }, { reason: { notIn: [WAITS_FOR_RELAY, NOBODY_TO_RELAY] } }],
    },
  });
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

function byPerson(notices: readonly ToldNotice[]): Map<string, ToldNotice[]> {
  const found = new Map<string, ToldNotice[]>();
  for (const notice of notices) {
    if (notice.personId === null) continue;
    found.set(notice.personId, [...(found.get(notice.personId) ?? []), notice]);
  }
  return found;
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
