import { sheetOf } from './sheet.ts';

/** The columns of a spreadsheet of researchers. What is left empty stays as it is, or is what is usual. */
const columns = {
  person: {
    name: { en: 'Name', zh: '姓名' },
    help: {
      en: 'As in the directory, or the id; somebody whom the unit does not have yet is entered',
      zh: '与名录一致，或填写编号；单位名录中没有的人员将新登记',
    },
    example: '孙某某（示例）',
    isRequired: true,
  },
  latinName: {
    name: { en: 'Name in Latin letters', zh: '拼音或英文名' },
    help: { en: 'Of somebody new; never made up from characters', zh: '新登记人员填写，请勿推测' },
    example: 'Sun Moumou (example)',
  },
  homeUnit: {
    name: { en: 'Home unit', zh: '所在单位' },
    help: { en: 'Our unit that the person belongs to: code or name', zh: '所属我方单位：代码或名称' },
    // A college of ours in the demonstration, where the example row can be tried.
    example: 'ccce',
    isRequired: true,
  },
  email: {
    name: { en: 'E-mail', zh: '邮箱' },
    help: { en: 'Of somebody new; tells namesakes apart', zh: '新登记人员填写；用于区分同名' },
    example: 'sun@example.org',
  },
  level: {
    name: { en: 'Level', zh: '职称级别' },
    help: { en: 'junior, lecturer, associate or professor', zh: '初级、讲师、副教授 或 教授' },
    example: '副教授',
    isRequired: true,
  },
  terms: {
    name: { en: 'Fields and skills', zh: '领域与技能' },
    help: {
      en: 'Words of the vocabulary in either language, with ; between them',
      zh: '词表中的词，中英文均可，以分号隔开',
    },
    example: '精细化工; 催化',
  },
  text: {
    name: { en: 'Own words about the work', zh: '研究工作自述' },
    help: { en: 'In a few sentences', zh: '几句话说明' },
    example: '从事催化加氢工艺研究。',
  },
  languages: {
    name: { en: 'Languages', zh: '工作语言' },
    help: { en: 'zh-CN and en, with ; between them; Chinese if left empty', zh: '中文、英文，以分号隔开；不填为中文' },
    example: '中文; 英文',
  },
  halfDaysAWeek: {
    name: { en: 'Half days a week', zh: '每周可派驻半天数' },
    help: { en: 'At enterprises in teaching time, 0 to 10; 2 if left empty', zh: '教学期内，0 至 10；不填为 2' },
    example: '4',
  },
  teachingHalfDaysAWeek: {
    name: { en: 'Half days taught a week', zh: '每周授课半天数' },
    help: { en: '0 to 10; none if left empty', zh: '0 至 10；不填为 0' },
    example: '3',
  },
  area: {
    name: { en: 'Place of work', zh: '工作地点' },
    help: { en: 'From the large to the small, like henan/kaifeng', zh: '由大到小，如 henan/kaifeng' },
    example: 'henan/kaifeng',
  },
  conflicts: {
    name: { en: 'Conflict of interest with', zh: '利益冲突单位' },
    help: {
      en: 'Organisations, with ; between them; private to the home unit',
      zh: '单位，以分号隔开；仅所在单位可见',
    },
    example: '',
  },
  formerEmployers: {
    name: { en: 'Former employers', zh: '原工作单位' },
    help: {
      en: 'Organisations, with ; between them; private to the home unit',
      zh: '单位，以分号隔开；仅所在单位可见',
    },
    example: '',
  },
} as const;

export type ResearcherColumn = keyof typeof columns;

export const researcherSheet = sheetOf<ResearcherColumn>({
  columns,
  mostRows: 20_000,
  longest: { text: 4_000, terms: 2_000, conflicts: 2_000, formerEmployers: 2_000 },
});

export const researcherChoices = {
  level: {
    junior: ['junior', '初级', '助教', '助理研究员'],
    lecturer: ['lecturer', '讲师', '中级'],
    associate: ['associate', 'associate professor', '副教授', '副高', '副研究员'],
    professor: ['professor', '教授', '正高', '研究员'],
  },
} as const;
