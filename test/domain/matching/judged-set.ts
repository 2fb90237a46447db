import type { NeedProfile, ResearcherProfile } from '../../../domain/matching/profiles.ts';

/**
 * SYNTHETIC. Ten people and twelve needs of a fine-chemical park, made up for this test: the second source case names neither
 * (S42, S57), and no person or enterprise stands behind them. They were judged by hand before the matcher was written, by asking
 * of each need whom a sensible coordinator would send, in which order, and whom not. A judgement is not changed to please the
 * matcher. Fields and skills are given in the words that people would write, in either language, to be found in the vocabulary.
 */

type Person = Omit<ResearcherProfile, 'terms' | 'preferredTerms'> & { words: string; wishes: string };
type Need = Omit<NeedProfile, 'terms'> & { words: string };

const person = (id: string, given: Partial<Person> & Pick<Person, 'words' | 'text'>): Person => ({
  personId: `person-${id}`,
  homeUnitId: 'org-chemistry',
  level: 'associate',
  wishes: '',
  languages: ['zh-CN'],
  halfDaysAWeek: 6,
  absences: [],
  homeUnitConsents: 'yes',
  exclusions: [],
  places: [],
  knownEnterprises: [],
  area: 'henan/kaifeng',
  ...given,
});

const need = (number: number, given: Partial<Need> & Pick<Need, 'words' | 'text' | 'class'>): Need => ({
  agreementId: 'agreement-park',
  needId: `need-${number}`,
  key: `agreement-park/need-${number}`,
  enterpriseId: `org-e${number}`,
  urgency: 'normal',
  languages: ['zh-CN'],
  area: 'henan/kaifeng/park',
  fromOn: '2026-09-01',
  toOn: '2027-08-31',
  daysAYear: 60,
  team: { least: 1, wanted: 1 },
  requestedPersonId: null,
  ...given,
});

export const judgedPeople: readonly Person[] = [
  person('catalysis', {
    level: 'professor',
    words: '催化、加氢、精细化工',
    text: '长期从事多相催化与选择性加氢研究，开发过贵金属及镍基催化剂，用于芳香硝基化合物还原和精细化学品中间体合成。',
    knownEnterprises: ['org-e1'],
  }),
  person('process', {
    words: 'process engineering, continuous flow, scale-up, crystallisation, 反应安全',
    text: 'Chemical engineer. Moves batch reactions into continuous flow, scales up crystallisation and distillation, and does calorimetry and hazard studies of nitration and diazotisation.',
    languages: ['zh-CN', 'en'],
  }),
  person('environment', {
    homeUnitId: 'org-environment',
    words: '环境工程、废水处理、VOCs 治理',
    text: '研究高盐高浓度有机废水的预处理与生化处理，以及挥发性有机物的吸附回收，完成多家化工企业的环保改造。',
  }),
  person('analysis', {
    level: 'lecturer',
    words: '分析化学、色谱、质谱、质量控制',
    text: '擅长高效液相色谱和液质联用方法开发，做过药物中间体的杂质谱研究和质量标准制定。',
    halfDaysAWeek: 4,
  }),
  person('data', {
    homeUnitId: 'org-computing',
    words: 'artificial intelligence, machine learning, industrial data, 数字化转型',
    text: 'Machine learning on plant data: soft sensors, yield prediction, predictive maintenance of pumps and compressors, advanced control on top of an existing DCS.',
    languages: ['zh-CN', 'en'],
  }),
  person('materials', {
    homeUnitId: 'org-materials',
    words: '材料测试、涂料、高分子材料、耐候性',
    text: '从事高分子涂层的老化与耐候性评价、力学性能和显微结构表征，参与水性涂料配方的改进。',
    wishes: '涂料',
  }),
  person('platform', {
    homeUnitId: 'org-research-office',
    words: '项目申报、创新平台、知识产权',
    text: '多年组织省级工程技术研究中心、重点实验室和科技计划项目的申报，熟悉高新技术企业认定和专利布局。',
  }),
  person('training', {
    homeUnitId: 'org-education',
    level: 'lecturer',
    words: '人才培养、职业技能培训、校企联合培养',
    text: '负责化工类专业学位研究生联合培养和一线技术工人培训课程的设计，组建过企业研发团队。',
    halfDaysAWeek: 3,
  }),
  person('enzymes', {
    homeUnitId: 'org-pharmacy',
    words: 'biomedicine, biocatalysis, pharmaceutical intermediates',
    text: 'Enzyme engineering for chiral pharmaceutical intermediates: ketoreductases and transaminases, from screening to a pilot fermentation.',
    languages: ['zh-CN', 'en'],
    // Holds shares in this enterprise.
    exclusions: [{ organisationId: 'org-e5', kind: 'conflict-of-interest' }],
  }),
  person('automation', {
    homeUnitId: 'org-automation',
    level: 'professor',
    words: '自动化、过程控制、DCS、安全仪表',
    text: '化工装置的集散控制系统设计、联锁保护和仪表选型，曾主持多套装置的自动化改造。',
    // The unit said no: the whole year's courses hang on this person.
    homeUnitConsents: 'no',
  }),
];

export const judgedNeeds: readonly Need[] = [
  need(1, {
    class: 'new-product',
    urgency: 'high',
    words: '催化、加氢',
    text: '间硝基氯苯加氢制间氯苯胺时脱氯副反应严重，希望开发高选择性催化剂并完成中试。',
  }),
  need(2, {
    class: 'process-upgrading',
    urgency: 'high',
    words: '微通道反应、工艺安全',
    text: '现有硝化反应为间歇釜式，放热剧烈，按监管要求须改为连续流工艺，并做反应热评估。',
  }),
  need(3, {
    class: 'process-upgrading',
    words: 'wastewater treatment, VOC abatement',
    text: 'High-salinity organic wastewater from dye intermediates exceeds the park’s limits, and the tank farm needs recovery of volatile organic compounds.',
    languages: ['zh-CN'],
  }),
  need(4, {
    class: 'process-upgrading',
    words: '质量控制、液相色谱',
    text: '出口的原料药中间体有未知杂质超限，需要建立检测方法、弄清来源并完善质量标准。',
  }),
  need(5, {
    class: 'new-product',
    words: '生物催化、医药中间体',
    text: '希望用酶法代替化学还原生产手性醇中间体，降低重金属残留。',
  }),
  need(6, {
    class: 'process-upgrading',
    words: 'DCS、自动控制',
    text: '老装置仍靠人工操作，须完成自动化控制改造，加装安全联锁，并逐步实现先进控制。',
  }),
  need(7, {
    class: 'innovation-platform',
    words: '工程技术研究中心、项目申报',
    text: '准备申报省级工程技术研究中心，缺少研发体系规划和申报材料的编写经验。',
    requestedPersonId: 'person-platform',
  }),
  need(8, {
    class: 'talent-and-team',
    words: '技能培训、研究生联合培养',
    text: '一线操作工和化验员流失大，希望系统培训员工，并与学校联合培养研究生，建立自己的研发团队。',
  }),
  need(9, {
    class: 'process-upgrading',
    words: '机器学习、工业大数据',
    text: '装置运行数据已积累三年，希望预测收率波动和压缩机故障，减少非计划停车。',
  }),
  need(10, {
    class: 'new-product',
    words: 'waterborne coatings, weathering',
    text: 'Our waterborne wood coating chalks and cracks outdoors after one year. We want a formulation that passes accelerated ageing, and tests we can trust.',
  }),
  need(11, {
    class: 'other',
    urgency: 'low',
    words: '跨境电商、品牌营销',
    text: '产品准备通过跨境电商平台直接销往东南亚，需要品牌策划、海外仓和客服团队的搭建经验。',
  }),
  need(12, {
    class: 'process-upgrading',
    words: 'crystallization, particle size',
    text: 'Crystal size of our pigment intermediate varies from batch to batch and filtration takes days. The parent company works in English.',
    languages: ['en'],
  }),
];

export interface Judgement {
  /** Whom a sensible coordinator would send, best first; nobody if empty. */
  send: readonly string[];
  /** Who must not be sent, and why. */
  never: Readonly<Record<string, string>>;
}

const unwilling = { 'person-automation': 'the home unit does not let this person go' };

export const judgements: Readonly<Record<string, Judgement>> = {
  'agreement-park/need-1': { send: ['person-catalysis'], never: unwilling },
  'agreement-park/need-2': { send: ['person-process'], never: unwilling },
  'agreement-park/need-3': { send: ['person-environment'], never: unwilling },
  'agreement-park/need-4': { send: ['person-analysis', 'person-enzymes'], never: unwilling },
  'agreement-park/need-5': {
    send: ['person-catalysis', 'person-analysis'],
    never: { ...unwilling, 'person-enzymes': 'holds shares in the enterprise, though the best by subject' },
  },
  'agreement-park/need-6': { send: ['person-data', 'person-process'], never: unwilling },
  'agreement-park/need-7': { send: ['person-platform'], never: unwilling },
  'agreement-park/need-8': { send: ['person-training', 'person-platform'], never: unwilling },
  'agreement-park/need-9': { send: ['person-data'], never: unwilling },
  'agreement-park/need-10': { send: ['person-materials'], never: unwilling },
  // Selling abroad: nobody of these ten, and no project application either. It stays visible as unmatched (S44).
  'agreement-park/need-11': { send: [], never: { ...unwilling, 'person-platform': 'knows applications, not selling' } },
  'agreement-park/need-12': {
    send: ['person-process'],
    never: { ...unwilling, 'person-materials': 'no English, and coatings are not crystals' },
  },
};
