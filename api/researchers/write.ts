import type { z } from 'zod';
import { readLexicon } from '../../activities/lexicon.ts';
import { researcherPost } from '../../domain/directory/researchers.ts';
import type { changedResearcher, newResearcher } from '../../domain/directory/researchers.ts';
import { termIdsOf } from '../../domain/matching/lexicon.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { nextNumber } from '../directory-writing.ts';
import type { Transaction } from '../directory-writing.ts';
import { refused } from '../problem.ts';
import { checkBelongs } from './home-unit.ts';
import type { ResearcherRow } from './shown.ts';

/** The post of a researcher in a unit: the one given, the one held already, or a new one. @throws Problem `wrong-state` */
async function postOf(
  tx: Transaction,
  { personId, unitId, postId, at }: { personId: string; unitId: string; postId: string | undefined; at: string },
): Promise<string> {
  const held = { holderId: personId, organisationId: unitId };
  if (postId !== undefined) {
    if (await tx.post.findFirst({ where: { ...held, id: postId }, select: { id: true } })) return postId;
    const detail = `${postId} is not held by ${personId} in ${unitId}`;
    const detailZh = `${postId} 不是 ${personId} 在 ${unitId} 的职务`;
    throw refused(refuse('wrong-state', `${detail}.`, `${detailZh}。`), [{ pointer: '/postId', detail, detailZh }]);
  }
  const own = await tx.post.findFirst({ where: { ...held, ...researcherPost }, select: { id: true } });
  if (own) return own.id;
  const id = `post-${await nextNumber(tx, 'post')}`;
  await tx.post.create({ data: { id, ...held, ...researcherPost } });
  await tx.tenure.create({ data: { postId: id, personId, fromAt: at } });
  return id;
}

/** Words as terms. @throws Problem `unknown-skill` with what may have been meant */
async function termsFor(tx: Transaction, words: readonly string[], pointer: string): Promise<string[]> {
  const found = words.length === 0 ? [] : termIdsOf(await readLexicon(tx), words, pointer);
  if ('refused' in found) throw refused(found);
  return found;
}

export const json = (value: unknown): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value));

/** Under the directory's lock. @throws Problem where the profile does not fit the directory or the vocabulary */
export async function makeResearcher(
  tx: Transaction,
  body: z.output<typeof newResearcher>,
  at: string,
): Promise<ResearcherRow> {
  const { personId, homeUnitId, postId, terms, preferences, availability, exclusions, ...rest } = body;
  if (await tx.researcher.findUnique({ where: { personId }, select: { personId: true } })) {
    throw refused(refuse('already-exists', `${personId} has a profile.`, `${personId} 已有研究人员档案。`), [
      { pointer: '/personId', detail: 'has a profile', detailZh: '已有档案' },
    ]);
  }
  await checkBelongs(tx, personId, homeUnitId);
  const data = {
    ...rest,
    homeUnitId,
    termIds: await termsFor(tx, terms, '/terms'),
    preferences: json({
      termIds: await termsFor(tx, preferences.terms, '/preferences/terms'),
      organisationIds: preferences.organisationIds,
    }),
    availability: json(availability),
    exclusions: json(exclusions),
    postId: await postOf(tx, { personId, unitId: homeUnitId, postId, at }),
  };
  return tx.researcher.create({ data: { personId, ...data } });
}

const nobodyAsked = { homeUnitConsent: 'unknown', homeUnitConsentBy: null, homeUnitConsentAt: null };

/** As `makeResearcher`. Who moves to another unit has a post there, and nobody of it has consented yet. */
export async function changeResearcher(
  tx: Transaction,
  before: ResearcherRow,
  body: z.output<typeof changedResearcher>,
  at: string,
): Promise<ResearcherRow> {
  const { personId } = before;
  const { homeUnitId = before.homeUnitId, postId, terms, preferences, availability, exclusions, ...rest } = body;
  const moves = homeUnitId !== before.homeUnitId;
  if (moves) await checkBelongs(tx, personId, homeUnitId);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const data: Prisma.ResearcherUncheckedUpdateInput = {
    ...given,
    ...(terms ? { termIds: await termsFor(tx, terms, '/terms') } : {}),
    ...(availability ? { availability: json(availability) } : {}),
    ...(exclusions ? { exclusions: json(exclusions) } : {}),
    ...(moves ? { homeUnitId, ...nobodyAsked } : {}),
    version: { increment: 1 },
  };
  if (preferences) {
    const termIds = await termsFor(tx, preferences.terms, '/preferences/terms');
    data.preferences = json({ termIds, organisationIds: preferences.organisationIds });
  }
  if (moves || postId !== undefined) data.postId = await postOf(tx, { personId, unitId: homeUnitId, postId, at });
  return tx.researcher.update({ where: { personId }, data });
}
