import { sheetOf } from './sheet.ts';

/** The columns of a spreadsheet of needs, of one agreement or of many (S42, S43). */
const columns = {
  agreement: {
    name: { en: 'Agreement', zh: '合作编号' },
    help: {
      en: 'Its id; may be left out where the party has one open agreement only',
      zh: '合作的编号；该方仅有一项未结合作时可不填',
    },
    example: '',
  },
  party: {
    name: { en: 'Party', zh: '需求方' },
    help: { en: 'Whose need it is: code or name', zh: '提出需求的单位：代码或名称' },
    example: '某精细化工有限公司',
    isRequired: true,
  },
  class: {
    name: { en: 'Class', zh: '需求类别' },
    help: {
      en: 'innovation-platform, talent-and-team, process-upgrading, new-product or other; other if left empty',
      zh: '创新平台申报、人才与团队建设、工艺改造升级、新产品研发 或 其他；不填为其他',
    },
    example: '工艺改造升级',
  },
  shortcoming: {
    name: { en: 'Shortcoming', zh: '技术短板' },
    help: { en: 'What is missing; this or an expected project', zh: '欠缺什么；与期望项目至少填一项' },
    example: '加氢工序收率低',
  },
  expectedProject: {
    name: { en: 'Expected project', zh: '期望项目' },
    help: { en: 'What is hoped for; this or a shortcoming', zh: '希望开展什么；与技术短板至少填一项' },
    example: '共同改进催化剂',
  },
  statusQuo: {
    name: { en: 'Status quo', zh: '企业现状' },
    help: { en: 'In a few sentences', zh: '几句话说明' },
    example: '',
  },
  mainProducts: {
    name: { en: 'Main products', zh: '主要产品' },
    help: { en: 'In a few words', zh: '简要说明' },
    example: '染料中间体',
  },
  urgency: {
    name: { en: 'Urgency', zh: '紧急程度' },
    help: { en: 'low, normal or high; normal if left empty', zh: '低、一般 或 高；不填为一般' },
    example: '高',
  },
  terms: {
    name: { en: 'Wanted fields and skills', zh: '所需领域与技能' },
    help: {
      en: 'Words of the vocabulary in either language, with ; between them',
      zh: '词表中的词，中英文均可，以分号隔开',
    },
    example: '催化; 工艺优化',
  },
  languages: {
    name: { en: 'Languages', zh: '工作语言' },
    help: { en: 'zh-CN and en, with ; between them', zh: '中文、英文，以分号隔开' },
    example: '中文',
  },
  area: {
    name: { en: 'Place', zh: '所在地' },
    help: { en: 'From the large to the small, like henan/kaifeng', zh: '由大到小，如 henan/kaifeng' },
    example: 'henan/kaifeng',
  },
  point: {
    name: { en: 'Point on site', zh: '派驻点' },
    help: { en: 'Gate, building, line; private to the party', zh: '厂门、楼栋、产线；仅该方可见' },
    example: '二号车间',
  },
  fromOn: {
    name: { en: 'From', zh: '开始日期' },
    help: { en: 'A day like 2026-04-01', zh: '日期，如 2026-04-01' },
    example: '2026-04-01',
  },
  toOn: {
    name: { en: 'Until', zh: '结束日期' },
    help: { en: 'A day like 2027-03-31', zh: '日期，如 2027-03-31' },
    example: '2027-03-31',
  },
  daysAYear: {
    name: { en: 'Working days a year', zh: '每年工作日数' },
    help: { en: '1 to 260', zh: '1 至 260' },
    example: '60',
  },
  teamLeast: {
    name: { en: 'People at least', zh: '最少人数' },
    help: { en: '1 to 20; 1 if left empty', zh: '1 至 20；不填为 1' },
    example: '1',
  },
  teamWanted: {
    name: { en: 'People wished for', zh: '期望人数' },
    help: { en: '1 to 20', zh: '1 至 20' },
    example: '2',
  },
} as const;

export type NeedColumn = keyof typeof columns;

const PASSAGE = 4_000;

export const needSheet = sheetOf<NeedColumn>({
  columns,
  mostRows: 20_000,
  longest: {
    shortcoming: PASSAGE,
    expectedProject: PASSAGE,
    statusQuo: PASSAGE,
    mainProducts: PASSAGE,
    terms: 2_000,
  },
});

export const urgencyChoices = {
  low: ['low', '低', '不急'],
  normal: ['normal', '一般', '普通'],
  high: ['high', '高', '紧急'],
} as const;

/** Needs of one agreement at the most, with those it has: each is carried through its life, and must be read by somebody. */
export const MOST_NEEDS = 300;
