import { z } from 'zod';
import { needFacts } from '../../activities/need-facts.ts';
import { needProfiles } from '../../activities/need-profiles.ts';
import { researcherProfiles } from '../../activities/profiles.ts';
import { deciders } from '../../domain/deciders.ts';
import type { NeedProfile } from '../../domain/matching/profiles.ts';
import { teamSize } from '../../domain/matching/rules.ts';
import type { Scheme } from '../../domain/matching/schemes.ts';
import { blockedTogether, periodOf, togetherOf } from '../../domain/matching/together.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { ApiDeps } from '../deps.ts';
import { runWritten } from '../entity-commands.ts';
import type { Principal } from '../principal.ts';
import { refused } from '../problem.ts';
import { checkReferences } from '../references.ts';
import { looking, schemeInForce, todayOn } from './gather.ts';
import { guarded, mayKnowWhy } from './private-reasons.ts';
import type { ShownBlock } from './shapes.ts';
import type { placesOf } from './stored.ts';

/**
 * What an accepted proposal sends to the agreement of its need: one placement, for all needs that are one with it, and for each of
 * them whom it is matched with.
 */

export interface Terms {
  personId?: string | undefined;
  fromOn?: string | undefined;
  toOn?: string | undefined;
  daysAYear?: number | undefined;
  point?: string | undefined;
  purpose?: string | undefined;
  hostPostId?: string | undefined;
}

type Place = ReturnType<typeof placesOf>[number];

/** A proposal that is to be decided, by its number in a plan. */
export interface Asked {
  id: number;
  proposal: number;
  kind: 'accepted' | 'changed' | 'refused';
  place: Place;
  /** All of the plan, in the order of their numbers. */
  places: readonly Place[];
  schemeId: string;
  principal: Principal;
  commandId: string;
}

/** Null where the need has this person already. */
const match = z.looseObject({ personIds: z.array(z.string()) }).nullable();

/** What is sent to the need's agreement. Kept while it is under way, so that a repetition sends the same again. */
export const sending = z.object({
  agreementId: z.string(),
  needId: z.string(),
  placement: z.looseObject({ personId: z.string() }),
  match,
  /** Other needs of the same placement, with the proposals of the plan that they are. */
  also: z.array(z.object({ proposal: z.number(), needKey: z.string(), needId: z.string(), match })).default([]),
});
export type Sending = z.output<typeof sending>;

/** A proposal of the plan with the need as it is now. */
interface Wanted {
  proposal: number;
  place: Place;
  need: NeedProfile;
}

/** By what stands now, which may be other than when the plan was made. @throws Problem that names the rule and its source */
export async function prepared(deps: ApiDeps, asked: Asked, terms: Terms): Promise<Sending> {
  const { db } = deps;
  await checkReferences(db, terms);
  const on = todayOn(deps);
  const personId = terms.personId ?? asked.place.personId;
  const { scheme } = await schemeInForce(db, asked.schemeId);
  const all = await wantedWith(deps, asked, { personId, on, scheme });
  const needs = all.map(({ need }) => need);
  const period = periodOf(needs, on);
  const fromOn = terms.fromOn ?? period.fromOn;
  const toOn = terms.toOn ?? period.toOn;
  const daysAYear = terms.daysAYear ?? all.reduce((sum, { place }) => sum + Math.ceil(place.daysAYear), 0);
  // As the plan has it, each need in its own period; a period that is asked for now is that of all.
  const isAsked = terms.fromOn !== undefined || terms.toOn !== undefined;
  const looked = isAsked ? needs.map((need) => ({ ...need, fromOn, toOn })) : needs;
  await checkRules(deps, asked, { personId, needs: looked, scheme, on, daysAYear });
  const [agreementId = '', needId = ''] = asked.place.needKey.split('/');
  const matches = await Promise.all(
    all.map(async ({ proposal, need }) => ({
      proposal,
      needKey: need.key,
      needId: need.needId,
      match: await matchOf(deps, { agreementId, needId: need.needId, personId }),
    })),
  );
  const own = matches.find(({ proposal }) => proposal === asked.proposal);
  return {
    agreementId,
    needId,
    placement: {
      personId,
      partyId: needs[0]?.enterpriseId ?? '',
      needIds: needs.map((need) => need.needId),
      schemeId: asked.schemeId,
      fromOn,
      toOn,
      daysAYear,
      isRequested: needs.some(({ requestedPersonId }) => requestedPersonId === personId),
      ...optional(terms),
    },
    match: own?.match ?? null,
    also: matches.filter((each) => each !== own),
  };
}

/** The proposal, and those not decided yet that are one placement with it. @throws Problem where its need looks for nobody */
async function wantedWith(
  { db }: ApiDeps,
  asked: Asked,
  { personId, on, scheme }: { personId: string; on: string; scheme: Scheme },
): Promise<Wanted[]> {
  const { id, proposal, place, places, commandId } = asked;
  const [agreementId = ''] = place.needKey.split('/');
  const needs = await needProfiles(db, { agreementIds: [agreementId], todayOn: on, places: looking });
  const decided = await db.matchingDecision.findMany({
    where: { matchingId: id, commandId: { not: commandId } },
    select: { proposal: true },
  });
  const gone = new Set(decided.map((each) => each.proposal));
  const open = places.flatMap((each, index) => {
    const need = needs.find(({ key }) => key === each.needKey);
    const number = index + 1;
    if (!need || each.personId !== place.personId || gone.has(number) || isWhole(need, personId, scheme)) return [];
    const { enterpriseId, fromOn, toOn } = need;
    return [{ proposal: number, place: each, need, personId: each.personId, agreementId, enterpriseId, fromOn, toOn }];
  });
  const own = open.find((each) => each.proposal === proposal);
  if (!own) throw refused(isOver(place.needKey));
  return personId === place.personId ? (togetherOf(open).get(own) ?? [own]) : [own];
}

/** Others have come between the plan and its acceptance. Whoever is named for it themselves is one of its team. */
const isWhole = (need: NeedProfile, personId: string, scheme: Scheme): boolean =>
  !need.heldBy?.includes(personId) && teamSize(need, scheme).wanted === 0;

const isOver = (key: string): Refusal =>
  refuse('wrong-state', `${key} does not look for anybody any more.`, `${key} 已不再寻求人员。`);

const optional = ({ point, purpose, hostPostId }: Terms) => ({
  ...(point === undefined ? {} : { point }),
  ...(purpose === undefined ? {} : { purpose }),
  ...(hostPostId === undefined ? {} : { hostPostId }),
});

async function checkRules(
  { db }: ApiDeps,
  { id, principal }: Asked,
  {
    personId,
    needs,
    scheme,
    on,
    daysAYear,
  }: { personId: string; needs: NeedProfile[]; scheme: Scheme; on: string; daysAYear: number },
): Promise<void> {
  const [profile] = await researcherProfiles(db, { fromOn: on, personIds: [personId] });
  if (!profile) {
    const no = refuse(
      'unknown-person',
      `${personId} has no profile as a researcher.`,
      `${personId} 尚无研究人员档案。`,
    );
    const error = { detail: 'has no profile as a researcher', detailZh: '尚无研究人员档案' };
    throw refused(no, [{ pointer: '/personId', ...error }]);
  }
  const counted = await placesOfPlan({ db }, id, personId, needs[0]?.agreementId ?? '');
  const places = profile.places.map((each) => (counted.has(each.placementId) ? { ...each, isOfPlan: true } : each));
  const [first] = blockedTogether({ ...profile, places }, needs, scheme, { on, daysAYear });
  if (!first) return;
  const mayKnow = await mayKnowWhy(db, principal, [personId]);
  const shown = mayKnow(personId) ? first.block : guarded(first.block);
  throw refused(brokenRule(scheme.id, shown, needs.length > 1 ? first.need.key : null));
}

/** Placements of this person that came of the same plan under other agreements: it counted their days beside these. */
async function placesOfPlan(
  { db }: Pick<ApiDeps, 'db'>,
  matchingId: number,
  personId: string,
  agreementId: string,
): Promise<ReadonlySet<string>> {
  const rows = await db.matchingDecision.findMany({
    where: { matchingId, personId, kind: 'accepted' },
    select: { placementId: true, needKey: true },
  });
  const elsewhere = rows.filter(({ needKey }) => !needKey.startsWith(`${agreementId}/`));
  return new Set(elsewhere.flatMap(({ placementId }) => placementId ?? []));
}

/** @param key the need that it is about, where there are several */
function brokenRule(
  schemeId: string,
  { rule, source, sentence }: Pick<ShownBlock, 'rule' | 'source' | 'sentence'>,
  key: string | null,
): Refusal {
  const [en, zh] = key === null ? ['', ''] : [`${key}: `, `${key}：`];
  return {
    ...refuse(
      'scheme-limit',
      `${en}${sentence.en} (rule ${rule} of ${schemeId}, source ${source})`,
      `${zh}${sentence.zh}（${schemeId} 规则 ${rule}，出处 ${source}）`,
    ),
    basis: { rule, source },
  };
}

/** Whoever is named for the need already stays named: a team is accepted one by one. */
async function matchOf(
  { db }: ApiDeps,
  { agreementId, needId, personId }: { agreementId: string; needId: string; personId: string },
): Promise<Sending['match']> {
  const facts = (await needFacts(db, { agreementIds: [agreementId] })).find((each) => each.needId === needId);
  // Once people have spoken with the enterprise, who else comes is with the placement: the need would go a step back for the name.
  if (facts?.place === 'discussed') return null;
  const named = facts?.place === 'matched' ? (facts.said.personIds ?? []) : [];
  if (named.includes(personId)) return null;
  // A step is left out in somebody's name and for a reason: who accepts says that the plan has looked at what is wanted.
  const skipped = facts?.place === 'collected' ? { skipped: 'looked-at-by-plan' } : {};
  return { personIds: [...named, personId], ...skipped };
}

function commandOf(name: string) {
  const spec = deciders.agreement.commands.get(name);
  if (!spec) throw new Error(`no command ${name}`);
  return spec;
}

/** All by the way of every command, under ids made from this request's: a repetition changes nothing twice. */
export async function send(
  deps: ApiDeps,
  { principal, commandId }: Asked,
  { agreementId, needId, placement, match: named, also }: Sending,
): Promise<string> {
  const proposed = { key: commandId, written: placement };
  const { created } = await runWritten(deps, commandOf('proposePlacement'), proposed, principal, {
    agreementId,
    fields: {},
  });
  const all = [
    { key: commandId, needId, match: named },
    ...also.map((one) => ({ ...one, key: `${commandId}.${one.needId}` })),
  ];
  for (const each of all) {
    if (!each.match) continue;
    const address = { agreementId, fields: { needId: each.needId } };
    await runWritten(deps, commandOf('matchNeed'), { key: each.key, written: each.match }, principal, address);
  }
  return `${agreementId}.${created[0] ?? ''}`;
}
