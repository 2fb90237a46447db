import { z } from 'zod';
import { readLexicon } from '../../activities/lexicon.ts';
import { needProfiles } from '../../activities/need-profiles.ts';
import { policyBook } from '../../activities/policies.ts';
import { researcherProfiles } from '../../activities/profiles.ts';
import { schemesInForce } from '../../activities/schemes.ts';
import type { SchemeVersion } from '../../activities/schemes.ts';
import type { NeedPlace } from '../../domain/agreement/need-state.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import type { Exclusion, MatchingInput, PersonAtNeed } from '../../domain/matching/plan.ts';
import type { NeedProfile } from '../../domain/matching/profiles.ts';
import { teamSize } from '../../domain/matching/rules.ts';
import { weightsFrom } from '../../domain/matching/score.ts';
import { setAbove } from '../../domain/policy/cascade.ts';
import { valueOf } from '../../domain/policy/values.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Database } from '../../prisma/client.ts';
import { caretakerZone } from '../../workflows/inputs.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { atUnit } from '../home-unit.ts';
import { Problem, refused } from '../problem.ts';
import { checkReferences } from '../references.ts';
import type { AskedPlan, KeptInput, NeedOfPlan } from './asked.ts';

/** What a plan is made from, as it stands now. */
export interface Gathered {
  input: MatchingInput;
  kept: KeptInput;
  schemeVersion: number;
}

/** Where a need may still look for somebody: also once it is matched, as long as its team is not whole. */
export const looking: readonly NeedPlace[] = ['collected', 'evaluated', 'unmatched', 'matched', 'discussed'];

/** A pin of somebody who is asked or placed already holds by itself. */
const isHeld = (needs: readonly NeedProfile[], { personId, needKey }: PersonAtNeed): boolean =>
  needs.some(({ key, heldBy }) => key === needKey && heldBy?.includes(personId));

/** The day on which plans are made: that of our own office. */
export const todayOn = (deps: Pick<ApiDeps, 'clock'>): string => localDateOf(caretakerZone, nowOf(deps));

/** @throws Problem that says what of it is not there */
export async function gather(deps: ApiDeps, asked: AskedPlan): Promise<Gathered> {
  const { db } = deps;
  const on = todayOn(deps);
  await checkReferences(db, asked);
  const { scheme, version } = await schemeInForce(db, asked.schemeId);
  const { agreementIds, unitId } = await agreementsOf(db, asked);
  const all = await needProfiles(db, { agreementIds, todayOn: on, places: looking });
  const needs = all.filter((need) => teamSize(need, scheme).wanted > 0);
  const values = setAbove((await policyBook(db)).line({ organisationId: unitId }));
  const refusedBefore = asked.withRefused ? [] : await refusedPairs(db, needs, asked);
  const leastFitPercent = asked.leastFitPercent ?? valueOf(values, 'matching.leastFitPercent');
  const excluded = asked.excluded.map(({ personId = null, needKey = null }): Exclusion => ({ personId, needKey }));
  return {
    input: {
      on,
      scheme,
      terms: [...(await readLexicon(db)).terms.values()],
      researchers: await researcherProfiles(db, { fromOn: on }),
      needs,
      weights: weightsFrom(values, scheme, asked.weights),
      leastFitPercent,
      pins: asked.pinned.filter((pin) => !isHeld(needs, pin)),
      excludes: [...excluded, ...refusedBefore],
    },
    kept: { asked, refusedBefore, leastFitPercent, needs: needs.map(withoutText) },
    schemeVersion: version,
  };
}

/** @throws Problem `unknown-scheme` */
export async function schemeInForce(db: Database, id: string): Promise<SchemeVersion> {
  const found = (await schemesInForce(db)).get(id);
  if (found) return found;
  const no = refuse(
    'unknown-scheme',
    `There is no scheme ${id}: see GET /v1/schemes.`,
    `没有派驻办法 ${id}，请查看 GET /v1/schemes。`,
  );
  throw refused(no, [{ pointer: '/schemeId', detail: `there is no scheme ${id}`, detailZh: `没有派驻办法 ${id}` }]);
}

/** The open agreements, and whose policy holds: that of their home unit, or of the house where they have several. */
async function agreementsOf(
  db: Database,
  { agreementIds, homeUnitId }: AskedPlan,
): Promise<{ agreementIds: string[]; unitId: string | null }> {
  if ((agreementIds === undefined) === (homeUnitId === undefined)) throw eitherOr();
  const where = agreementIds ? { id: { in: agreementIds } } : await atUnit(db, homeUnitId ?? '');
  const rows = await db.entity.findMany({
    where: { ...where, kind: 'agreement' },
    orderBy: { id: 'asc' },
    select: { id: true, closed: true, homeUnitId: true },
  });
  for (const id of agreementIds ?? []) {
    const row = rows.find((each) => each.id === id);
    if (!row) throw refused(refuse('not-started', `There is no agreement ${id}.`, `没有合作 ${id}。`));
    if (row.closed) throw refused(refuse('agreement-closed', `${id} is closed.`, `${id} 已关闭。`));
  }
  const units = new Set(rows.map((row) => row.homeUnitId));
  const [only = null] = units.size === 1 ? units : [];
  return { agreementIds: rows.filter(({ closed }) => !closed).map(({ id }) => id), unitId: homeUnitId ?? only };
}

function eitherOr(): Problem {
  const detail = 'give agreementIds or homeUnitId, one of the two';
  const detailZh = '请填写 agreementIds 或 homeUnitId 之一';
  return new Problem('shape-invalid', `${detail}.`, {
    detailZh: `${detailZh}。`,
    errors: [{ pointer: '/agreementIds', detail, detailZh }],
  });
}

/**
 * What a coordinator refused once, and where a person has said no to the enterprise, is not proposed again, unless it is fixed now.
 * Which of the two it was is not told: a no of the person is theirs.
 */
async function refusedPairs(db: Database, needs: readonly NeedProfile[], { pinned }: AskedPlan) {
  const rows = await db.matchingDecision.findMany({
    where: { kind: 'refused', needKey: { in: needs.map(({ key }) => key) } },
    distinct: ['personId', 'needKey'],
    select: { personId: true, needKey: true },
    orderBy: [{ needKey: 'asc' }, { personId: 'asc' }],
  });
  const all = [...rows, ...(await declinedPairs(db, needs))];
  const pairs = new Map(all.map((pair) => [`${pair.needKey} ${pair.personId}`, pair]));
  const isPinned = (pair: { personId: string; needKey: string }): boolean =>
    pinned.some(({ personId, needKey }) => personId === pair.personId && needKey === pair.needKey);
  return [...pairs.values()].filter((row) => !isPinned(row));
}

const declined = z.looseObject({
  researcher: z.looseObject({ personId: z.string() }),
  host: z.looseObject({ organisationId: z.string() }),
});

/** A person's no holds for all needs of the enterprise. */
async function declinedPairs(db: Database, needs: readonly NeedProfile[]): Promise<PersonAtNeed[]> {
  const rows = await db.entity.findMany({
    where: { kind: 'placement', closed: true, state: { path: ['acceptance', 'person', 'answer'], equals: 'no' } },
    orderBy: { id: 'asc' },
    select: { state: true },
  });
  return rows.flatMap(({ state }) => {
    const { researcher, host } = declined.parse(state);
    const theirs = needs.filter(({ enterpriseId }) => enterpriseId === host.organisationId);
    return theirs.map(({ key }) => ({ personId: researcher.personId, needKey: key }));
  });
}

const withoutText = (need: NeedProfile): NeedOfPlan => ({
  key: need.key,
  agreementId: need.agreementId,
  needId: need.needId,
  enterpriseId: need.enterpriseId,
  class: need.class,
  urgency: need.urgency,
  fromOn: need.fromOn,
  toOn: need.toOn,
  daysAYear: need.daysAYear,
  team: need.team,
  heldBy: [...(need.heldBy ?? [])],
});
