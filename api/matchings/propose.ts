import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { MatchingRefusal } from '../../domain/matching/plan.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { forget, idempotencyKey, keepAnswer, once, repeatable } from '../idempotency.ts';
import type { Principal } from '../principal.ts';
import { isFinal, Problem } from '../problem.ts';
import type { AskedPlan } from './asked.ts';
import { gather } from './gather.ts';
import { planApart } from './plan-apart.ts';
import { guarded, mayKnowWhy } from './private-reasons.ts';
import { rowOf } from './stored.ts';

/**
 * Computes a plan and keeps it, once for each Idempotency-Key.
 * @returns the number of the plan
 */
export async function proposeOnce(deps: ApiDeps, request: FastifyRequest, asked: AskedPlan): Promise<number> {
  const { db } = deps;
  const principal = principalFrom(request);
  const { id: by } = principal;
  const repeat = repeatable(by, 'matchings', '', idempotencyKey(request), request.body);
  const made = await once(db, repeat, async ({ answer }) => {
    if (answer) return answer.body;
    try {
      const gathered = await gather(deps, asked);
      const plan = await planApart(gathered.input);
      if ('refused' in plan) throw await impossible(deps, principal, asked, plan);
      return await db.$transaction(async (tx) => {
        const { id } = await tx.matching.create({ data: rowOf(plan, gathered, { by, at: nowOf(deps) }) });
        await keepAnswer(tx, repeat.commandId, { status: 201, body: { id } });
        return { id };
      }, PATIENTLY);
    } catch (error) {
      if (isFinal(error)) await forget(db, repeat.commandId);
      throw error;
    }
  });
  return z.object({ id: z.number() }).parse(made).id;
}

/** A plan of a thousand needs is some megabytes. */
const PATIENTLY = { timeout: 20_000 };

/** Says which pair, by which rule and whose rule that is. */
async function impossible(
  { db }: ApiDeps,
  principal: Principal,
  { pinned }: AskedPlan,
  { personId, needKey, rule, blocks, sentence }: MatchingRefusal,
): Promise<Problem> {
  const mayKnow = await mayKnowWhy(db, principal, [personId]);
  const [found] = blocks;
  const block = found && !mayKnow(personId) ? guarded(found) : found;
  const en = block ? `${block.sentence.en} (rule ${block.rule}, source ${block.source})` : `${sentence.en} (${rule})`;
  const zh = block ? `${block.sentence.zh}（规则 ${block.rule}，出处 ${block.source}）` : `${sentence.zh}（${rule}）`;
  const index = pinned.findIndex((pin) => pin.personId === personId && pin.needKey === needKey);
  return new Problem('pin-not-possible', `${personId}, ${needKey}: ${en}`, {
    detailZh: `${personId}，${needKey}：${zh}`,
    errors: [{ pointer: `/pinned/${index}`, detail: en, detailZh: zh }],
  });
}
