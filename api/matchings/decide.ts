import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../domain/refusal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { forget, idempotencyKey, keepAnswer, once, repeatable } from '../idempotency.ts';
import { isFinal, refused } from '../problem.ts';
import { prepared, send, sending } from './sending.ts';
import type { Asked, Sending, Terms } from './sending.ts';
import { keptPlan } from './shapes.ts';
import { findPlan, placesOf } from './stored.ts';

/**
 * What coordinators make of a proposal. Accepting one asks the person, nothing more: the placement goes its own way from there,
 * and nothing is booked without the people.
 */

export interface Addressed {
  id: number;
  proposal: number;
}

export const decided = z
  .object({
    matchingId: z.number(),
    proposal: z.number(),
    kind: z.string(),
    placementId: z.string().nullable(),
    /** Other proposals of the plan that are decided with it, because they are one placement. */
    together: z.array(z.number()).default([]),
  })
  .meta({ id: 'DecidedProposal' });
export type Decided = z.output<typeof decided>;

type Kind = Asked['kind'];

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
      const places = placesOf(keptPlan.parse(row.result));
      const place = places[addressed.proposal - 1];
      if (!place) throw refused(noProposal(addressed));
      const others = await db.matchingDecision.findFirst({
        where: { matchingId: addressed.id, proposal: addressed.proposal, commandId: { not: commandId } },
      });
      if (others) throw refused(isDecided(others.kind));
      const { schemeId } = row;
      return await decide({ ...addressed, kind, place, places, schemeId, principal, commandId });
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
    return finish(deps, asked, { placementId: null, together: [] });
  });
}

/**
 * Accepted as it is, or with somebody else or other terms: asks the person, and names them for the need. Proposals that are one
 * placement with it are accepted by the same; with somebody else it goes alone, because the plan says nothing of theirs.
 */
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
    const together = toSend.also.map(({ proposal }) => proposal);
    return finish(deps, asked, { placementId: await send(deps, asked, toSend), together });
  });
}

/** All that are one placement, or none. @throws Problem `wrong-state` where somebody else was first */
async function claim(
  deps: ApiDeps,
  { id, proposal, place, commandId, principal }: Asked,
  { personId, sent, reason }: { personId: string; sent: Sending | null; reason: string | null },
): Promise<void> {
  const { db } = deps;
  const row = { matchingId: id, kind: 'begun', personId, commandId, reason, by: principal.id, at: nowOf(deps) };
  const written = sent && JSON.parse(JSON.stringify(sent));
  const others = (sent?.also ?? []).map((each) => ({ ...row, proposal: each.proposal, needKey: each.needKey }));
  const data = [{ ...row, proposal, needKey: place.needKey, ...(sent ? { sent: written } : {}) }, ...others];
  await db.$transaction(async (tx) => {
    const { count } = await tx.matchingDecision.createMany({ data, skipDuplicates: true });
    if (count === data.length) return;
    const ours = await tx.matchingDecision.count({
      where: { matchingId: id, proposal: { in: data.map((each) => each.proposal) }, commandId },
    });
    if (ours < data.length) throw refused(isDecided('begun'));
  });
}

async function finish(
  { db }: ApiDeps,
  asked: Asked,
  { placementId, together }: { placementId: string | null; together: number[] },
): Promise<Decided> {
  const { id, proposal, kind, commandId } = asked;
  const body = { matchingId: id, proposal, kind, placementId, together };
  await db.$transaction(async (tx) => {
    await tx.matchingDecision.updateMany({
      where: { matchingId: id, commandId },
      // What was said in it is with the placement now, for those who may read it there.
      data: { kind, placementId, sent: {} },
    });
    await keepAnswer(tx, commandId, { status: 200, body });
  });
  return body;
}
