import { cut, widthOf } from '../domain/cut.ts';
import type { Bilingual } from '../domain/decider.ts';
import { organisationName, shortName } from '../domain/notices/names.ts';
import { spanText } from '../mail/dates.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** What tells several matters of one kind apart, in words for both languages; what a person wrote stands as it was written. */
export interface ItemName {
  name: Bilingual | null;
  /** The party whose need it is. */
  partyId: string | null;
}

/** Who reads a name: whose need it is stays between that party and us, because they may be each other's competitors (S45). */
export interface NameReader {
  isOurs: boolean;
  organisationId: string | null;
}

/** Which fields of an item's events name it, the latest that has one; what is private is never a name. */
interface Naming {
  /** A text: the name it was given, or the first words of what was said. */
  text?: string;
  isSaid?: true;
  /** The organisation that promised it or whose it is. */
  by?: string;
  /** A local date, for what has a day and often no name. */
  on?: string;
  /** The last local date, of what takes several days. */
  to?: string;
}

const namings: Readonly<Record<string, Naming>> = {
  need: { by: 'partyId' },
  ask: { by: 'partyId' },
  collection: { on: 'untilOn' },
  commitment: { text: 'sentence', isSaid: true, by: 'ownerOrganisationId' },
  point: { text: 'text', isSaid: true },
  visit: { on: 'fromOn', by: 'hostOrganisationId' },
  symposium: { on: 'onDate', text: 'title' },
  payment: { by: 'fromOrganisationId', on: 'agreedOn' },
  build: { text: 'name' },
  milestone: { text: 'name' },
  plan: { text: 'name' },
  instrument: { text: 'name' },
  deliverable: { text: 'name' },
  application: { text: 'programme' },
  period: { on: 'fromOn', to: 'toOn' },
  cover: { on: 'fromOn', to: 'untilOn' },
};
/** What is between us and one party, and named by it; the list of who has told no need is ours alone. */
const ofOneParty: ReadonlySet<string> = new Set(['need', 'ask', 'collection']);
/** Room for about eight English words or thirty characters. */
const MOST_WIDTH = 60;

export interface About {
  entityId: string;
  kind: string;
  id: string;
}

/** The minutes that a side of a symposium is asked about are named as the symposium, one person's part of a half month as the whole. */
function itemOf({ kind, id }: Pick<About, 'kind' | 'id'>): Pick<About, 'kind' | 'id'> {
  if (kind === 'period') return { kind, id: id.replace(/\.stand-in-\d+$/, '') };
  return kind === 'minutes' ? { kind: 'symposium', id: id.replace(/\.side-\d+$/, '') } : { kind, id };
}

export function nameKeyOf(about: About): string {
  const { kind, id } = itemOf(about);
  return `${about.entityId} ${kind} ${id}`;
}

interface Facts {
  kind: string;
  text?: string;
  by?: string;
  on?: string;
  to?: string;
}

/**
 * The names of items, by `nameKeyOf`; in one query each for events, texts and organisations. None for what there is one of, like
 * the regular communication, for what has no name, and for what the reader may not know.
 */
export async function itemNames(
  tx: Prisma.TransactionClient,
  abouts: readonly About[],
  reader: NameReader,
): Promise<Map<string, ItemName>> {
  const facts = await factsOf(tx, abouts);
  const all = [...facts.values()];
  const [texts, organisations] = await Promise.all([
    tx.text.findMany({ where: { id: { in: idsOf(all, 'text') } } }),
    tx.organisation.findMany({ where: { id: { in: idsOf(all, 'by') } } }),
  ]);
  const readable = new Map(
    texts
      .filter((text) => text.ownerPartyId === null || text.ownerPartyId === reader.organisationId)
      .map((text) => [text.id, text.content]),
  );
  const parties = new Map(organisations.map((organisation) => [organisation.id, organisation]));
  const names = new Map<string, ItemName>();
  for (const [key, found] of facts) {
    if (ofOneParty.has(found.kind) && !reader.isOurs && found.by !== reader.organisationId) continue;
    const name = nameFrom(found, readable.get(found.text ?? ''), parties.get(found.by ?? ''));
    const partyId = ofOneParty.has(found.kind) ? (found.by ?? null) : null;
    if (name || partyId) names.set(key, { name, partyId });
  }
  return names;
}

const idsOf = (all: readonly Facts[], field: 'text' | 'by'): string[] => [
  ...new Set(all.flatMap((facts) => facts[field] ?? [])),
];

async function factsOf(tx: Prisma.TransactionClient, abouts: readonly About[]): Promise<Map<string, Facts>> {
  const facts = new Map<string, Facts>();
  const named = abouts.map((about) => ({ ...about, ...itemOf(about) })).filter(({ kind }) => namings[kind]);
  if (named.length === 0) return facts;
  const events = await tx.event.findMany({
    where: {
      type: { not: { startsWith: 'followUp' } },
      OR: named.map(({ entityId, kind, id }) => ({ entityId, aboutKind: kind, aboutId: id })),
    },
    orderBy: [{ entityId: 'asc' }, { seq: 'asc' }],
    select: { entityId: true, aboutKind: true, aboutId: true, data: true },
  });
  for (const { entityId, aboutKind, aboutId, data } of events) {
    const kind = aboutKind ?? '';
    const { text, by, on, to } = namings[kind] ?? {};
    const key = nameKeyOf({ entityId, kind, id: aboutId ?? '' });
    facts.set(key, {
      ...facts.get(key),
      kind,
      ...valueOf('text', data, text),
      ...valueOf('by', data, by),
      ...valueOf('on', data, on),
      ...valueOf('to', data, to),
    });
  }
  return facts;
}

function valueOf(as: 'text' | 'by' | 'on' | 'to', data: unknown, field: string | undefined): Partial<Facts> {
  const value: unknown = field && typeof data === 'object' && data !== null ? Reflect.get(data, field) : null;
  return typeof value === 'string' ? { [as]: value } : {};
}

type Organisation = Prisma.OrganisationGetPayload<object>;

/** A date, a party and a text, as far as they are known: `CNUKTIP: “the platform will fully utilize its…”`. */
function nameFrom({ kind, on, to }: Facts, text: string | undefined, by: Organisation | undefined): Bilingual | null {
  const naming = namings[kind] ?? {};
  // Without its words a promise is named by nobody's alone.
  if (!text && naming.text && !on) return null;
  const name = (language: 'en' | 'zh-CN'): string => {
    const zh = language === 'zh-CN';
    // Beside other words a party is named shortly; a need is its party's, whole.
    const party = by ? (ofOneParty.has(kind) ? organisationName(language, by) : shortName(language, by)) : null;
    const head = [on ? spanText(language, on, to && to >= on ? to : on) : null, party].filter((part) => part !== null);
    const words = text ? cut(oneLine(text), MOST_WIDTH, widthOf) : null;
    const said = words !== null && naming.isSaid ? `“${words}”` : words;
    return [head.join(zh ? '，' : ', '), said].filter(Boolean).join(zh ? '：' : ': ');
  };
  const both = { en: name('en'), zh: name('zh-CN') };
  return both.en === '' ? null : both;
}

export const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** One item's name in both languages, or null. */
export async function nameOf(
  tx: Prisma.TransactionClient,
  about: About,
  reader: NameReader,
): Promise<Bilingual | null> {
  return (await itemNames(tx, [about], reader)).get(nameKeyOf(about))?.name ?? null;
}
