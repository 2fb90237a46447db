import type { Bilingual } from '../../domain/decider.ts';
import type { PlanNames } from './plan-names.ts';
import type { ShownBlock, ShownPlan } from './shapes.ts';

/** Two plans need by need: who is where in each, and why it is not the same. */

export type ShownPlace = ShownPlan['matched'][number]['places'][number];

export interface NeedInBoth {
  key: string;
  /** Null where the need is not in the plan at all; empty where nobody is found. */
  a: ShownPlace[] | null;
  b: ShownPlace[] | null;
  differs: 'people' | 'points' | 'nothing';
  why: Bilingual[];
}

export interface Two {
  a: ShownPlan;
  b: ShownPlan;
  names: PlanNames;
}

/** All needs of either plan, in their order. */
export function needsInBoth(two: Two): NeedInBoth[] {
  const keys = new Set([two.a, two.b].flatMap(({ needs }) => needs.map(({ key }) => key)));
  return [...keys].map((key) => {
    const [a, b] = [placesAt(two.a, key), placesAt(two.b, key)];
    const differs = differsIn(a, b);
    return { key, a, b, differs, why: differs === 'people' ? whyOf(two, key) : [] };
  });
}

const placesAt = ({ needs, matched }: ShownPlan, key: string): ShownPlace[] | null =>
  needs.some((need) => need.key === key) ? (matched.find(({ needKey }) => needKey === key)?.places ?? []) : null;

type Places = readonly ShownPlace[] | null;

function differsIn(a: Places, b: Places): NeedInBoth['differs'] {
  const people = (places: Places): string | undefined =>
    places
      ?.map(({ personId }) => personId)
      .toSorted()
      .join();
  const points = (places: Places): string | undefined =>
    places
      ?.map((place) => `${place.personId} ${place.points}`)
      .toSorted()
      .join();
  if (people(a) !== people(b)) return 'people';
  return points(a) === points(b) ? 'nothing' : 'points';
}

function whyOf(two: Two, key: string): Bilingual[] {
  const [before, after] = [placesAt(two.a, key), placesAt(two.b, key)];
  if (!after) return [{ en: 'Not among the needs of plan B.', zh: '方案 B 不含该需求。' }];
  if (!before) return [{ en: 'Not among the needs of plan A.', zh: '方案 A 不含该需求。' }];
  const isIn = (places: readonly ShownPlace[], { personId }: ShownPlace): boolean =>
    places.some((place) => place.personId === personId);
  const gained = after.filter((place) => !isIn(before, place));
  const lost = before.filter((place) => !isIn(after, place));
  return [
    ...needLeftOut(two, key),
    ...gained.map((place) => whyGained(two, place)),
    ...lost.map((place) => whyLost(two, place)),
  ];
}

function needLeftOut({ a, b }: Two, key: string): Bilingual[] {
  const isOut = ({ asked }: ShownPlan): boolean =>
    asked.excluded.some(({ personId, needKey }) => personId === undefined && needKey === key);
  if (isOut(a) === isOut(b)) return [];
  return isOut(b)
    ? [{ en: 'Plan B leaves this need out.', zh: '方案 B 将该需求排除在外。' }]
    : [{ en: 'Plan A leaves this need out.', zh: '方案 A 将该需求排除在外。' }];
}

type Pair = Pick<ShownPlace, 'personId' | 'needKey'>;
const isPair = (pair: Pair) => (other: Pair) => other.personId === pair.personId && other.needKey === pair.needKey;

/** Whether a coordinator has left somebody out: here, or altogether. */
function leftOut({ asked }: ShownPlan, { personId, needKey }: Pair): 'here' | 'everywhere' | null {
  const those = asked.excluded.filter((each) => each.personId === personId);
  if (those.some((each) => each.needKey === undefined)) return 'everywhere';
  return those.some((each) => each.needKey === needKey) ? 'here' : null;
}

/** As far as a plan names who is kept out by which rule. */
function blockOf({ blocked, unmatched, matched }: ShownPlan, pair: Pair): ShownBlock | undefined {
  const near = unmatched.filter(({ needKey }) => needKey === pair.needKey).flatMap(({ nearest }) => nearest);
  const next = matched.filter(({ needKey }) => needKey === pair.needKey).flatMap((need) => need.next);
  const beside = [...near, ...next].find(({ personId }) => personId === pair.personId);
  return blocked.find(isPair(pair))?.blocks[0] ?? beside?.blocks[0];
}

const withRule = ({ sentence, rule, source }: ShownBlock): Bilingual => ({
  en: `${sentence.en} (${rule}, ${source})`,
  zh: `${sentence.zh}（${rule}，${source}）`,
});

/** Where somebody is in one of the plans and not in the other. */
function elsewhere(one: ShownPlan, other: ShownPlan, { personId, needKey }: Pair): ShownPlace | undefined {
  const places = (plan: ShownPlan): ShownPlace[] =>
    plan.matched.flatMap((need) => need.places).filter((place) => place.personId === personId);
  const known = new Set(places(other).map((place) => place.needKey));
  return places(one).find((place) => place.needKey !== needKey && !known.has(place.needKey));
}

function needName({ names }: Two, key: string): Bilingual {
  const need = names.need(key);
  const [at, what] = [names.enterprise(need), names.matter(need)];
  return { en: `${at.en} (${what.en})`, zh: `${at.zh}（${what.zh}）` };
}

function whyGained(two: Two, place: ShownPlace): Bilingual {
  const { a, b } = two;
  const { en, zh } = two.names.person(place.personId);
  const say = (after: string, afterZh: string): Bilingual => ({ en: `${en} ${after}`, zh: `${zh}${afterZh}` });
  if (place.isPinned) return say('is fixed here in plan B by a coordinator.', '由协调人在方案 B 中固定于此。');
  const out = leftOut(a, place);
  if (out === 'here') return say('was left out here in plan A.', '在方案 A 中被排除于此项。');
  if (out === 'everywhere') return say('was left out of plan A.', '被方案 A 排除在外。');
  if (a.refusedBefore.some(isPair(place)) && !b.refusedBefore.some(isPair(place))) {
    return say('had been refused here, and plan B asks again.', '在此项曾被拒绝，方案 B 再次建议。');
  }
  const block = blockOf(a, place);
  if (block) {
    const rule = withRule(block);
    return { en: `${en} was kept out in plan A: ${rule.en}`, zh: `${zh}在方案 A 中不符合规则：${rule.zh}` };
  }
  const from = elsewhere(a, b, place);
  if (from) {
    const need = needName(two, from.needKey);
    return say(`was at ${need.en} in plan A.`, `在方案 A 中派往${need.zh}。`);
  }
  return hasOtherWeights(two)
    ? say('is the best by the other weights.', '按变更后的权重为最优。')
    : say('is the best of those who have time.', '为有时间者中的最优。');
}

function whyLost(two: Two, place: ShownPlace): Bilingual {
  const { a, b } = two;
  const { en, zh } = two.names.person(place.personId);
  const say = (after: string, afterZh: string): Bilingual => ({ en: `${en} ${after}`, zh: `${zh}${afterZh}` });
  const out = leftOut(b, place);
  if (out === 'here') return say('is left out here in plan B by a coordinator.', '由协调人在方案 B 中排除于此项。');
  if (out === 'everywhere') return say('is left out of plan B by a coordinator.', '由协调人排除在方案 B 之外。');
  if (b.refusedBefore.some(isPair(place)) && !a.refusedBefore.some(isPair(place))) {
    return say('is proposed here no more: the pair was refused.', '在此项已被拒绝，方案 B 不再建议。');
  }
  const block = blockOf(b, place);
  if (block) {
    const rule = withRule(block);
    return { en: `${en}: ${rule.en}`, zh: `${zh}：${rule.zh}` };
  }
  const to = elsewhere(b, a, place);
  if (to) return wentTo(two, place, to);
  const next = b.matched.find(({ needKey }) => needKey === place.needKey)?.next;
  const told = next?.find(({ personId }) => personId === place.personId)?.sentence;
  if (told) return { en: `${en}: ${told.en}`, zh: `${zh}：${told.zh}` };
  return hasOtherWeights(two)
    ? say('counts less here by the other weights.', '按变更后的权重在此项得分较低。')
    : say('is not placed here: the plan as a whole is worth more so.', '未派往此项：整体方案得分更高。');
}

function wentTo(two: Two, { personId }: ShownPlace, to: ShownPlace): Bilingual {
  const [who, need] = [two.names.person(personId), needName(two, to.needKey)];
  return to.isPinned
    ? {
        en: `${who.en} is at ${need.en} in plan B, fixed there by a coordinator.`,
        zh: `${who.zh}在方案 B 中由协调人固定派往${need.zh}。`,
      }
    : { en: `${who.en} is at ${need.en} in plan B.`, zh: `${who.zh}在方案 B 中派往${need.zh}。` };
}

const hasOtherWeights = ({ a, b }: Two): boolean => JSON.stringify(a.weights) !== JSON.stringify(b.weights);

/** Why somebody has other points at the need at which they stay. */
export const otherPoints = (two: Two): Bilingual =>
  hasOtherWeights(two)
    ? { en: 'The points were counted by other weights.', zh: '得分按不同权重计算。' }
    : { en: 'What is known of these people or needs has changed.', zh: '人员或需求的情况有变化。' };
