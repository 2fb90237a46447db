import ical, { ICalCalendarMethod } from 'ical-generator';
import { z } from 'zod';
import { addDays } from '../domain/calendar/local-date.ts';
import { inLanguage } from '../domain/labels.ts';
import { organisationName, personName } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Half } from '../domain/placement/half-days.ts';
import { timesOf } from '../domain/placement/half-days.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { plain } from '../mail/invitation.ts';
import { calledOnSite, unknownOnSite } from '../mail/on-site-words.ts';

/** The booked days of placements, as a calendar that is subscribed to. */

/** Days behind stay in sight for a quarter. */
const BEHIND_DAYS = 90;
const MOST_ROWS = 4_000;
/** How often a calendar looks for news by itself. */
const LOOKS_AGAIN_SECONDS = 4 * 3_600;

export const feedKinds = ['person', 'enterprise', 'point'] as const;
export type FeedKind = (typeof feedKinds)[number];
type Feed = Prisma.CalendarFeedGetPayload<object>;

const stored = z.looseObject({
  researcher: z.looseObject({ personId: z.string() }),
  host: z.looseObject({ organisationId: z.string() }),
  booking: z.looseObject({ round: z.number(), planned: z.array(z.string()) }),
  standIns: z
    .array(z.looseObject({ personId: z.string(), halfDays: z.array(z.string()), n: z.number().optional() }))
    .default([]),
  calendar: z.looseObject({ zone: z.string(), hours: z.array(z.tuple([z.string(), z.string()])) }),
});
const opened = z.looseObject({ proposed: z.looseObject({ point: z.string().optional() }) });

interface Placement extends z.output<typeof stored> {
  id: string;
  updatedAt: Date;
  /** Its designated point (S55), as written. */
  point: string | null;
}

const title = { en: 'Days on site', zh: '派驻日程' };

/** The text of the calendar, or its days as rows for a test to count. Names are in the feed's language. */
export async function placementCalendar(db: Database, feed: Feed, now: string): Promise<string> {
  const placements = await placementsOf(db, feed);
  const since = addDays(now.slice(0, 10), -BEHIND_DAYS);
  const days = (await daysOf(db, placements, since)).filter(
    ({ personId }) => feed.kind !== 'person' || personId === feed.subjectId,
  );
  const language: Language = feed.language === 'en' ? 'en' : 'zh-CN';
  const ids = [feed.subjectId, ...days.map((one) => one.personId)];
  const name = await namesFor(
    db,
    [...ids, ...[...placements.values()].map((one) => one.host.organisationId)],
    language,
  );
  const calendar = ical({
    prodId: { company: 'cooperation-follow-up', product: 'placements' },
    method: ICalCalendarMethod.PUBLISH,
    name: `${inLanguage(language, title)} · ${feed.point ?? name(feed.subjectId)}`,
    ttl: LOOKS_AGAIN_SECONDS,
  });
  for (const { placementId, personId, onDate, halves } of days) {
    const placement = placements.get(placementId);
    if (!placement) continue;
    const { startAt, endAt } = timesOf(placement.calendar, onDate, halves);
    const { host, point } = placement;
    // Which of the two a reader does not know already.
    const whom = feed.kind === 'person' ? name(host.organisationId) : name(personId);
    const event = calendar.createEvent({
      id: `${placementId}.${onDate}${partOf(placement, personId)}@cooperation-follow-up`,
      sequence: placement.booking.round,
      stamp: placement.updatedAt,
      // UTC only, and never with a zone (MAIL.md).
      start: new Date(startAt),
      end: new Date(endAt),
      summary: plain(calledOnSite(language, feed.kind === 'person' ? 'at' : 'comes', whom)),
    });
    if (point) event.location(plain(point));
  }
  return calendar.toString();
}

/** Two may share a day: whoever stands in has events of their own, and no name in their ids. */
function partOf({ standIns }: Placement, personId: string): string {
  const index = standIns.findIndex((one) => one.personId === personId);
  // Others come and go, and each keeps their number.
  return index === -1 ? '' : `.stand-in-${standIns[index]?.n ?? index + 1}`;
}

/** Rows are also there of whoever is only being booked, and for a moment of whoever has given the day back. */
const keeps = ({ researcher, booking, standIns }: Placement, personId: string, halfDay: string): boolean =>
  (personId === researcher.personId && booking.planned.includes(halfDay)) ||
  standIns.some((one) => one.personId === personId && one.halfDays.includes(halfDay));

async function placementsOf(db: Database, { kind, subjectId, point }: Feed): Promise<Map<string, Placement>> {
  const isOf = kind === 'person' ? { researcherId: subjectId } : { enterpriseId: subjectId };
  const booked = await db.placementHalfDay.findMany({
    where: isOf,
    distinct: ['placementId'],
    select: { placementId: true },
  });
  const ids = booked.map(({ placementId }) => placementId);
  const rows = await db.entity.findMany({
    where: { id: { in: ids } },
    select: { id: true, state: true, updatedAt: true },
  });
  const points = await pointsOf(db, ids);
  const found = rows.map(({ id, state, updatedAt }) => ({
    ...stored.parse(state),
    id,
    updatedAt,
    point: points.get(id) ?? null,
  }));
  const wanted = kind === 'point' ? found.filter((one) => one.point === point) : found;
  return new Map(wanted.map((one) => [one.id, one]));
}

/** By placement: the point's name, which stands in what it was opened with. */
async function pointsOf(db: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const events = await db.event.findMany({
    where: { entityId: { in: [...ids] }, type: 'placementOpened' },
    select: { entityId: true, data: true },
  });
  const textIds = events.flatMap(({ entityId, data }) => {
    const { point } = opened.parse(data).proposed;
    return point ? [{ entityId, point }] : [];
  });
  const texts = await db.text.findMany({
    where: { id: { in: textIds.map(({ point }) => point) }, ownerPartyId: null },
  });
  const contents = new Map(texts.map(({ id, content }) => [id, content]));
  return new Map(
    textIds.flatMap(({ entityId, point }) => {
      const content = contents.get(point);
      return content === undefined ? [] : [[entityId, content] as const];
    }),
  );
}

interface Day {
  placementId: string;
  /** Who comes. */
  personId: string;
  onDate: string;
  halves: Half[];
}

/** Both halves of somebody's day are one event. */
async function daysOf(db: Database, placements: ReadonlyMap<string, Placement>, sinceOn: string): Promise<Day[]> {
  const rows = await db.placementHalfDay.findMany({
    where: { placementId: { in: [...placements.keys()] }, onDate: { gte: sinceOn } },
    orderBy: [{ onDate: 'asc' }, { half: 'asc' }, { placementId: 'asc' }],
    take: MOST_ROWS,
  });
  const days = new Map<string, Day>();
  for (const { placementId, researcherId: personId, onDate, half } of rows) {
    const placement = placements.get(placementId);
    if (!placement || !keeps(placement, personId, `${onDate}/${half}`)) continue;
    const key = `${placementId} ${personId} ${onDate}`;
    const day = days.get(key) ?? { placementId, personId, onDate, halves: [] };
    day.halves.push(half === 'am' ? 'am' : 'pm');
    days.set(key, day);
  }
  return [...days.values()];
}

/** Names of people and enterprises; in general words where one is not known any more. */
async function namesFor(db: Database, ids: readonly string[], language: Language): Promise<(id: string) => string> {
  const where = { id: { in: [...new Set(ids)] } };
  const people = await db.person.findMany({ where });
  const organisations = await db.organisation.findMany({ where });
  const names = new Map([
    ...people.map((one) => [one.id, personName(language, one)] as const),
    ...organisations.map((one) => [one.id, organisationName(language, one)] as const),
  ]);
  return (id) =>
    names.get(id) ?? inLanguage(language, id.startsWith('person-') ? unknownOnSite.person : unknownOnSite.enterprise);
}
