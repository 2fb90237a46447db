import { describe, expect, test } from '@jest/globals';
import { assign } from '../../../domain/matching/assignment.ts';
import { proposeMatching } from '../../../domain/matching/match.ts';
import type { MatchingPlan } from '../../../domain/matching/plan.ts';
import { judgedNeeds, judgements } from './judged-set.ts';
import { judgedInput } from './judged-input.ts';

/** How the matcher does against a judgement by hand that was there before it. */

const planned = proposeMatching(judgedInput(), assign);
if ('refused' in planned) throw new Error(planned.sentence.en);
const plan: MatchingPlan = planned;

const sentTo = (key: string): string[] =>
  plan.matched.filter(({ needKey }) => needKey === key).flatMap(({ places }) => places.map(({ personId }) => personId));

const isHit = (key: string): boolean => {
  const send = judgements[key]?.send ?? [];
  const sent = sentTo(key);
  return send.length === 0 ? sent.length === 0 : sent.length > 0 && sent.every((personId) => send.includes(personId));
};
const isTop = (key: string): boolean => sentTo(key)[0] !== undefined && sentTo(key)[0] === judgements[key]?.send[0];

describe('ten people and twelve needs judged by hand (synthetic)', () => {
  test('the hit rate is printed, and does not fall below what was reached', () => {
    const keys = judgedNeeds.map(({ key }) => key);
    const hits = keys.filter(isHit);
    const tops = keys.filter(isTop);
    const misses = keys.filter((key) => !isHit(key)).map((key) => `${key}: ${sentTo(key).join(', ') || 'nobody'}`);
    console.info(
      `judged set: ${hits.length} of ${keys.length} needs as judged, ${tops.length} with the first choice; missed: ${misses.join('; ') || 'none'}`,
    );
    expect(hits.length).toBeGreaterThanOrEqual(11);
    expect(tops.length).toBeGreaterThanOrEqual(10);
  });
});
