import type { Bilingual } from '../../domain/decider.ts';
import { groupedBy } from '../../domain/labels.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { startOfDay } from '../../domain/calendar/zones.ts';
import { isPlacement } from '../../mail/placement-figures.ts';
import { meetingNamed } from '../../mail/meeting-words.ts';
import type { Sheet, SheetGroup, SheetRow } from '../../mail/sheet.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { titlesOf } from '../agreement-titles.ts';
import { hostOf } from '../postbox/situation.ts';
import { writtenAbout } from '../written-about.ts';
import { openStatuses } from './brief.ts';
import { agreementsOfLine, comingMeetings, familiesOf } from './families.ts';
import type { ComingMeeting } from './families.ts';
import { monthWords as words } from './month-words.ts';
import { dateOf, followUpNamed, joined, namesOf, postNamed, quoted } from './names.ts';
import type { Names } from './names.ts';

/**
 * A leader's page of a month: what was achieved in the month before, which decisions are wanted, which visits come (DOMAIN 2a
 * "Face"). It names matters and cooperations, never persons, and fits on one printed page.
 */
export interface MonthRequest {
  /** The posts of the line that one person holds as leader. */
  leaderPostIds: readonly string[];
  /** It comes to the office of a leader, which passes it on. */
  isThroughOffice: boolean;
  /** YYYY-MM; the page is about the month before and what comes. */
  month: string;
  zone: string;
  /** What is private to this organisation may be read. */
  organisationId: string | null;
  at: string;
}

export const most = { achieved: 3, decisions: 4, visits: 3 } as const;
/** So far ahead visits are told. */
const VISITS_AHEAD_DAYS = 45;
/** What office work goes with a cooperation is not what it achieved. */
const housekeeping: ReadonlySet<string> = new Set([
  'intake',
  'visit-plan',
  'itinerary',
  'visit-note',
  'advance',
  'naming',
  'hold',
  'dormancy',
  'plan-text',
  'plan-sponsors',
  'contact',
]);

type Tx = Prisma.TransactionClient;
type Row = Prisma.FollowUpGetPayload<object>;

interface Found {
  tx: Tx;
  asked: MonthRequest;
  agreementIds: string[];
  names: Names;
  titles: ReadonlyMap<string, string>;
  partiesOf(agreementId: string): readonly string[];
}

export async function monthOf(tx: Tx, asked: MonthRequest): Promise<Sheet> {
  const heads = await headsOf(tx, asked.leaderPostIds);
  const names = await namesOf(
    tx,
    heads.flatMap(({ partyIds }) => partyIds),
  );
  const parties = new Map(heads.map(({ id, partyIds }) => [id, partyIds]));
  const agreementIds = [...parties.keys()];
  const titles = await titlesOf(tx, agreementIds);
  const found: Found = { tx, asked, agreementIds, names, titles, partiesOf: (id) => parties.get(id) ?? [] };
  const open = await agreementsOfLine(tx, asked.leaderPostIds, ['leaderPostId']);
  const [leaderPostId] = asked.leaderPostIds;
  const leader = asked.isThroughOffice && leaderPostId ? await postNamed(tx, leaderPostId) : null;
  return {
    title: words.title(asked.month),
    opening: [...(leader ? [words.passOn(leader)] : []), words.opening(open.length)],
    why: words.why,
    groups: [await achieved(found), await decisions(found), await visits(found, open), await questions(found, open)],
  };
}

/** Also those that ended: their end may be what was achieved. */
async function headsOf(tx: Tx, leaderPostIds: readonly string[]): Promise<{ id: string; partyIds: string[] }[]> {
  return tx.$queryRaw`
    SELECT id, "partyIds" FROM entity
    WHERE kind = 'agreement' AND state->'homeUnit'->>'leaderPostId' = ANY(${[...leaderPostIds]}) ORDER BY id`;
}

const cooperation = ({ names, titles, partiesOf }: Found, agreementId: string): Bilingual =>
  names.cooperation(partiesOf(agreementId), titles.get(agreementId));

async function achieved(found: Found): Promise<SheetGroup> {
  const { zone, month } = found.asked;
  const before = addDays(`${month}-01`, -1).slice(0, 7);
  const rows = await found.tx.followUp.findMany({
    where: {
      agreementId: { in: found.agreementIds },
      status: 'done',
      kind: { notIn: [...housekeeping] },
      closedAt: { gte: new Date(startOfDay(zone, `${before}-01`)), lt: new Date(startOfDay(zone, `${month}-01`)) },
    },
    orderBy: [{ closedAt: 'desc' }, { entityId: 'asc' }, { id: 'asc' }],
  });
  return group(words.achieved(before), rows, {
    limit: most.achieved,
    none: words.nothingAchieved,
    cells: await cellsOf(found, rows.slice(0, most.achieved), () => null),
  });
}

/** What is for the leader by post, has climbed to the leader or the meeting, or is a review of this month. */
async function decisions(found: Found): Promise<SheetGroup> {
  const { month, leaderPostIds } = found.asked;
  const rows = await found.tx.followUp.findMany({
    where: {
      agreementId: { in: found.agreementIds },
      status: { in: openStatuses },
      ownerCertainty: 'confirmed',
      OR: [
        { ownerPostId: { in: [...leaderPostIds] } },
        { level: { gte: 3 } },
        { meetingListOn: { not: null } },
        { kind: 'review', dueOn: { lt: addDays(`${month}-28`, 7) } },
      ],
    },
    orderBy: [{ dueOn: 'asc' }, { entityId: 'asc' }, { id: 'asc' }],
  });
  return group(words.decisions, rows, {
    limit: most.decisions,
    none: words.noDecisions,
    cells: await cellsOf(found, rows.slice(0, most.decisions), ({ kind, dueOn }) =>
      joined(dateOf(dueOn), kind === 'review' ? words.review : words.decide),
    ),
  });
}

async function visits(found: Found, openIds: readonly string[]): Promise<SheetGroup> {
  const { at, zone } = found.asked;
  const until = addDays(localDateOf(zone, at), VISITS_AHEAD_DAYS);
  const all = comingMeetings(await familiesOf(found.tx, openIds), at).filter(({ fromOn }) => fromOn <= until);
  const cells: SheetRow[] = [];
  for (const meeting of all.slice(0, most.visits)) {
    const { kind, fromOn, member } = meeting;
    const detail = joined(meetingNamed(kind), cooperation(found, member.agreementId), await notAll(found.tx, meeting));
    cells.push({ what: dateOf(fromOn), detail, quote: null });
  }
  return group(words.visits, all, { limit: most.visits, none: words.noVisits, cells });
}

/** How many of those asked do not come, as the newest invitation was answered; never who. Null where nobody has declined. */
async function notAll(tx: Tx, { id, sequence, member }: ComingMeeting): Promise<SheetRow['detail'] | null> {
  if (sequence === null) return null;
  const declined = await tx.attendance.count({
    where: { entityId: member.id, meetingId: id, sequence, answer: 'declined' },
  });
  return declined > 0 ? words.declined(declined) : null;
}

/** What was asked before this month and nobody has answered: how many and since when, not whose (DOMAIN 2a "Face"). */
async function questions({ tx, asked }: Found, openIds: readonly string[]): Promise<SheetGroup> {
  const { _count: count, _min: oldest } = await tx.followUp.aggregate({
    where: {
      agreementId: { in: [...openIds] },
      status: { in: openStatuses },
      openedOn: { lt: `${asked.month}-01` },
      OR: [{ ownerCertainty: 'assumed' }, { dueCertainty: 'assumed' }],
    },
    _count: true,
    _min: { openedOn: true },
  });
  const rows = oldest.openedOn
    ? [{ what: words.unanswered(count), detail: joined(words.oldest, dateOf(oldest.openedOn)), quote: null }]
    : [];
  return { title: words.questions, rows, more: 0 };
}

async function cellsOf(
  found: Found,
  rows: readonly Row[],
  more: (row: Row) => SheetRow['detail'] | null,
): Promise<SheetRow[]> {
  const cells: SheetRow[] = [];
  const enterprises = await enterprisesOf(found.tx, rows);
  for (const row of rows) {
    const about = { kind: row.aboutKind, id: row.aboutId };
    cells.push({
      what: followUpNamed(row.kind),
      detail: joined(cooperation(found, row.agreementId), enterprises.get(row.entityId) ?? null, more(row)),
      quote: quoted(await writtenAbout(found.tx, row.entityId, about, found.asked.organisationId)),
    });
  }
  return onceEach(cells);
}

/** At which enterprise a placement is, once its person has said willing: before that no leader knows of it (DOMAIN 2a). */
async function enterprisesOf(tx: Tx, rows: readonly Row[]): Promise<ReadonlyMap<string, Bilingual>> {
  const placements = await tx.entity.findMany({
    where: { id: { in: rows.map(({ entityId }) => entityId) }, kind: 'placement' },
  });
  const hosts = placements.flatMap((entity) => {
    const host = hostOf(entity);
    if (!isPlacement(host) || host.acceptance.person?.answer !== 'yes') return [];
    return [{ entityId: entity.id, organisationId: host.host.organisationId }];
  });
  const names = await namesOf(
    tx,
    hosts.map(({ organisationId }) => organisationId),
  );
  return new Map(
    hosts.flatMap(({ entityId, organisationId }): [string, Bilingual][] => {
      const name = names.organisation(organisationId);
      return name ? [[entityId, name]] : [];
    }),
  );
}

/** What nothing tells apart stands once, with how many it is. */
function onceEach(cells: readonly SheetRow[]): SheetRow[] {
  return groupedBy(cells, (cell) => JSON.stringify(cell)).map(([first, ...others]) => {
    const times = `${others.length + 1} × `;
    const { en, zh } = first.what;
    return others.length === 0 ? first : { ...first, what: { en: `${times}${en}`, zh: `${times}${zh}` } };
  });
}

function group(
  title: SheetGroup['title'],
  all: readonly unknown[],
  { limit, none, cells }: { limit: number; none: SheetGroup['title']; cells: SheetRow[] },
): SheetGroup {
  return { title, rows: cells, more: Math.max(0, all.length - limit), none };
}
