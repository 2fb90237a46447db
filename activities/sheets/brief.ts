import { z } from 'zod';
import { titlesOf } from '../agreement-titles.ts';
import { addWorkingDays, localDateOf } from '../../domain/calendar/calendar.ts';
import type { Bilingual } from '../../domain/decider.ts';
import { lightLabels } from '../../domain/labels.ts';
import { acceptWithin } from '../../domain/follow-up/clocks.ts';
import { meetingNamed } from '../../mail/meeting-words.ts';
import type { Sheet, SheetGroup, SheetRow } from '../../mail/sheet.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { itemNames, nameKeyOf } from '../name-of.ts';
import { textOf, writtenAbout } from '../written-about.ts';
import { briefWords as words } from './brief-words.ts';
import { agreementsOfLine, comingMeetings, familiesOf } from './families.ts';
import type { Member } from './families.ts';
import { dateOf, followUpNamed, matterNamed, joined, namesOf, postNamed, quoted } from './names.ts';
import type { Names } from './names.ts';

/**
 * What comes with a post that changed hands: open matters, promises made and received, last contacts, next dates; two printed pages
 * at the most, the most urgent first and the rest counted (S71).
 */
export interface BriefRequest {
  postId: string;
  /** When it changed hands, ISO instant. */
  changedAt: string;
  /** The reader is of our own office: supervision words are for them only. */
  isOurs: boolean;
  /** The post is vacant, or its holder away: the reader stands in. */
  isStandIn: boolean;
  /** What is private to this organisation may be read. */
  organisationId: string | null;
  at: string;
}

export const most = { matters: 10, promises: 3, contacts: 3, dates: 3 } as const;
export const openStatuses = ['open', 'paused', 'reported'];

type Tx = Prisma.TransactionClient;
type Row = Prisma.FollowUpGetPayload<object>;

interface Found {
  tx: Tx;
  asked: BriefRequest;
  members: Member[];
  /** What came with the post and is open still. */
  rows: Row[];
  /** How many came with it, whatever became of them. */
  cameCount: number;
  /** Some of it is to be accepted still. */
  waits: boolean;
  names: Names;
  /** What our office calls cooperations, for a reader of ours. */
  titles: ReadonlyMap<string, string>;
}

/** The cooperations that a post has to do with: where it owes something, and those it is in the reporting line of. */
export async function cooperationsOf(tx: Tx, postId: string): Promise<string[]> {
  const owed = await tx.followUp.findMany({
    where: { ownerPostId: postId, status: { in: openStatuses } },
    orderBy: [{ dueOn: 'asc' }, { entityId: 'asc' }, { id: 'asc' }],
    select: { agreementId: true },
  });
  const roles = ['liaisonPostId', 'coordinatorPostId', 'directorPostId', 'leaderPostId'] as const;
  return [
    ...new Set([...owed.map(({ agreementId }) => agreementId), ...(await agreementsOfLine(tx, [postId], roles))]),
  ];
}

export async function briefOf(tx: Tx, asked: BriefRequest): Promise<Sheet> {
  const members = await familiesOf(tx, await cooperationsOf(tx, asked.postId));
  const open = await tx.followUp.findMany({
    where: { ownerPostId: asked.postId, status: { in: openStatuses }, entityId: { in: members.map(({ id }) => id) } },
    orderBy: [{ dueOn: 'asc' }, { entityId: 'asc' }, { id: 'asc' }],
  });
  const came = await whatCame(tx, asked, members);
  const rows = open.filter((row) => came.isOne(row));
  const parties = members.flatMap(({ partyIds }) => partyIds);
  const names = await namesOf(tx, [...parties, ...rows.map(({ sideOrgId }) => sideOrgId)]);
  const ids = members.map(({ agreementId }) => agreementId);
  const titles = asked.isOurs ? await titlesOf(tx, ids) : new Map<string, string>();
  const found: Found = {
    tx,
    asked,
    members,
    rows,
    cameCount: came.isTold ? came.count : rows.length,
    waits: !came.isTold || rows.some(({ untakenSinceOn }) => untakenSinceOn !== null),
    names,
    titles,
  };
  const post = await postNamed(tx, asked.postId);
  return {
    title: words.title(post),
    opening: openingOf(found, post),
    why: words.why(asked.isOurs),
    groups: [await matters(found), ...(await promises(found)), await contacts(found), dates(found)],
  };
}

interface Came {
  isOne(row: Row): boolean;
  /** All that came have been counted; until then some are still to be told of. */
  isTold: boolean;
  count: number;
}

/**
 * What came with the post, and not what it was given since: as each agreement and plan was told, once, what is to be accepted. Until the
 * caretaker has told them it is whatever the post owes; what was handed over by itself waits for its own acceptance.
 */
async function whatCame(tx: Tx, { postId, changedAt }: BriefRequest, members: readonly Member[]): Promise<Came> {
  const at = { gte: new Date(changedAt) };
  const isTold = (await tx.succession.count({ where: { postId, at, toldAt: null } })) === 0;
  const events = await tx.event.findMany({
    where: { type: 'holderChanged', entityId: { in: members.map(({ id }) => id) }, at },
    select: { entityId: true, data: true },
  });
  const told = events.flatMap(({ entityId, data }) => {
    const changed = holderChanged.safeParse(data).data;
    return changed?.postId === postId ? changed.ids.map((id) => `${entityId} ${id}`) : [];
  });
  const [came, reached] = [new Set(told), new Set(told.map((key) => key.split(' ')[0]))];
  const hosts = new Map(members.map(({ id, host }) => [id, host]));
  const isHanded = ({ entityId, id }: Row): boolean => hosts.get(entityId)?.followUps[id]?.handedFrom !== undefined;
  return {
    isOne: (row) => came.has(`${row.entityId} ${row.id}`) || (!isTold && !reached.has(row.entityId) && !isHanded(row)),
    isTold,
    count: came.size,
  };
}

/** As the agreement wrote it. */
const holderChanged = z.object({ postId: z.string(), ids: z.array(z.string()) });

function openingOf({ asked, members, rows, cameCount, waits }: Found, post: Bilingual): Bilingual[] {
  const host = members[0]?.host;
  const changedOn = host ? localDateOf(host.calendar.zone, asked.changedAt) : asked.changedAt.slice(0, 10);
  const acceptBy = host ? addWorkingDays(host.calendar, changedOn, acceptWithin(host)).on : changedOn;
  const count = asked.isStandIn ? rows.length : cameCount;
  const facts = { post, changedOn: dateOf(changedOn), acceptBy: dateOf(acceptBy), count };
  const cooperations = new Set(members.map(({ agreementId }) => agreementId)).size;
  const greets = asked.isStandIn ? words.standsIn(facts) : asked.isOurs ? words.takesOver(facts) : words.partner(facts);
  if (rows.length === 0) return [greets, words.nothingOpen(cooperations)];
  return waits ? [greets, words.accept(facts, asked.isOurs)] : [greets];
}

const group = <T>(title: Bilingual, all: readonly T[], limit: number, rows: SheetRow[]): SheetGroup => ({
  title,
  rows,
  more: Math.max(0, all.length - limit),
});

const memberOf = ({ members }: Found, entityId: string): Member | undefined =>
  members.find(({ id }) => id === entityId);

const cooperation = ({ names, titles }: Found, member: Member | undefined): Bilingual =>
  names.cooperation(member?.partyIds ?? [], titles.get(member?.agreementId ?? ''));

async function matters(found: Found): Promise<SheetGroup> {
  const { tx, asked, rows } = found;
  // What is late first; each part stays in the order of its dates.
  const urgent = (row: Row): number => (row.light === 'red' ? 0 : row.light === 'yellow' ? 1 : 2);
  const shown = rows.toSorted((a, b) => urgent(a) - urgent(b)).slice(0, most.matters);
  const abouts = shown.map(({ entityId, aboutKind: kind, aboutId: id }) => ({ entityId, kind, id }));
  const named = await itemNames(tx, abouts, asked);
  const cells: SheetRow[] = [];
  for (const row of shown) {
    const name = named.get(nameKeyOf({ entityId: row.entityId, kind: row.aboutKind, id: row.aboutId }))?.name ?? null;
    const about = { kind: row.aboutKind, id: row.aboutId };
    cells.push({
      what: matterNamed(row.kind, name),
      detail: joined(
        cooperation(found, memberOf(found, row.entityId)),
        words.due(dateOf(row.dueOn)),
        lightOf(found, row),
      ),
      // What was said is its name already, where it has one.
      quote: name ? null : quoted(await writtenAbout(tx, row.entityId, about, asked.organisationId)),
      duty: {
        entityId: row.entityId,
        agreementId: row.agreementId,
        followUpId: row.id,
        isUntaken: row.untakenSinceOn !== null,
      },
    });
  }
  return group(words.matters(rows.length), rows, most.matters, cells);
}

function lightOf({ asked }: Found, { light }: Row): Bilingual | null {
  const label = Object.entries(lightLabels).find(([name]) => name === light && name !== 'green')?.[1];
  return asked.isOurs && label ? label.colour : null;
}

interface Promised {
  member: Member;
  id: string;
  by: string;
  for: string;
  dueOn: string | null;
}

/** Of the same cooperations what other posts of the reader's side have promised, and what others have promised them. */
async function promises(found: Found): Promise<SheetGroup[]> {
  const own = new Set(found.rows.map(({ entityId, aboutId }) => `${entityId} ${aboutId}`));
  const all = found.members.flatMap((member) =>
    Object.entries(member.agreement?.commitments ?? {}).flatMap(
      ([id, { status, by, for: beneficiary }]): Promised[] => {
        const isOpen = status === 'open' || status === 'reported';
        const dueOn = member.host.followUps[`commitment.${id}`]?.dueOn ?? null;
        return isOpen && !own.has(`${member.id} ${id}`) ? [{ member, id, by, for: beneficiary, dueOn }] : [];
      },
    ),
  );
  const sorted = all.toSorted((a, b) => ((a.dueOn ?? '~') < (b.dueOn ?? '~') ? -1 : 1));
  const isOwnSide = ({ member }: Promised, id: string): boolean =>
    found.asked.isOurs ? sidesOfOurs(member).has(id) : id === found.asked.organisationId;
  const made = sorted.filter((one) => isOwnSide(one, one.by));
  const received = sorted.filter((one) => !isOwnSide(one, one.by) && isOwnSide(one, one.for));
  return [
    group(words.promised(found.asked.isOurs), made, most.promises, await promiseRows(found, made)),
    group(words.received(found.asked.isOurs), received, most.promises, await promiseRows(found, received)),
  ];
}

const sidesOfOurs = ({ agreement, host }: Member): Set<string> =>
  new Set([
    host.homeUnit.organisationId,
    ...Object.entries(agreement?.parties ?? {}).flatMap(([id, party]) => (party.ours ? [id] : [])),
  ]);

async function promiseRows(found: Found, all: readonly Promised[]): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for (const { member, id, by, dueOn } of all.slice(0, most.promises)) {
    const about = { kind: 'commitment', id };
    rows.push({
      what: found.names.organisation(by) ?? followUpNamed('commitment'),
      detail: joined(cooperation(found, member), dueOn ? words.due(dateOf(dueOn)) : null),
      quote: quoted(await writtenAbout(found.tx, member.id, about, found.asked.organisationId)),
    });
  }
  return rows;
}

/** With whom others of a cooperation spoke, and what about, is not for each party to read. */
async function contacts(found: Found): Promise<SheetGroup> {
  const all = found.members
    .filter(({ agreement, lastContactOn }) => agreement && lastContactOn)
    .toSorted((a, b) => ((a.lastContactOn ?? '') > (b.lastContactOn ?? '') ? -1 : 1));
  const rows: SheetRow[] = [];
  for (const member of all.slice(0, most.contacts)) {
    rows.push({
      what: dateOf(member.lastContactOn ?? ''),
      detail: cooperation(found, member),
      quote: found.asked.isOurs ? await lastSummary(found, member) : null,
    });
  }
  return group(words.contacts, all, most.contacts, rows);
}

async function lastSummary({ tx, asked }: Found, { id }: Member): Promise<string | null> {
  return quoted(await textOf(tx, { entityId: id, type: 'contactRecorded' }, 'summary', asked.organisationId));
}

/** Others are invited by name to what concerns them. */
function dates(found: Found): SheetGroup {
  const all = found.asked.isOurs ? comingMeetings(found.members, found.asked.at) : [];
  const rows = all.slice(0, most.dates).map(({ kind, fromOn, member }): SheetRow => {
    return { what: dateOf(fromOn), detail: joined(meetingNamed(kind), cooperation(found, member)), quote: null };
  });
  return group(words.dates, all, most.dates, rows);
}
