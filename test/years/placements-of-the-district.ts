import { setTimeout as sleep } from 'node:timers/promises';
import { needProfiles } from '../../activities/need-profiles.ts';
import { researcherProfiles } from '../../activities/profiles.ts';
import { readLexicon } from '../../activities/lexicon.ts';
import { schemesInForce } from '../../activities/schemes.ts';
import { stateOfPlacement } from '../../api/placement-portfolio.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { assign } from '../../domain/matching/assignment.ts';
import { proposeMatching } from '../../domain/matching/match.ts';
import type { MatchingPlan } from '../../domain/matching/plan.ts';
import { weightsFrom } from '../../domain/matching/score.ts';
import type { WeeklyHalfDay } from '../../domain/placement/half-days.ts';
import type { PlacementState } from '../../domain/placement/state.ts';
import { generalValues } from '../../domain/policy/general.ts';
import type { Database } from '../../prisma/client.ts';
import { createApi } from '../../stack/demonstration/api.ts';
import { districtCase } from '../../stack/demonstration/case-district.ts';
import { enterpriseId, enterTeachers } from '../../stack/demonstration/enter-teachers.ts';
import type { PlacementIds } from '../../stack/demonstration/enter-teachers.ts';
import { enterDirectory } from '../../stack/demonstration/load.ts';
import { enterpriseCount } from '../../stack/demonstration/organisations.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import { madeUpNeeds, teachers } from '../../stack/demonstration/teachers.ts';
import { Caller } from '../source-cases/caller.ts';

/**
 * The second source case with people in it: twelve enterprises, ten teachers, from needs that are collected to days that are booked.
 * The source names neither of them; who they are and what is lacking is synthetic (stack/demonstration/teachers.ts).
 */

/** Where it is lived: the product on the time-skipping server, or on the real one. */
export interface World {
  apiUrl: string;
  token: string;
  db: Database;
  today(): string;
}

export interface Opened {
  caller: Caller;
  ids: DirectoryIds;
  people: PlacementIds;
  /** `/v1/agreements/agreement-...` */
  at: string;
  agreementId: string;
}

const schemeId = 'own';
/** Whole day and a half each week, no two of them on the same half day. */
export const patterns: readonly WeeklyHalfDay[][] = [
  [half(1, 'am'), half(1, 'pm'), half(2, 'am')],
  [half(2, 'pm'), half(3, 'am'), half(3, 'pm')],
  [half(4, 'am'), half(4, 'pm'), half(5, 'am')],
];
function half(weekday: number, of: 'am' | 'pm'): WeeklyHalfDay {
  return { weekday, half: of };
}

/** Directory, teachers, and the agreement of the district, its meeting left aside. */
export async function openDistrict(world: World): Promise<Opened> {
  const api = createApi(world);
  const ids = await enterDirectory(api);
  const people = await enterTeachers(api, ids);
  const caller = new Caller(world.apiUrl, world.token);
  const { entityId } = await caller.post('/v1/agreements', districtCase.start);
  const at = `/v1/agreements/${entityId}`;
  for (const stage of ['visit', 'symposium']) {
    const waiver = { stage, reason: 'Held in 2021, see the report.', approverPersonId: ids.person('ccce-head') };
    await caller.post(`${at}/stages/waive`, waiver);
  }
  return { caller, ids, people, at, agreementId: String(entityId) };
}

/** Each enterprise is asked by a letter and answers; each need is looked at, with what is wanted of whom. */
export async function collectNeeds(
  { caller, people, at }: Opened,
  world: World,
  period: { fromOn: string; toOn: string },
): Promise<void> {
  const [collectionId] = (await caller.post(`${at}/collections`, { untilOn: addDays(world.today(), 120) })).created;
  const enterprises = Array.from({ length: enterpriseCount }, (_, index) => index + 1);
  const to = enterprises.map((n) => ({ organisationId: enterpriseId(n), postId: people.contactPost(n) }));
  const { created } = await caller.post(`${at}/collections/${collectionId}/asks`, { to });
  const asks: string[] = created.filter((id: string) => id.startsWith('ask-'));
  for (const [index, askId] of asks.entries()) {
    const { shortcoming } = need(index);
    const [needId] = (await caller.post(`${at}/asks/${askId}/answer`, { shortcoming })).created;
    await caller.post(`${at}/needs/${needId}/evaluate`, {
      class: need(index).class,
      termIds: need(index).termIds,
      area: 'henan/kaifeng',
      daysAYear: 60,
      ...period,
      ...(index + 1 === REQUESTING ? { requestedPersonId: people.teacher(REQUESTING) } : {}),
    });
  }
}

/** This enterprise asks for its teacher by name. */
const REQUESTING = 10;

function need(index: number): (typeof madeUpNeeds)[number] {
  const one = madeUpNeeds[index];
  if (!one) throw new Error(`There is no need ${index + 1}.`);
  return one;
}

/** The real matcher over what stands in the directory and in the needs. */
export async function matchAll({ db, today }: World, { agreementId }: Opened): Promise<MatchingPlan> {
  const on = today();
  const scheme = (await schemesInForce(db)).get(schemeId)?.scheme;
  if (!scheme) throw new Error(`There is no scheme ${schemeId}.`);
  const plan = proposeMatching(
    {
      on,
      scheme,
      terms: [...(await readLexicon(db)).terms.values()],
      researchers: await researcherProfiles(db, { fromOn: on }),
      needs: await needProfiles(db, { agreementIds: [agreementId], todayOn: on }),
      weights: weightsFrom(undefined, scheme),
      leastFitPercent: generalValues['matching.leastFitPercent'].value,
      pins: [],
      excludes: [],
    },
    assign,
  );
  if ('refused' in plan) throw new Error(plan.sentence.en);
  return plan;
}

/** What the coordinator makes of a plan: names for each need, and a placement proposed to each person. Gives the ids. */
export async function proposeAll(
  { caller, at, people }: Opened,
  plan: MatchingPlan,
  period: { fromOn: string; toOn: string },
): Promise<string[]> {
  const proposed: string[] = [];
  for (const { needKey, places } of plan.matched) {
    const needId = needKey.slice(needKey.indexOf('/') + 1);
    await caller.post(`${at}/needs/${needId}/match`, { personIds: places.map(({ personId }) => personId) });
    for (const { personId, enterpriseId: partyId, isRequested } of places) {
      const hostPostId = people.contactPost(Number(partyId.slice(-2)));
      const { created } = await caller.post(`${at}/placements`, {
        personId,
        partyId,
        needIds: [needId],
        schemeId,
        ...period,
        daysAYear: 60,
        point: `Made up: the pilot line of ${partyId}`,
        purpose: 'Mutual exchange and understanding, and a substantive project.',
        hostPostId,
        isRequested,
      });
      proposed.push(String(created[0]));
    }
  }
  for (const { needKey } of plan.unmatched) {
    await caller.post(`${at}/needs/${needKey.slice(needKey.indexOf('/') + 1)}/match`, { reason: 'no-researcher' });
  }
  return proposed;
}

/**
 * The college lets its teachers stand in for each other. For some days only people whose unit has said so are asked; before the
 * placements are accepted it would also answer for each of them, and it is to be asked.
 */
export async function letStandIn({ caller, people }: Opened): Promise<void> {
  for (const n of teachers.keys()) {
    const at = `/v1/researchers/${people.teacher(n + 1)}`;
    const { etag } = await caller.ask('GET', at);
    const body = { answer: 'yes' };
    const { status } = await caller.ask('PUT', `${at}/home-unit-consent`, body, { 'if-match': etag ?? '' });
    if (status !== 200) throw new Error(`The consent for ${at}: ${status}`);
  }
}

/** The state of a placement as it is recorded. */
export async function placementState({ db }: World, entityId: string): Promise<PlacementState> {
  return stateOfPlacement(await db.entity.findUniqueOrThrow({ where: { id: entityId } }));
}

const WAIT_MS = 240_000;

/** Waits for what a workflow does by itself. Real time: slow machines are waited for. */
export async function comes(what: string, holds: () => Promise<boolean>): Promise<void> {
  // Not by the wall clock, which goes along where the server skips time.
  const sinceMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - sinceMs > WAIT_MS) throw new Error(`${what}: it has not come to be within four minutes.`);
    await sleep(100);
  }
}
