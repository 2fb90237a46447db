import { organisationName } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** What tells several matters of one kind apart: the party whose need it is, else the name that was given to the item. */
export interface ItemName {
  organisationId: string | null;
  text: string | null;
}

/** Which field of an item's events names it; what is private is never a name. */
const nameFields: Readonly<Record<string, string>> = {
  build: 'name',
  milestone: 'name',
  plan: 'name',
  instrument: 'name',
  deliverable: 'name',
  application: 'programme',
};
const MOST_CHARACTERS = 60;

interface About {
  entityId: string;
  kind: string;
  id: string;
}

/** The names of items, by `<entity id> <kind> <id>`; in one query for events and one for texts. */
export async function itemNames(
  tx: Prisma.TransactionClient,
  abouts: readonly About[],
  readerOrganisationId: string | null,
): Promise<Map<string, ItemName>> {
  const named = abouts.filter(({ kind }) => kind === 'need' || nameFields[kind]);
  const names = new Map<string, ItemName>();
  if (named.length === 0) return names;
  const events = await tx.event.findMany({
    where: {
      type: { not: { startsWith: 'followUp' } },
      OR: named.map(({ entityId, kind, id }) => ({ entityId, aboutKind: kind, aboutId: id })),
    },
    orderBy: { seq: 'asc' },
    select: { entityId: true, aboutKind: true, aboutId: true, data: true },
  });
  const textIds = new Map<string, string>();
  for (const { entityId, aboutKind, aboutId, data } of events) {
    const key = `${entityId} ${aboutKind} ${aboutId}`;
    const value = valueOf(data, aboutKind === 'need' ? 'partyId' : (nameFields[aboutKind ?? ''] ?? ''));
    if (value === null) continue;
    if (aboutKind === 'need') names.set(key, { organisationId: value, text: null });
    else textIds.set(key, value);
  }
  const texts = await tx.text.findMany({ where: { id: { in: [...textIds.values()] } } });
  const readable = new Map(
    texts
      .filter((t) => t.ownerPartyId === null || t.ownerPartyId === readerOrganisationId)
      .map((t) => [t.id, t.content]),
  );
  for (const [key, id] of textIds) {
    const text = readable.get(id);
    if (text) names.set(key, { organisationId: null, text: short(text) });
  }
  return names;
}

function valueOf(data: unknown, field: string): string | null {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, field) : null;
  return typeof value === 'string' ? value : null;
}

function short(text: string): string {
  const characters = Array.from(text);
  return characters.length <= MOST_CHARACTERS ? text : `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}

/** One item's name in a language, or null. Whose need it is stays between that party and us: they may be each other's competitors. */
export async function nameOf(
  tx: Prisma.TransactionClient,
  entityId: string,
  about: { kind: string; id: string },
  {
    language,
    readerOrganisationId,
    isOurs,
  }: { language: Language; readerOrganisationId: string | null; isOurs: boolean },
): Promise<string | null> {
  const names = await itemNames(tx, [{ entityId, ...about }], readerOrganisationId);
  const name = names.get(`${entityId} ${about.kind} ${about.id}`);
  if (!name?.organisationId) return name?.text ?? null;
  if (!isOurs && name.organisationId !== readerOrganisationId) return null;
  const organisation = await tx.organisation.findUnique({ where: { id: name.organisationId } });
  return organisation ? organisationName(language, organisation) : null;
}
