import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { MatchingRefusal } from '../../domain/matching/plan.ts';
import { ruleOf } from '../../domain/matching/schemes.ts';
import type { Scheme, SchemeRuleName } from '../../domain/matching/schemes.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { forget, idempotencyKey, keepAnswer, once, repeatable } from '../idempotency.ts';
import type { Principal } from '../principal.ts';
import { isFinal, Problem } from '../problem.ts';
import type { AskedPlan } from './asked.ts';
import { gather } from './gather.ts';
import type { Gathered } from './gather.ts';
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
      if ('refused' in plan) throw await impossible(deps, principal, gathered, plan);
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
  { input }: Gathered,
  refusal: MatchingRefusal,
): Promise<Problem> {
  const { personId, needKey } = refusal;
  const mayKnow = await mayKnowWhy(db, principal, [personId]);
  const [found = ofPlan(refusal, input.scheme)] = refusal.blocks;
  const { sentence, rule, source } = mayKnow(personId) ? found : guarded(found);
  const en = `${sentence.en} (rule ${rule}, source ${source})`;
  const zh = `${sentence.zh}（规则 ${rule}，出处 ${source}）`;
  const index = input.pins.findIndex((pin) => pin.personId === personId && pin.needKey === needKey);
  return new Problem('pin-not-possible', `${personId}, ${needKey}: ${en}`, {
    detailZh: `${personId}，${needKey}：${zh}`,
    errors: [{ pointer: `/pinned/${index}`, detail: en, detailZh: zh }],
    basis: { rule, source },
  });
}

/** Limits of several pins together, by the rule of the scheme that they come from. */
const limits: Readonly<Partial<Record<MatchingRefusal['rule'], SchemeRuleName>>> = {
  enterprises: 'max-enterprises',
  least: 'team-size',
  wanted: 'team-size',
};

/** Where no rule of the scheme stands behind it, it is the request itself or the person's days. */
function ofPlan({ rule, sentence }: MatchingRefusal, scheme: Scheme) {
  const name = limits[rule];
  const found = name && ruleOf(scheme, name);
  return { rule: found?.rule ?? rule, source: found?.source ?? 'this plan', sentence, facts: {} };
}
