import { cut } from '../domain/cut.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** Under which name an event of an item keeps the id of what was written about it. */
const fieldOf: Record<string, string> = {
  commitment: 'sentence',
  point: 'text',
  build: 'name',
  plan: 'name',
  instrument: 'name',
};
const MOST_CHARACTERS = 400;

/**
 * What a person wrote about an item, e.g. the sentence of a commitment as it was said, in its latest version; null if nothing is.
 * What is private to a party is only for readers of that party.
 */
export async function writtenAbout(
  tx: Prisma.TransactionClient,
  entityId: string,
  about: { kind: string; id: string },
  readerOrganisationId: string | null,
): Promise<string | null> {
  const field = fieldOf[about.kind];
  if (!field) return null;
  const content = await textOf(tx, { entityId, aboutKind: about.kind, aboutId: about.id }, field, readerOrganisationId);
  return content && cut(content, MOST_CHARACTERS);
}

/** The minutes of a symposium as last sent, whole; they are read by whoever is asked to confirm them. */
export function minutesText(
  tx: Prisma.TransactionClient,
  entityId: string,
  symposiumId: string,
): Promise<string | null> {
  return textOf(tx, { entityId, aboutKind: 'symposium', aboutId: symposiumId, type: 'minutesSent' }, 'minutes', null);
}

/** Whose it may be, and why, as somebody said who declined a matter. */
export interface Declined {
  suggestedPostId: string | null;
  /** Of the text that says why; null where none was kept. */
  reasonId: string | null;
}

/**
 * That somebody said of a follow-up that it is not theirs, and whose it may be; null where its owner or date was set anew since,
 * or nobody did.
 */
export async function lastDecline(
  tx: Prisma.TransactionClient,
  entityId: string,
  { id, about }: { id: string; about: { kind: string; id: string } },
): Promise<Declined | null> {
  const type = { in: ['followUpOpened', 'followUpReplanned'] };
  const where = { entityId, aboutKind: about.kind, aboutId: about.id, type };
  const events = await tx.event.findMany({ where, orderBy: { seq: 'desc' }, take: 50, select: { data: true } });
  const [last, before] = events.map(({ data }): unknown => data).filter((data) => factOf(data, 'id') === id);
  if (!isDecline(last, before)) return null;
  return { suggestedPostId: textOrNull(factOf(last, 'suggestedPostId')), reasonId: textOrNull(factOf(last, 'reason')) };
}

/** Why whoever it was assigned to said that it is not theirs; null where nobody did. */
export async function reasonOfDecline(
  tx: Prisma.TransactionClient,
  entityId: string,
  f: { id: string; about: { kind: string; id: string } },
): Promise<string | null> {
  const reasonId = (await lastDecline(tx, entityId, f))?.reasonId;
  const text = reasonId ? await tx.text.findUnique({ where: { id: reasonId } }) : null;
  return text?.content ?? null;
}

/**
 * A decline says so itself. Older versions kept none of their own, and a date that was named with a reason looks much the same: by
 * a post that is suggested, or by an owner who was certain before, it is one.
 */
function isDecline(data: unknown, before: unknown): boolean {
  if (factOf(data, 'declined') === true || factOf(data, 'cameBack') === 'declined') return true;
  if (factOf(data, 'ownerCertainty') !== 'assumed' || factOf(data, 'reason') === undefined) return false;
  const wasCertain = before !== undefined && factOf(before, 'ownerCertainty') !== 'assumed';
  return factOf(data, 'cameBack') === undefined && (factOf(data, 'suggestedPostId') !== undefined || wasCertain);
}

const factOf = (data: unknown, key: string): unknown =>
  typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What was written with a follow-up's latest event of a type, e.g. the evidence with which it was reported done; null where nothing was. */
export function writtenWith(
  tx: Prisma.TransactionClient,
  entityId: string,
  { id, about }: { id: string; about: { kind: string; id: string } },
  { type, field, readerOrganisationId }: { type: string; field: string; readerOrganisationId: string | null },
): Promise<string | null> {
  const of = { entityId, aboutKind: about.kind, aboutId: about.id, type };
  return textOf(tx, { ...of, data: { path: ['id'], equals: id } }, field, readerOrganisationId);
}

/** A text by its id; null where there is none, or it is private to another party than the reader's. */
export async function readableText(
  tx: Prisma.TransactionClient,
  id: string | null,
  readerOrganisationId: string | null,
): Promise<string | null> {
  const text = id ? await tx.text.findUnique({ where: { id } }) : null;
  return text && (text.ownerPartyId === null || text.ownerPartyId === readerOrganisationId) ? text.content : null;
}

/** The latest text under a name in such events of an entity; null where none may be read. */
export async function textOf(
  tx: Prisma.TransactionClient,
  where: Prisma.EventWhereInput,
  field: string,
  readerOrganisationId: string | null,
): Promise<string | null> {
  const events = await tx.event.findMany({ where, orderBy: { seq: 'desc' }, take: 50, select: { data: true } });
  for (const { data } of events) {
    const id: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, field) : null;
    if (typeof id !== 'string') continue;
    return readableText(tx, id, readerOrganisationId);
  }
  return null;
}
