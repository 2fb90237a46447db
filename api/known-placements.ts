import { z } from 'zod';
import { Role } from '../domain/decider.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { isOffice } from '../domain/permission.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import type { Principal } from './principal.ts';

/**
 * Whether a reader may know of a placement. No name reaches an enterprise, a leader or an observer before the person has privately
 * said willing (DOMAIN 2a); afterwards it is known to our own people and to the two organisations that it concerns: the other
 * parties of the agreement are competitors (S45).
 */
export type PlacementReader = Pick<Principal, 'isOurs' | 'organisationId'> &
  Partial<Pick<Principal, 'roles' | 'personId' | 'postIds'>>;

const answer = z.looseObject({ answer: z.string() }).nullable();
const stored = z.looseObject({
  researcher: z.looseObject({ personId: z.string() }),
  unit: z.looseObject({ organisationId: z.string() }),
  host: z.looseObject({ organisationId: z.string() }),
  acceptance: z.looseObject({ person: answer, unit: answer }),
});

/** Who prepares placements, and so knows who was asked. */
export const preparesPlacements = ({ isOurs, roles = [] }: PlacementReader): boolean =>
  isOurs && (isOffice({ roles }) || roles.includes(Role.administrator));

export function mayKnowPlacement(reader: PlacementReader, state: unknown): boolean {
  const { researcher, unit, host, acceptance } = stored.parse(state);
  if (reader.personId === researcher.personId) return true;
  if (preparesPlacements(reader)) return true;
  if (acceptance.person?.answer !== 'yes') return false;
  if (reader.isOurs || unit.organisationId === reader.organisationId) return true;
  // The enterprise hears of it when it is asked: a home unit that says no is none of its business.
  return host.organisationId === reader.organisationId && acceptance.unit?.answer === 'yes';
}

/** A no, with what was said about it, is for the side that said it and for our own office. */
export function isNoOfOthers({ type, data }: Pick<RecordedEvent, 'type' | 'data'>, reader: PlacementReader): boolean {
  const isNo = type === 'placementAnswered' && data['answer'] === 'no';
  return isNo && !reader.isOurs && data['organisationId'] !== reader.organisationId;
}

export interface HiddenPlacements {
  /** Ids of entities, `agreement-....placement-1`. */
  entityIds: string[];
  /** Whether an item of an agreement is a placement that is hidden, or somebody who was asked to stand in; not for whoever owes it. */
  isHidden(agreementId: string, about: { kind: string; id: string; ownerPostId?: string | null }): boolean;
  /** The same of what is told about it: a notice, or a row of a certificate. */
  isUntold(row: Told): boolean;
  /** The follow-ups that are not hidden. */
  followUps: Prisma.FollowUpWhereInput;
  /** The notices that are not hidden. */
  notices: Prisma.NoticeWhereInput;
}

/** Of a notice or a row of a certificate: `placement-other.placement-2` is about placement-2. */
interface Told {
  entityId: string;
  agreementId: string;
  followUpId: string | null;
  postId: string | null;
  personId: string | null;
}

/** Somebody who was asked to stand in: not even their number is for others before they are willing. */
const CANDIDATE = 'candidate';

const placementIdOf = (entityId: string): string => entityId.split('.')[1] ?? '';

/** Of the state only what `mayKnowPlacement` asks: it grows with every day on site, and lists look at all of them. */
function placementsOf(
  db: Database | Prisma.TransactionClient,
  agreementIds?: readonly string[],
): Promise<{ id: string; state: unknown }[]> {
  const within = agreementIds ? Prisma.sql`AND "agreementId" = ANY(${[...agreementIds]})` : Prisma.empty;
  return db.$queryRaw`
    SELECT id, jsonb_build_object('researcher', state->'researcher', 'unit', state->'unit', 'host', state->'host',
      'acceptance', state->'acceptance') AS state
    FROM entity WHERE kind = 'placement' ${within}`;
}

/** The placements of which a reader may not know, in some agreements or in all. */
export async function hiddenPlacements(
  db: Database | Prisma.TransactionClient,
  reader: PlacementReader,
  agreementIds?: readonly string[],
): Promise<HiddenPlacements> {
  if (preparesPlacements(reader)) return nothing;
  const rows = await placementsOf(db, agreementIds);
  const known = new Set(rows.filter(({ state }) => mayKnowPlacement(reader, state)).map(({ id }) => id));
  const entityIds = rows.flatMap(({ id }) => (known.has(id) ? [] : [id]));
  // One that has no row yet has just been proposed: nobody has said willing.
  const isUnknown = (agreementId: string, kind: string, id: string) =>
    kind === CANDIDATE || (kind === 'placement' && !known.has(`${agreementId}.${id}`));
  const isOwn = (postId?: string | null) => !!postId && reader.postIds?.includes(postId) === true;
  const hidden = new Set(entityIds);
  return {
    entityIds,
    isHidden: (agreementId, { kind, id, ownerPostId }) => isUnknown(agreementId, kind, id) && !isOwn(ownerPostId),
    isUntold: ({ entityId, agreementId, followUpId, postId, personId }) => {
      if (hidden.has(entityId)) return true;
      const id = followUpId?.split('.')[1] ?? '';
      const isTheirs = isOwn(postId) || (personId !== null && personId === reader.personId);
      return isUnknown(agreementId, id.split('-')[0] ?? '', id) && !isTheirs;
    },
    followUps: knownFollowUps(entityIds, reader),
    notices: knownNotices(entityIds, reader),
  };
}

const nothing: HiddenPlacements = {
  entityIds: [],
  isHidden: () => false,
  isUntold: () => false,
  followUps: {},
  notices: {},
};

function knownFollowUps(hiddenIds: readonly string[], reader: PlacementReader): Prisma.FollowUpWhereInput {
  const own = { ownerPostId: { in: [...(reader.postIds ?? [])] } };
  const named = hiddenIds.map((id) => ({
    entityId: id.split('.')[0] ?? '',
    aboutKind: 'placement',
    aboutId: placementIdOf(id),
  }));
  return {
    entityId: { notIn: [...hiddenIds] },
    OR: [{ NOT: { OR: [{ aboutKind: CANDIDATE }, ...named] } }, own],
  };
}

function knownNotices(hiddenIds: readonly string[], reader: PlacementReader): Prisma.NoticeWhereInput {
  const own = [
    { postId: { in: [...(reader.postIds ?? [])] } },
    ...(reader.personId === undefined ? [] : [{ personId: reader.personId }]),
  ];
  const named = hiddenIds.map((id) => ({
    entityId: id.split('.')[0] ?? '',
    followUpId: { endsWith: `.${placementIdOf(id)}` },
  }));
  return {
    entityId: { notIn: [...hiddenIds] },
    // What is about no follow-up has no id to look into.
    OR: [{ followUpId: null }, { NOT: { OR: [{ followUpId: { contains: `.${CANDIDATE}-` } }, ...named] } }, ...own],
  };
}
