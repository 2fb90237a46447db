import { nameKey } from '../directory/names.ts';
import { sheetOf } from './sheet.ts';
import type { Column } from './sheet.ts';

/**
 * The columns of a spreadsheet of existing cooperations: what starting one and its first commands need, and no more. Names
 * of parties, posts and people are written as they are in the directory: code or id, any name or alias.
 */
export const columns = {
  title: {
    name: { en: 'Title', zh: '合作名称' },
    help: { en: 'A short name, if it has one', zh: '合作简称，可不填' },
    example: '中英技术创新合作',
  },
  homeUnit: {
    name: { en: 'Home unit', zh: '归口单位' },
    help: { en: 'Our unit that keeps it: code or name', zh: '我方负责单位：代码或名称' },
    example: 'cnuktip',
    isRequired: true,
  },
  parties: {
    name: { en: 'Parties', zh: '合作方' },
    help: {
      en: 'Two or more: code or name, with ; between them',
      zh: '两个或以上：代码或名称，以分号隔开',
    },
    example: 'cnuktip; 郑州工程技术学院',
    isRequired: true,
  },
  fields: {
    name: { en: 'Fields', zh: '合作领域' },
    help: { en: 'Tags like biomedicine, with ; between them', zh: '标签，如 biomedicine，以分号隔开' },
    example: 'biomedicine; digital-economy',
  },
  firstEventKind: {
    name: { en: 'First event', zh: '首次活动' },
    help: {
      en: 'visit or symposium; its note or minutes are asked for only if it belongs to the present stage',
      zh: '来访 或 座谈会；仅当属于当前阶段时才跟进其纪要',
    },
    example: '来访',
  },
  firstEventOn: {
    name: { en: 'Date of first event', zh: '首次活动日期' },
    help: { en: 'A day like 2026-02-28', zh: '日期，如 2026-02-28' },
    example: '2025-11-12',
  },
  stage: {
    name: { en: 'Present stage', zh: '当前阶段' },
    help: {
      en: 'visit, symposium or communication; visit if left empty. Specific plans are proposed afterwards',
      zh: '来访、座谈会 或 常态化沟通；不填为来访。具体方案在导入后另行提出',
    },
    example: '常态化沟通',
  },
  stageApprover: {
    name: { en: 'Stage confirmed by', zh: '阶段确认人' },
    help: {
      en: 'Who vouches that the earlier stages are over: a person of ours who is in the directory, by name or id (not yourself); needed beyond the first stage',
      zh: '确认前序阶段已完成的我方人员，须已在通讯录中，填姓名或编号（不得为本人）；当前阶段非来访时必填',
    },
    example: '李主任',
  },
  rhythm: {
    name: { en: 'Rhythm', zh: '沟通频次' },
    help: {
      en: 'weekly, fortnightly, monthly, quarterly; asked for if left empty',
      zh: '每周、每两周、每月、每季度；不填则由系统询问',
    },
    example: '每月',
  },
  ourLiaison: {
    name: { en: 'Our liaison', zh: '我方联络职务' },
    help: { en: 'A post in the directory: id, title or its holder', zh: '通讯录中的职务：编号、名称或任职人' },
    example: 'post-12',
  },
  theirLiaison: {
    name: { en: 'Their liaison', zh: '对方联络职务' },
    help: {
      en: 'A post of another party that is in the directory: id, title or its holder',
      zh: '通讯录中的对方职务：编号、名称或任职人',
    },
    example: 'post-31',
  },
  lastContactOn: {
    name: { en: 'Last contact', zh: '最近联络日期' },
    help: { en: 'A day like 2026-02-28', zh: '日期，如 2026-02-28' },
    example: '2026-01-20',
  },
  lastContactWith: {
    name: { en: 'Last contact with', zh: '最近联络对象' },
    help: {
      en: 'A person of another party who is in the directory, by name or id; needed with the date',
      zh: '对方人员，须已在通讯录中，填姓名或编号；填写日期时必填',
    },
    example: '吴波',
  },
  lastContactNote: {
    name: { en: 'What was said', zh: '联络内容' },
    help: { en: 'In a sentence', zh: '一句话说明' },
    example: '商定三月互访',
  },
  nextStep: {
    name: { en: 'Next step', zh: '下一步事项' },
    help: { en: 'What is to be done next, as it was said', zh: '下一步要做什么（原话）' },
    example: '提供三个技术需求的说明',
  },
  nextStepOwner: {
    name: { en: 'Next step by', zh: '下一步责任职务' },
    help: {
      en: 'A post of a party: id, title or its holder; asked for if left empty',
      zh: '合作方职务：编号、名称或任职人；不填则由系统询问',
    },
    example: 'post-31',
  },
  nextStepDueOn: {
    name: { en: 'Next step until', zh: '下一步时限' },
    help: { en: 'A day from today on; asked for if left empty', zh: '今天或以后的日期；不填则由系统询问' },
    example: '2026-12-15',
  },
} as const satisfies Record<string, Column>;

export type ColumnKey = keyof typeof columns;

/** Longest text of each column that is a text; names are shorter than this too. */
const longest: Partial<Record<ColumnKey, number>> = { nextStep: 2_000, lastContactNote: 2_000, parties: 2_000 };

export const cooperations = sheetOf<ColumnKey>({ columns, mostRows: 2_000, longest });

/** What may be written where there is a choice, in both languages. */
export const choices = {
  firstEventKind: { visit: ['visit', '来访'], symposium: ['symposium', '座谈会', '座谈'] },
  stage: {
    visit: ['visit', '来访'],
    symposium: ['symposium', '座谈会', '座谈'],
    communication: ['communication', 'regular communication', '常态化沟通', '沟通'],
  },
  rhythm: {
    weekly: ['weekly', '每周'],
    fortnightly: ['fortnightly', '每两周', '双周'],
    monthly: ['monthly', '每月', '月度'],
    quarterly: ['quarterly', '每季度', '季度'],
  },
} as const;

/** The choice that was meant; null if none is like it. */
export function chosen<C extends string>(of: Record<C, readonly string[]>, said: string): C | null {
  // The keys of `of`.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const keys = Object.keys(of) as C[];
  return keys.find((key) => of[key].some((word) => nameKey(word) === nameKey(said))) ?? null;
}
