import { z } from 'zod';
import { itemNames } from '../activities/name-of.ts';
import { recordedEvent } from '../activities/record.ts';
import type { Bilingual, RecordedEvent } from '../domain/decider.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { hiddenPlacements, isNoOfOthers } from './known-placements.ts';
import { nameIn } from './named-about.ts';
import { mayReadPrivate, mayReadResearchers, OFFICE } from './principal.ts';
import type { Principal, Scoped } from './principal.ts';
import { PRIVATE_ID, referencesIn } from './references.ts';
import { speakerOf } from './own-words.ts';
import { isOfFollowUp, sentenceOf } from './sentences.ts';
import { isOwnLine, namesCandidates } from './step-sentences.ts';

/** An agreement or plan told from its events: what was said and who came is there, not in the state that rules need. */

export interface TimelineEntry {
  seq: number;
  type: string;
  about: { kind: string; id: string } | null;
  at: string;
  by: string;
  commandId: string | null;
  sentence: { en: string; zh: string };
  data: Record<string, unknown>;
}

export interface DossierItem {
  id: string;
  kind: string;
  /** What tells it from others of its kind; null where nothing does, or the reader may not know. */
  name: Bilingual | null;
  /** All that was recorded about it; later events win. */
  facts: Record<string, unknown>;
  entries: Omit<TimelineEntry, 'about'>[];
  /** True if it has texts that this reader may not see. */
  hasHiddenTexts: boolean;
}

const TEXT_ID = /^text-[A-Za-z0-9_-]{22}$/;
const isText = (value: unknown): value is string => typeof value === 'string' && TEXT_ID.test(value);

function textIdsIn(value: unknown): string[] {
  if (isText(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(textIdsIn);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textIdsIn) : [];
}

type TextRow = Prisma.TextGetPayload<object>;

interface Reading {
  texts: ReadonlyMap<string, TextRow>;
  mayRead(text: TextRow, event: RecordedEvent): boolean;
}

/** Puts texts in the place of their ids; null where the reader may not see one. */
function withTexts(value: unknown, event: RecordedEvent, reading: Reading, onHidden: () => void): unknown {
  if (isText(value)) {
    const text = reading.texts.get(value);
    if (!text) return null;
    if (reading.mayRead(text, event)) return text.content;
    onHidden();
    return null;
  }
  if (Array.isArray(value)) return value.map((entry) => withTexts(entry, event, reading, onHidden));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, withTexts(entry, event, reading, onHidden)]),
  );
}

/** Facts that are of the machinery and tell a reader nothing. */
const MACHINERY = new Set(['calendar', 'policy']);
/** What the office supplied to a placement: whom else the person knows, and who consents in its unit (S45). */
const SUPPLIED = new Set([...MACHINERY, 'facts']);
const proposals = new Set(['placementProposed', 'placementOpened']);

/**
 * Who was found for a need is for those who work on it: no researcher's name reaches an enterprise or a leader before that person
 * has said willing, which the placement asks (DOMAIN 2a "Researchers").
 */
const NAMES_FOR_A_NEED = new Set([...MACHINERY, 'personIds']);
/** What the others of a placement hear is what changes for them, never why, nor who else cannot come (DOMAIN 2a "Researchers"). */
const WHY_NOT_KEPT = new Set([...MACHINERY, 'cause', 'by', 'cannot', 'isTold']);

/** Fields of an event that this reader does not see. */
export function hiddenFields(principal: Principal, { type }: Pick<RecordedEvent, 'type'>): Set<string> {
  if (mayReadResearchers(principal)) return MACHINERY;
  if (proposals.has(type)) return SUPPLIED;
  if (type === 'placementDisrupted') return WHY_NOT_KEPT;
  return type === 'needMatched' ? NAMES_FOR_A_NEED : MACHINERY;
}

export interface ReadEvent extends TimelineEntry {
  hasHiddenTexts: boolean;
  /** Another party's private matter, or our own reporting line's: for this reader it does not exist. */
  isWithheld: boolean;
}

/** The events of an entity, oldest first, with the texts that this reader may see. */
export async function readEvents(
  db: Database,
  entityId: string,
  scope: Scoped,
  principal: Principal,
  range: { afterSeq?: number; take?: number } = {},
): Promise<ReadEvent[]> {
  const rows = await db.event.findMany({
    where: { entityId, ...(range.afterSeq === undefined ? {} : { seq: { gt: range.afterSeq } }) },
    orderBy: { seq: 'asc' },
    ...(range.take === undefined ? {} : { take: range.take }),
  });
  const events = rows.map(recordedEvent);
  const ids = [...new Set(events.flatMap((event) => textIdsIn(event.data)))];
  const found = ids.length > 0 ? await db.text.findMany({ where: { id: { in: ids } } }) : [];
  // They are the agreement's, also where a plan answers them.
  const agreementId = entityId.split('.')[0] ?? '';
  const readers = await readersOfNeeds(db, agreementId);
  const { isHidden } = await hiddenPlacements(db, principal, [agreementId]);
  const mayKnow = (needId: string) => (readers.get(needId) ?? []).includes(principal.organisationId ?? '');
  const isReader = (event: RecordedEvent) => mayKnow(event.about?.id ?? '');
  const speaks = await speakerOf(db, entityId, principal);
  const isAssessed = events.some(({ type }) => type === 'sideAssessed');
  const isExchanged = isAssessed && (await db.event.count({ where: { entityId, type: 'assessmentsExchanged' } })) > 0;
  const reading: Reading = {
    texts: new Map(found.map((text) => [text.id, text])),
    mayRead: (text, event) =>
      text.ownerPartyId === null ||
      mayReadPrivate(principal, text.ownerPartyId, scope) ||
      isReader(event) ||
      (text.ownerPartyId.startsWith(OFFICE) && speaks(event)),
  };
  return events.map((event) => {
    let hasHiddenTexts = false;
    const data = withTexts(event.data, event, reading, () => {
      hasHiddenTexts = true;
    });
    const { seq, type, about, at, by, commandId } = event;
    const isOfHidden = about !== null && isHidden(agreementId, about);
    const foreign = principal.isOurs ? [] : needsIn(event).filter((needId) => !mayKnow(needId));
    // One side's assessment is no hint for the other: both are told when both are given.
    const isUnread = (key: string): boolean =>
      hasHiddenTexts && type === 'sideAssessed' && key === 'rating' && !isExchanged;
    const hidden = hiddenFields(principal, event);
    const facts = Object.entries(withoutIds(data ?? {}, foreign)).filter(([key]) => !hidden.has(key) && !isUnread(key));
    return {
      seq,
      type,
      about,
      at,
      by,
      commandId,
      sentence: sentenceOf(event),
      data: Object.fromEntries(facts.map(([key, value]) => [key, key === 'proposed' ? without(value, hidden) : value])),
      hasHiddenTexts,
      isWithheld:
        isOfHidden ||
        (namesCandidates(type) && !mayReadResearchers(principal)) ||
        isNoOfOthers(event, principal) ||
        (!principal.isOurs &&
          (isOwnLine(event) || hasHiddenTexts || subjectsOf(event).some((needId) => foreign.includes(needId)))),
    };
  });
}

/** What an event is about: its own item, and the one that a note or a report names. */
const subjectsOf = ({ about, data }: RecordedEvent): string[] =>
  [about?.id, data['aboutId']].filter((id) => typeof id === 'string');

/** The needs that an event names, as its subject or in passing. */
const needsIn = ({ about, data }: RecordedEvent): string[] =>
  referencesIn([about, data], PRIVATE_ID).map(({ id }) => id);

/** What was proposed is told again inside of the opening. */
export function without(value: unknown, hidden: ReadonlySet<string>): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !hidden.has(key)));
}

/** Without some ids in its lists, e.g. the needs of others that a plan answers too. */
function withoutIds(data: object, ids: readonly string[]): object {
  if (ids.length === 0) return data;
  const kept = (value: unknown) => (Array.isArray(value) ? value.filter((entry) => !ids.includes(entry)) : value);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, kept(value)]));
}

/** Who of the parties may know of each need: whose it is, and with whom it was shared. */
async function readersOfNeeds(db: Database, entityId: string): Promise<Map<string, unknown[]>> {
  const rows = await db.event.findMany({
    where: { entityId, type: { in: ['needRecorded', 'needShared', 'needAsked'] } },
    select: { aboutId: true, data: true },
  });
  const readers = new Map<string, unknown[]>();
  for (const { aboutId, data } of rows) {
    if (aboutId === null || data === null || typeof data !== 'object') continue;
    const { partyId, withOrganisationIds } = z
      .looseObject({ partyId: z.string().optional(), withOrganisationIds: z.array(z.string()).optional() })
      .parse(data);
    readers.set(aboutId, [...(readers.get(aboutId) ?? []), partyId, ...(withOrganisationIds ?? [])]);
  }
  return readers;
}

/** Events by what they are about, in the order in which each was first heard of; follow-ups are listed by themselves. */
export function dossierItems(events: readonly ReadEvent[]): Record<string, DossierItem[]> {
  const items = new Map<string, DossierItem>();
  for (const { about, hasHiddenTexts, isWithheld, ...entry } of events) {
    if (isWithheld) continue;
    const { kind, id } = about ?? { kind: 'agreement', id: 'agreement' };
    const key = `${kind}/${id}`;
    const item = items.get(key) ?? { id, kind, name: null, facts: {}, entries: [], hasHiddenTexts: false };
    items.set(key, item);
    item.entries.push(entry);
    item.hasHiddenTexts ||= hasHiddenTexts;
    if (!isOfFollowUp(entry.type)) Object.assign(item.facts, entry.data);
  }
  const byKind: Record<string, DossierItem[]> = {};
  for (const item of items.values()) (byKind[item.kind] ??= []).push(item);
  return byKind;
}

/** The same with what tells each from others of its kind. */
export async function namedItems(
  db: Database,
  entityId: string,
  byKind: Readonly<Record<string, readonly DossierItem[]>>,
  principal: Principal,
): Promise<Record<string, DossierItem[]>> {
  const names = await itemNames(
    db,
    Object.values(byKind).flatMap((items) => items.map(({ kind, id }) => ({ entityId, kind, id }))),
    principal,
  );
  const named = (item: DossierItem): DossierItem => ({ ...item, name: nameIn(names, entityId, item) });
  return Object.fromEntries(Object.entries(byKind).map(([kind, items]) => [kind, items.map(named)]));
}

export interface Names {
  [id: string]: {
    nameEn: string | null;
    nameZh: string | null;
    namePinyin: string | null;
    nameAsPrinted?: string | null;
  };
}

/** The names of every organisation, person and post that is mentioned anywhere in `value`. */
export async function namesIn(db: Database, value: unknown): Promise<Names> {
  const ids = [...new Set(referencesIn(value).map(({ id }) => id))];
  const of = (prefix: string) => ({ id: { in: ids.filter((id) => id.startsWith(prefix)) } });
  const [organisations, people, posts] = await Promise.all([
    db.organisation.findMany({ where: of('org-'), select: { id: true, nameEn: true, nameZh: true, namePinyin: true } }),
    db.person.findMany({
      where: of('person-'),
      select: { id: true, nameEn: true, nameZh: true, namePinyin: true, nameAsPrinted: true },
    }),
    db.post.findMany({ where: of('post-'), select: { id: true, titleEn: true, titleZh: true } }),
  ]);
  const titles = posts.map(({ id, titleEn, titleZh }) => ({ id, nameEn: titleEn, nameZh: titleZh, namePinyin: null }));
  return Object.fromEntries([...organisations, ...people, ...titles].map(({ id, ...names }) => [id, names]));
}
