import type { Bilingual } from '../decider.ts';
import type { Basis, ProblemWords } from '../problem-words.ts';
import { refusals } from '../refusal.ts';
import { columns } from './columns.ts';
import type { ColumnKey } from './columns.ts';
import type { Column } from './sheet.ts';

/** Beyond this many nobody reads on. */
export const MOST_FAULTS = 1_000;

/** What can be wrong with a spreadsheet, by stable code. A code that was released never changes its meaning. */
const messages = {
  unreadable: {
    en: () => 'The file cannot be read: save it as .xlsx, or as CSV in UTF-8 or GB18030.',
    zh: () => '无法读取文件：请另存为 .xlsx，或 UTF-8、GB18030 编码的 CSV。',
  },
  empty: { en: () => 'There is no row below the headings.', zh: () => '表头之下没有数据。' },
  'too-many-rows': {
    en: (what) => `There are more than ${what} rows: split the file.`,
    zh: (what) => `超过 ${what} 行：请拆分文件。`,
  },
  'column-unknown': {
    en: (what) => `“${what}” is no column of the template.`,
    zh: (what) => `“${what}”不是模板中的列。`,
  },
  'column-twice': { en: () => 'This column is there twice.', zh: () => '此列重复。' },
  'column-missing': { en: () => 'This column is missing.', zh: () => '缺少此列。' },
  'cell-without-column': { en: () => 'A cell stands where no column is.', zh: () => '单元格不在任何列之下。' },
  'value-missing': { en: () => 'This has to be filled in.', zh: () => '此项必填。' },
  'too-long': { en: (what) => `At most ${what} characters.`, zh: (what) => `最多 ${what} 个字符。` },
  formula: {
    en: () => 'This would be taken for a formula: write a value.',
    zh: () => '内容会被当作公式：请填写数值或文字。',
  },
  'control-characters': {
    en: () => 'This holds control characters, direction overrides or broken characters: type it again.',
    zh: () => '含有控制字符、方向控制符或损坏的字符：请重新输入。',
  },
  'date-not-real': {
    en: (what) => `“${what}” is no day that exists; write it like 2026-02-28.`,
    zh: (what) => `“${what}”不是存在的日期；请写作 2026-02-28。`,
  },
  'date-in-future': { en: () => 'This day lies in the future.', zh: () => '此日期晚于今天。' },
  'date-in-past': { en: () => 'This day lies in the past.', zh: () => '此日期早于今天。' },
  'ends-before-starts': {
    en: (what) => `This lies before the first event, ${what}.`,
    zh: (what) => `早于首次活动（${what}）。`,
  },
  'choice-unknown': { en: (what) => `One of: ${what}.`, zh: (what) => `请填写：${what}。` },
  'tag-malformed': {
    en: (what) => `“${what}” is no tag: lower-case letters, digits and hyphens, like digital-economy.`,
    zh: (what) => `“${what}”不是标签：小写字母、数字、连字符，如 digital-economy。`,
  },
  'unknown-organisation': {
    en: (what) => `“${what}” is not in the directory: enter the organisation first, or correct its name.`,
    zh: (what) => `通讯录中没有“${what}”：请先登记该单位或更正名称。`,
  },
  'unknown-post': {
    en: (what) => `“${what}” is no post of these organisations.`,
    zh: (what) => `“${what}”不是这些单位的职务。`,
  },
  'unknown-person': {
    en: (what) => `“${what}” is not in the directory.`,
    zh: (what) => `通讯录中没有“${what}”。`,
  },
  ambiguous: {
    en: (what) => `More than one is called so: ${what}. Write the id.`,
    zh: (what) => `有多个同名：${what}。请填写编号。`,
  },
  'no-home-unit': {
    en: () => 'This is none of our units with a reporting line.',
    zh: () => '此单位不是设有汇报关系的我方单位。',
  },
  'too-few-parties': { en: () => 'A cooperation has two or more parties.', zh: () => '合作方须有两个或以上。' },
  'too-many-parties': { en: () => 'At most 40 parties.', zh: () => '合作方最多 40 个。' },
  'party-twice': { en: (what) => `“${what}” is named twice.`, zh: (what) => `“${what}”重复。` },
  'needs-another': {
    en: (what) => `This needs a value under “${what}”.`,
    zh: (what) => `须同时填写“${what}”。`,
  },
  'duplicate-row': {
    en: (what) => `The same parties as in row ${what}: one cooperation, one row.`,
    zh: (what) => `合作方与第 ${what} 行相同：一项合作一行。`,
  },
  'already-exists': {
    en: (what) => `${what} is open between the same parties: record what follows there.`,
    zh: (what) => `相同合作方已有未结合作 ${what}：请在其中登记。`,
  },
  'unknown-term': {
    en: (what) => `No field or skill of the vocabulary: ${what}.`,
    zh: (what) => `词表中没有该领域或技能：${what}。`,
  },
  'number-unfit': { en: (what) => `A whole number, ${what}.`, zh: (what) => `请填写整数，${what}。` },
  'email-malformed': { en: (what) => `“${what}” is no mail address.`, zh: (what) => `“${what}”不是邮箱地址。` },
  'place-malformed': {
    en: (what) => `“${what}” is no place: write it like henan/kaifeng.`,
    zh: (what) => `“${what}”格式不符：请写作 henan/kaifeng。`,
  },
  'not-our-unit': { en: () => 'This is none of our own units.', zh: () => '此单位不是我方单位。' },
  'person-of-another-unit': {
    en: (what) => `${what} is neither of this unit nor of one above it.`,
    zh: (what) => `${what} 不属此单位或其上级单位。`,
  },
  'person-twice': {
    en: (what) => `The same person as in row ${what}: one person, one row.`,
    zh: (what) => `与第 ${what} 行为同一人：一人一行。`,
  },
  'unknown-agreement': {
    en: (what) => `“${what}” is no open agreement.`,
    zh: (what) => `“${what}”不是未结合作。`,
  },
  'no-agreement': {
    en: (what) => `${what} takes part in no open agreement: start one first.`,
    zh: (what) => `${what} 没有未结合作：请先建立。`,
  },
  'not-a-party': {
    en: (what) => `${what} is no party of this agreement.`,
    zh: (what) => `${what} 不是该合作的合作方。`,
  },
  'nothing-told': {
    en: () => 'A need names a shortcoming or an expected project.',
    zh: () => '需求须填写技术短板或期望项目。',
  },
  'need-twice': {
    en: (what) => `The same need as in row ${what}.`,
    zh: (what) => `与第 ${what} 行为同一需求。`,
  },
  'too-many-needs': {
    en: (what) => `An agreement has ${what} needs at the most: record this one in another.`,
    zh: (what) => `一项合作最多 ${what} 项需求：请登记到另一合作。`,
  },
  'ends-too-early': {
    en: (what) => `This lies before the first day, ${what}.`,
    zh: (what) => `早于开始日期（${what}）。`,
  },
  refused: { en: (what) => what, zh: (what) => what },
} as const satisfies Record<string, { en: (what: string) => string; zh: (what: string) => string }>;

/** Faults that a command would be refused for by the same rule. */
const refusedAs: Partial<Record<keyof typeof messages, keyof typeof refusals>> = {
  'ends-before-starts': 'ends-before-starts',
  'ends-too-early': 'ends-before-starts',
  'person-of-another-unit': 'person-of-another-unit',
  'unknown-term': 'unknown-skill',
};

export type FaultCode = keyof typeof messages;
export const faultCodes = Object.keys(messages);

export interface Fault {
  code: FaultCode;
  /** As the spreadsheet counts: the headings are usually row 1. 0 where it is the file. */
  row: number;
  column: string | null;
  /** Its heading in both languages. */
  heading: Bilingual | null;
  message: Bilingual;
  /** The rule that is against it, and who says so; left out where no rule stands behind it. */
  rule?: string;
  source?: string;
}

/** Names a fault where it is. `what` is what was meant or found, in both languages where they differ. */
export type NameFault<K extends string> = (
  code: FaultCode,
  at: { row: number; column?: K | null },
  what?: string | Bilingual,
) => Fault;

/** Faults in a sheet of these columns. */
export const faultsIn =
  <K extends string>(of: Readonly<Record<K, Column>>): NameFault<K> =>
  (code, at, what = '') => {
    const say = messages[code];
    const said = typeof what === 'string' ? { en: what, zh: what } : what;
    const column = at.column ?? null;
    return {
      code,
      row: at.row,
      column,
      heading: column ? of[column].name : null,
      message: { en: say.en(said.en), zh: say.zh(said.zh) },
      ...basisOf(code),
    };
  };

function basisOf(code: FaultCode): Partial<Basis> {
  const as = refusedAs[code];
  const words: ProblemWords | undefined = as && refusals[as];
  return words?.basis ?? {};
}

/** Faults in a sheet of cooperations. */
export const faultAt: NameFault<ColumnKey> = faultsIn(columns);
