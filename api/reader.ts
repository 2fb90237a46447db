import { titlesOf } from '../activities/agreement-titles.ts';
import type { Bilingual } from '../domain/decider.ts';
import { UNTAKEN_LISTED } from '../domain/foresight/flight-plan.ts';
import type { FlightRow } from '../domain/foresight/flight-plan.ts';
import { agreementTitle, languageOf, organisationName, postTitle } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { Voice } from '../domain/notices/facts.ts';
import { isInternal } from '../domain/notices/kinds.ts';
import type { Database } from '../prisma/client.ts';
import type { ApiDeps } from './deps.ts';
import type { PlacementReader } from './known-placements.ts';
import type { Principal } from './principal.ts';

/** Who reads a plan or an account: how it speaks to them and how much of it is theirs. */
export interface Reader extends PlacementReader {
  language: Language;
}

export const voiceOf = ({ isOurs }: Reader): Voice => (isOurs ? Voice.ours : Voice.partner);

/** In the language that was asked for, else the reader's own, else that of the installation. */
export async function readerOf(
  deps: Pick<ApiDeps, 'db' | 'uiLanguage'>,
  principal: Principal,
  asked?: Language,
): Promise<Reader> {
  const { personId, postIds, isOurs, organisationId, roles } = principal;
  const person = personId && !asked ? await deps.db.person.findUnique({ where: { id: personId } }) : null;
  const language = asked ?? (person ? languageOf(person.language) : (deps.uiLanguage ?? 'en'));
  return {
    isOurs,
    organisationId,
    language,
    roles,
    ...(personId ? { personId } : {}),
    ...(postIds ? { postIds } : {}),
  };
}

export interface NamedPost {
  organisationId: string;
  /** Organisation and title. */
  name: Bilingual;
}

export async function namedPosts(
  db: Database,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, NamedPost>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const posts = await db.post.findMany({ where: { id: { in: wanted } }, include: { organisation: true } });
  return new Map(
    posts.map((post) => {
      const { organisation, organisationId } = post;
      const en = `${organisationName('en', organisation)}, ${postTitle('en', post)}`;
      const zh = `${organisationName('zh-CN', organisation)} ${postTitle('zh-CN', post)}`;
      return [post.id, { organisationId, name: { en, zh } }];
    }),
  );
}

/** What the cooperation is called to this reader: by its parties' names, and to our own people by the name that our office gave it. */
export async function cooperationName(
  db: Database,
  { id, partyIds }: { id: string; partyIds: readonly string[] },
  { isOurs }: { isOurs: boolean },
): Promise<Bilingual> {
  const ofOurs = isOurs ? (await titlesOf(db, [id])).get(id) : undefined;
  const parties = await db.organisation.findMany({ where: { id: { in: [...partyIds] } } });
  const byId = new Map(parties.map((party) => [party.id, party]));
  const named = partyIds.flatMap((partyId) => byId.get(partyId) ?? []);
  const title = (language: Language): string =>
    agreementTitle(
      language,
      named.map((party) => organisationName(language, party)),
      { count: named.length, title: ofOurs },
    );
  return { en: title('en'), zh: title('zh-CN') };
}

/**
 * Ours see all; somebody of another side what is their own: dates that their organisation owes, and what their own posts are told.
 * Our ladder is ours (DOMAIN 2a).
 */
export function isForReader(
  { isOurs, organisationId }: Reader,
  row: Pick<FlightRow, 'what' | 'postId' | 'sideOrgId'>,
  posts: ReadonlyMap<string, NamedPost>,
): boolean {
  if (isOurs) return true;
  if (row.what === 'deadline') return row.sideOrgId === organisationId;
  return (
    row.what !== UNTAKEN_LISTED &&
    !isInternal(row.what) &&
    posts.get(row.postId ?? '')?.organisationId === organisationId
  );
}
