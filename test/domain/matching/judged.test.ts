import { describe, expect, test } from '@jest/globals';
import { assign } from '../../../domain/matching/assignment.ts';
import { proposeMatching } from '../../../domain/matching/match.ts';
import type { MatchingInput, MatchingPlan } from '../../../domain/matching/plan.ts';
import { judgedNeeds, judgements } from './judged-set.ts';
import { judgedInput } from './judged-input.ts';

/** How the matcher does against a judgement by hand that was there before it. */

function planOf(change: Partial<MatchingInput> = {}): MatchingPlan {
  const planned = proposeMatching(judgedInput(change), assign);
  if ('refused' in planned) throw new Error(planned.sentence.en);
  return planned;
}

const keys = judgedNeeds.map(({ key }) => key);

function judge(title: string, { matched }: MatchingPlan): { hits: number; tops: number; wrong: string[] } {
  const sentTo = (key: string): string[] =>
    matched.filter(({ needKey }) => needKey === key).flatMap(({ places }) => places.map(({ personId }) => personId));
  const isHit = (key: string): boolean => {
    const send = judgements[key]?.send ?? [];
    const sent = sentTo(key);
    return send.length === 0 ? sent.length === 0 : sent.length > 0 && sent.every((personId) => send.includes(personId));
  };
  const tops = keys.filter((key) => sentTo(key).length > 0 && sentTo(key)[0] === judgements[key]?.send[0]).length;
  const misses = keys.filter((key) => !isHit(key));
  const missed = misses.map((key) => `${key}: ${sentTo(key).join(', ') || 'nobody'}`).join('; ') || 'none';
  const hits = keys.length - misses.length;
  console.info(`${title}: ${hits} of ${keys.length} needs as judged, ${tops} with the first choice; missed: ${missed}`);
  const wrong = keys.flatMap((key) => sentTo(key).filter((personId) => personId in (judgements[key]?.never ?? {})));
  return { hits, tops, wrong };
}

describe('ten people and twelve needs judged by hand (synthetic)', () => {
  test('the hit rate is printed, and does not fall below what was reached', () => {
    const { hits, tops, wrong } = judge('judged set', planOf());
    expect(hits).toBeGreaterThanOrEqual(11);
    expect(tops).toBeGreaterThanOrEqual(10);
    // Never somebody who must not be sent, whatever else is missed.
    expect(wrong).toEqual([]);
  });

  test('by the texts alone, as of an import in which nobody chose any term', () => {
    const { researchers, needs } = judgedInput();
    const { hits, wrong } = judge(
      'judged set, texts alone',
      planOf({
        researchers: researchers.map((one) => ({ ...one, terms: [] })),
        needs: needs.map((one) => ({ ...one, terms: [] })),
      }),
    );
    expect(hits).toBeGreaterThanOrEqual(11);
    expect(wrong).toEqual([]);
  });

  test('what the vocabulary brings: without it the two languages do not meet', () => {
    const { researchers, needs } = judgedInput();
    const bare = planOf({
      terms: [],
      researchers: researchers.map((one) => ({ ...one, terms: [] })),
      needs: needs.map((one) => ({ ...one, terms: [] })),
    });
    expect(judge('judged set without vocabulary', bare).hits).toBeLessThan(11);
  });
});
