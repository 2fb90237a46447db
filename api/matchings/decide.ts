import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { needFacts } from '../../activities/need-facts.ts';
import { needProfiles } from '../../activities/need-profiles.ts';
import { researcherProfiles } from '../../activities/profiles.ts';
import type { NeedPlace } from '../../domain/agreement/need-state.ts';
import { deciders } from '../../domain/deciders.ts';
import type { NeedProfile } from '../../domain/matching/profiles.ts';
import { blocked } from '../../domain/matching/rules.ts';
import type { Scheme } from '../../domain/matching/schemes.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { runWritten } from '../entity-commands.ts';
import { forget, idempotencyKey, keepAnswer, once, repeatable } from '../idempotency.ts';
import type { Principal } from '../principal.ts';
import { isFinal, refused } from '../problem.ts';
import { checkReferences } from '../references.ts';
import { schemeInForce, todayOn } from './gather.ts';
import { guarded, mayKnowWhy } from './private-reasons.ts';
import { keptPlan } from './shapes.ts';
import type { ShownBlock } from './shapes.ts';
import { findPlan, placesOf } from './stored.ts';

/**
 * What coordinators make of a proposal. Accepting one asks the person, nothing more: the placement goes its own way from there,
 * and nothing is booked without the people.
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

export interface Addressed {
  id: number;
  proposal: number;
}

export const decided = z
  .object({ matchingId: z.number(), proposal: z.number(), kind: z.string(), placementId: z.string().nullable() })
  .meta({ id: 'DecidedProposal' });
export type Decided = z.output<typeof decided>;

type Kind = 'accepted' | 'changed' | 'refused';
type Place = ReturnType<typeof placesOf>[number];

interface Asked extends Addressed {
  kind: Kind;
  place: Place;
  schemeId: string;
  principal: Principal;
  commandId: string;
}

/** What is sent to the need's agreement. Kept while it is under way, so that a repetition sends the same again. */
const sending = z.object({
  agreementId: z.string(),
  needId: z.string(),
  placement: z.looseObject({ personId: z.string() }),
  /** Null where the need has this person already. */
  match: z.looseObject({ personIds: z.array(z.string()) }).nullable(),
});
type Sending = z.output<typeof sending>;

/** Once for each Idempotency-Key; what is refused leaves the proposal as it was. */
async function decideOnce(
  deps: ApiDeps,
  request: FastifyRequest,
  addressed: Addressed,
  kind: Kind,
  decide: (asked: Asked) => Promise<Decided>,
): Promise<Decided> {
  const { db } = deps;
  const principal = principalFrom(request);
  const at = `${addressed.id}/${addressed.proposal}`;
  const repeat = repeatable(principal.id, `matchings/${kind}`, at, idempotencyKey(request), request.body);
  const { commandId } = repeat;
  const answer = await once(db, repeat, async ({ answer: stands }) => {
    if (stands) return stands.body;
    try {
      const row = await findPlan(db, addressed.id);
      const place = placesOf(keptPlan.parse(row.result))[addressed.proposal - 1];
      if (!place) throw refused(noProposal(addressed));
      const others = await db.matchingDecision.findFirst({
        where: { matchingId: addressed.id, proposal: addressed.proposal, commandId: { not: commandId } },
      });
      if (others) throw refused(isDecided(others.kind));
      const { schemeId } = row;
      return await decide({ ...addressed, kind, place, schemeId, principal, commandId });
    } catch (error) {
      if (isFinal(error)) {
        await db.matchingDecision.deleteMany({ where: { matchingId: addressed.id, commandId, kind: 'begun' } });
        await forget(db, commandId);
      }
      throw error;
    }
  });
  return decided.parse(answer);
}

const noProposal = ({ id, proposal }: Addressed): Refusal =>
  refuse('unknown-item', `Plan ${id} has no proposal ${proposal}.`, `匹配方案 ${id} 没有第 ${proposal} 项建议。`);

function isDecided(kind: string): Refusal {
  if (kind === 'begun') {
    const en = 'Somebody is accepting it at this moment: read the plan again.';
    return refuse('wrong-state', en, '该建议正由他人办理，请重新读取方案。');
  }
  const zh = kind === 'refused' ? '拒绝' : '接受';
  return refuse('wrong-state', `This proposal has been ${kind} already.`, `该建议已被${zh}。`);
}

/** Refused with the reason: this pair is left out of the next plans. */
export function refuseProposal(
  deps: ApiDeps,
  request: FastifyRequest,
  addressed: Addressed,
  reason: string,
): Promise<Decided> {
  return decideOnce(deps, request, addressed, 'refused', async (asked) => {
    await claim(deps, asked, { personId: asked.place.personId, sent: null, reason });
    return finish(deps, asked, null);
  });
}

/** Accepted as it is, or with somebody else or other terms: asks the person, and names them for the need. */
export function acceptProposal(
  deps: ApiDeps,
  request: FastifyRequest,
  addressed: Addressed,
  terms: Terms,
): Promise<Decided> {
  const kind = terms.personId === undefined ? 'accepted' : 'changed';
  return decideOnce(deps, request, addressed, kind, async (asked) => {
    const { db } = deps;
    const key = { matchingId_proposal: { matchingId: asked.id, proposal: asked.proposal } };
    const begun = await db.matchingDecision.findUnique({ where: key });
    const toSend = begun ? sending.parse(begun.sent) : await prepared(deps, asked, terms);
    if (!begun) await claim(deps, asked, { personId: toSend.placement.personId, sent: toSend, reason: null });
    return finish(deps, asked, await send(deps, asked, toSend));
  });
}

/** @throws Problem `wrong-state` where somebody else was first */
async function claim(
  deps: ApiDeps,
  { id, proposal, place, commandId, principal }: Asked,
  { personId, sent, reason }: { personId: string; sent: Sending | null; reason: string | null },
): Promise<void> {
  const { db } = deps;
  const row = { matchingId: id, proposal, kind: 'begun', needKey: place.needKey, personId, commandId, reason };
  const written = sent && JSON.parse(JSON.stringify(sent));
  const { count } = await db.matchingDecision.createMany({
    data: [{ ...row, ...(sent ? { sent: written } : {}), by: principal.id, at: nowOf(deps) }],
    skipDuplicates: true,
  });
  if (count > 0) return;
  const stands = await db.matchingDecision.findUnique({ where: { matchingId_proposal: { matchingId: id, proposal } } });
  if (stands?.commandId !== commandId) throw refused(isDecided('begun'));
}

async function finish({ db }: ApiDeps, asked: Asked, placementId: string | null): Promise<Decided> {
  const { id, proposal, kind, commandId } = asked;
  const body = { matchingId: id, proposal, kind, placementId };
  await db.$transaction(async (tx) => {
    await tx.matchingDecision.updateMany({
      where: { matchingId: id, proposal, commandId },
      // What was said in it is with the placement now, for those who may read it there.
      data: { kind, placementId, sent: {} },
    });
    await keepAnswer(tx, commandId, { status: 200, body });
  });
  return body;
}

const looking: readonly NeedPlace[] = ['collected', 'evaluated', 'unmatched', 'matched'];

/** By what stands now, which may be other than when the plan was made. @throws Problem that names the rule and its source */
async function prepared(deps: ApiDeps, asked: Asked, terms: Terms): Promise<Sending> {
  const { db } = deps;
  await checkReferences(db, terms);
  const on = todayOn(deps);
  const { place } = asked;
  const [agreementId = '', needId = ''] = place.needKey.split('/');
  const needs = await needProfiles(db, { agreementIds: [agreementId], todayOn: on, places: looking });
  const need = needs.find(({ key }) => key === place.needKey);
  if (!need) throw refused(isOver(place.needKey));
  const wanted = { ...need, ...termsOf(need, place, terms, on) };
  const personId = terms.personId ?? place.personId;
  const { scheme } = await schemeInForce(db, asked.schemeId);
  await checkRules(deps, asked, { personId, need: wanted, scheme, on });
  const { fromOn, toOn, daysAYear } = wanted;
  return {
    agreementId,
    needId,
    placement: {
      personId,
      partyId: need.enterpriseId,
      needIds: [needId],
      schemeId: asked.schemeId,
      fromOn,
      toOn,
      daysAYear,
      isRequested: need.requestedPersonId === personId,
      ...optional(terms),
    },
    match: await matchOf(deps, { agreementId, needId, personId }),
  };
}

const isOver = (key: string): Refusal =>
  refuse('wrong-state', `${key} does not look for anybody any more.`, `${key} 已不再寻求人员。`);

const optional = ({ point, purpose, hostPostId }: Terms) => ({
  ...(point === undefined ? {} : { point }),
  ...(purpose === undefined ? {} : { purpose }),
  ...(hostPostId === undefined ? {} : { hostPostId }),
});

/** Nobody is sent into the past; a period that is over is refused by the rules. */
const termsOf = (need: NeedProfile, place: Place, terms: Terms, on: string) => ({
  fromOn: terms.fromOn ?? (need.fromOn < on && need.toOn >= on ? on : need.fromOn),
  toOn: terms.toOn ?? need.toOn,
  daysAYear: terms.daysAYear ?? Math.ceil(place.daysAYear),
});

async function checkRules(
  { db }: ApiDeps,
  { principal }: Asked,
  { personId, need, scheme, on }: { personId: string; need: NeedProfile; scheme: Scheme; on: string },
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
  const [first] = blocked(profile, need, scheme, on);
  if (!first) return;
  const mayKnow = await mayKnowWhy(db, principal, [personId]);
  throw refused(brokenRule(scheme.id, mayKnow(personId) ? first : guarded(first)));
}

const brokenRule = (
  schemeId: string,
  { rule, source, sentence }: Pick<ShownBlock, 'rule' | 'source' | 'sentence'>,
): Refusal => ({
  ...refuse(
    'scheme-limit',
    `${sentence.en} (rule ${rule} of ${schemeId}, source ${source})`,
    `${sentence.zh}（${schemeId} 规则 ${rule}，出处 ${source}）`,
  ),
  basis: { rule, source },
});

/** Whoever is named for the need already stays named: a team is accepted one by one. */
async function matchOf(
  { db }: ApiDeps,
  { agreementId, needId, personId }: { agreementId: string; needId: string; personId: string },
): Promise<Sending['match']> {
  const facts = (await needFacts(db, { agreementIds: [agreementId] })).find((each) => each.needId === needId);
  const named = facts?.place === 'matched' ? (facts.said.personIds ?? []) : [];
  if (named.includes(personId)) return null;
  // The matching has looked at what is wanted: an evaluation by hand would say nothing new.
  const skipped = facts?.place === 'collected' ? { skipped: 'not-needed' } : {};
  return { personIds: [...named, personId], ...skipped };
}

function commandOf(name: string) {
  const spec = deciders.agreement.commands.get(name);
  if (!spec) throw new Error(`no command ${name}`);
  return spec;
}

/** Both by the way of every command, under ids made from this request's: a repetition changes nothing twice. */
async function send(
  deps: ApiDeps,
  { principal, commandId }: Asked,
  { agreementId, needId, placement, match }: Sending,
): Promise<string> {
  const address = { agreementId, fields: {} };
  const proposed = { key: commandId, written: placement };
  const { created } = await runWritten(deps, commandOf('proposePlacement'), proposed, principal, address);
  if (match) {
    const named = { key: commandId, written: match };
    await runWritten(deps, commandOf('matchNeed'), named, principal, { agreementId, fields: { needId } });
  }
  return `${agreementId}.${created[0] ?? ''}`;
}
