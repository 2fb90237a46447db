import type { Bilingual } from '../decider.ts';

/** Where a value comes from, in words: the codes of sources stay, because that is how docs/policy.md lists them. */

/** The origin of what a person of ours has set, in place of a source's code. */
export const SET_BY_US = 'set';

const phrases: readonly [en: string, zh: string][] = [
  ['undated: every 12 months', '未定期限者每 12 个月'],
  ['evaluate monthly', '每月评估'],
  ['time inferred', '时限为本系统建议'],
  ['no further inferred', '不再上报为本系统建议'],
  ['-10 and -1 inferred', '提前 10 日与 1 日为本系统建议'],
  ['check points and review at 120 inferred', '检查时点与第 120 日复核为本系统建议'],
  ['-3 to both liaisons', '提前 3 日告知双方联络员'],
  ['quarterly review', '每季复核'],
  ['match quarterly', '每季对接'],
  ['collect weekly', '每周收集'],
  ['60 working days at the most', '最多 60 个工作日'],
  ['reminder at half time', '时间过半提醒'],
  ['5, 10, 20 working days, then telephone', '第 5、10、20 个工作日，其后电话'],
  ['3 periods', '3 个周期'],
  ['"Silence"', '“静默”'],
  ['reminders', '提醒'],
  ['steps', '逐级上报'],
  ['half-monthly', '每半月'],
  ['monthly', '每月'],
  ['silence costs no day', '对方未复不计日'],
  ['-60 working days', '提前 60 个工作日'],
  ['missed twice', '连续两次未记'],
  ['stage P', 'P 阶段'],
  ['inferred', '本系统建议，尚无人确认'],
];

export function originText(origin: string): Bilingual {
  if (origin === SET_BY_US) return { en: 'set by our office', zh: '由我方设定' };
  const zh = phrases.reduce((text, [en, words]) => text.replaceAll(en, words), origin);
  return {
    en: origin,
    zh: zh.replaceAll('; ', '；').replaceAll(' (', '（').replaceAll(')', '）').replaceAll('DOMAIN', '需求文件'),
  };
}
