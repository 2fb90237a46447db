import type { Vocabulary } from './vocabulary.ts';
import { findTerms } from './vocabulary.ts';
import { isHan, runsOf } from './words.ts';

/**
 * How near two texts are, offline and for Chinese and English: pairs of neighbouring Han characters, stems of Latin words, and
 * the vocabulary's terms found in the text, which are the same for both languages. Weights are fixed and not counted over the
 * batch: a pair's similarity then depends on the two texts alone, so that a need that comes or goes moves nobody else's score.
 */

/** Features of a text with their weights, normalised to length 1. */
export type Vector = ReadonlyMap<string, number>;

const TERM = '#';
const TERM_WEIGHT = 3;
/** What a term stands below is shared by many: it says less, but more than nothing. */
const PARENT_WEIGHT = 1;

/** Words that every profile and every need has say nothing about what it is about. */
const COMMON: ReadonlySet<string> = new Set([
  ...(
    '企业 公司 研究 开发 技术 项目 希望 需要 进行 完成 实现 提高 现有 多年 长期 从事 负责 以及 能够 相关 方面 学校 学院 主要 产品 ' +
    '生产 建立 熟悉 擅长 参与 主持 工作 问题 解决 准备 缺少 经验 系统'
  ).split(' '),
  ...(
    'the and for with from that this our are was has have not can all but into each one two more after before which who whom ' +
    'want need would will able they them their its his her year years day days at on of in to by an as is it we or be'
  ).split(' '),
  ...'research develop technology project company enterprise product production work experience problem system'.split(
    ' ',
  ),
]);
/** Characters that join or close words; a pair over them is no word. */
const PARTICLES: ReadonlySet<string> = new Set('的和与及等并或以在对为了将其已被由把之');

/** The features of a text; empty for an empty text. */
export function vectorOf(vocabulary: Vocabulary, text: string): Vector {
  const counts = new Map<string, number>();
  for (const gram of runsOf(text).flatMap(gramsOf)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const weighted = new Map([...counts].map(([gram, times]) => [gram, 1 + Math.log(times)]));
  for (const id of findTerms(vocabulary, text)) {
    for (const [index, on] of (vocabulary.lines.get(id) ?? []).entries()) {
      const weight = index === 0 ? TERM_WEIGHT : PARENT_WEIGHT;
      weighted.set(TERM + on, Math.max(weighted.get(TERM + on) ?? 0, weight));
    }
  }
  const length = Math.sqrt([...weighted.values()].reduce((sum, weight) => sum + weight ** 2, 0));
  // In a fixed order: sums of fractions depend on it in the last digit.
  return new Map([...weighted].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, weight]) => [key, weight / length]));
}

function gramsOf(run: readonly string[]): string[] {
  return run.flatMap((unit, at) => {
    if (!isHan(unit)) return unit.length > 1 && !COMMON.has(unit) ? [unit] : [];
    const next = run[at + 1];
    if (next === undefined || !isHan(next) || PARTICLES.has(unit) || PARTICLES.has(next)) return [];
    return COMMON.has(unit + next) ? [] : [unit + next];
  });
}

/** Cosine of two vectors, 0 to 1: 0 if either text is empty. */
export function cosine(a: Vector, b: Vector): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [key, weight] of small) sum += weight * (large.get(key) ?? 0);
  return Math.min(1, sum);
}

export interface Shared {
  /** Terms of the vocabulary that both texts name. */
  terms: string[];
  /** Other features, heaviest first. They are words of both texts: for whoever may read both. */
  grams: string[];
}

/** What two texts have in common, i.e. why `cosine` is what it is. */
export function sharedOf(a: Vector, b: Vector): Shared {
  const common = [...a]
    .filter(([key]) => b.has(key))
    .map(([key, weight]): [string, number] => [key, weight * (b.get(key) ?? 0)])
    .toSorted(([keyA, x], [keyB, y]) => y - x || (keyA < keyB ? -1 : 1))
    .map(([key]) => key);
  return {
    terms: common.filter((key) => key.startsWith(TERM)).map((key) => key.slice(TERM.length)),
    grams: common.filter((key) => !key.startsWith(TERM)),
  };
}
