import { consentInTime, ending, housekeeping, milestone, ordinary, short, toldBesides } from './ladders.ts';
import type { FollowUpPolicy } from './policy.ts';

/** What a placement follows up by itself (DOMAIN stage P), with the origin of each value. */
export const placementKinds = {
  'placement-willing': {
    title: { en: 'Say whether you are willing to go', zh: '答复派驻意愿' },
    task: {
      en: 'Say privately whether you are willing; nobody at the enterprise knows your name before, and only your own side and the coordinating office read a reason for no.',
      zh: '请私下答复是否愿意派驻；在您同意之前企业不会获知您的姓名，不愿意的理由仅本单位和归口单位可见。',
    },
    dueWorkingDays: 5,
    // Before the person has said willing no leader hears of it (DOMAIN 2a).
    steps: housekeeping,
    closes: 'by-record',
    origin: 'DOMAIN 2a; time inferred',
  },
  'placement-consent': {
    title: { en: 'Consent for the home unit', zh: '所在单位出具意见' },
    task: { en: 'Say whether the home unit lets the researcher go.', zh: '请答复所在单位是否同意派出。' },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-record',
    origin: 'CX7; time inferred',
  },
  'placement-host-answer': {
    title: { en: 'Accept the researcher', zh: '接收单位答复' },
    task: { en: 'Say whether the enterprise takes the researcher.', zh: '请答复企业是否接收该研究人员。' },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-record',
    origin: 'CX7; time inferred',
  },
  'placement-other': {
    title: { en: 'Propose somebody else', zh: '另荐派驻人选' },
    task: {
      en: 'The person proposed is not available: propose somebody else for the need, ask again with other dates, or let it be.',
      zh: '所提人选无法派驻：请另荐人选、调整后再次征询，或不再派驻。',
    },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-report',
    origin: 'S44; time inferred',
  },
  'placement-document': {
    title: { en: 'File the three-party agreement', zh: '归档三方协议' },
    task: {
      en: 'Have the agreement of researcher, home unit and enterprise signed, and file it.',
      zh: '请办理研究人员、所在单位和企业的三方协议并归档。',
    },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'CX7; time inferred',
  },
  'placement-days': {
    title: { en: 'Plan the days on site', zh: '安排派驻日程' },
    task: { en: 'Agree on the days on site and enter them.', zh: '请商定派驻日程并录入。' },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred (S55)',
  },
  'placement-clash': {
    title: { en: 'Choose other days', zh: '调整冲突日程' },
    task: {
      en: 'Some days are taken by another placement of this person, have turned out to be free, or a limit was reached: choose others.',
      zh: '部分日程与该人员其他派驻冲突、遇放假，或已达上限，请另行安排。',
    },
    dueWorkingDays: 3,
    steps: short,
    closes: 'by-record',
    origin: 'inferred',
  },
  'placement-terms': {
    title: { en: 'Write down the terms', zh: '明确派驻待遇' },
    task: {
      en: 'Write down what was promised: allowance, workload credit, insurance, travel, certificate of service.',
      zh: '请明确并登记：津贴、工作量认定、保险、差旅、服务证明。',
    },
    dueWorkingDays: 10,
    steps: housekeeping,
    closes: 'by-record',
    origin: 'DOMAIN 2a; time inferred',
  },
  'placement-log': {
    title: { en: 'Log the days on site', zh: '填报派驻日志' },
    task: {
      en: 'Say on which days of the half month you were on site, and what was done.',
      zh: '请填报本半月到岗日期和工作内容。',
    },
    dueWorkingDays: 3,
    steps: [
      { key: 'ask', offsetWorkingDays: 0, from: 'opened', level: 0, notice: 'reminder', origin: 'CX5 (half-monthly)' },
      { key: 'due', offsetWorkingDays: 0, level: 0, notice: 'due', origin: 'CX5 (half-monthly)' },
      { key: 'overdue', offsetWorkingDays: 1, level: 0, notice: 'overdue', origin: 'DB1' },
    ],
    closes: 'by-record',
    origin: 'CX5',
  },
  'placement-missed-log': {
    title: { en: 'Ask for the missing logs', zh: '催报派驻日志' },
    task: {
      en: 'Two logs in a row were not filed: ask the researcher how it goes, and enter what took place.',
      zh: '日志已连续两次未报，请向研究人员了解情况并补录。',
    },
    dueWorkingDays: 5,
    // The researcher's own unit reads of it when our liaison could not mend it.
    steps: toldBesides('escalation'),
    closes: 'by-record',
    origin: 'DOMAIN stage P (missed twice)',
  },
  'placement-presence': {
    title: { en: 'Confirm the days on site', zh: '确认到岗情况' },
    task: {
      en: 'Say whether the researcher, or whoever stood in, was there on the days named; without an answer the days count.',
      zh: '请确认研究人员（或顶岗人员）所列到岗日期；未答复的，按已到岗计算。',
    },
    dueWorkingDays: 5,
    steps: [{ key: 'ask', offsetWorkingDays: 0, from: 'opened', level: 0, notice: 'due', origin: 'inferred' }],
    closes: 'by-record',
    origin: 'DOMAIN 2a (silence costs no day); time inferred',
  },
  'placement-dispute': {
    title: { en: 'Settle disputed days', zh: '核定有异议的到岗日期' },
    task: {
      en: 'The host and the researcher do not agree on the days named: ask both, and enter which of them count.',
      zh: '接收单位对所列到岗日期有异议，请向双方核实并登记是否计入。',
    },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-record',
    origin: 'DOMAIN 2a; time inferred',
  },
  'placement-pace': {
    title: { en: 'Bring the days back on pace', zh: '补足派驻天数' },
    task: {
      en: 'At this rhythm the days of the scheme will not be reached: agree on more days, or on another plan.',
      zh: '按目前进度将达不到规定天数，请增加到岗天数或调整安排。',
    },
    dueWorkingDays: 10,
    steps: toldBesides('before'),
    closes: 'by-record',
    origin: 'DOMAIN stage P; time inferred',
  },
  'placement-assessment': {
    title: { en: 'Assess the placement', zh: '派驻考核' },
    task: { en: 'Assess the placement for your side.', zh: '请对派驻工作作出考核评价。' },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'KT4; time inferred',
  },
  'placement-result': {
    title: { en: 'Say what came of it', zh: '登记派驻成效' },
    task: {
      en: 'Say whether the problem was solved, or why not, and what came of it: project, application, result, patent.',
      zh: '请登记问题是否解决（未解决的说明原因）及成效：项目、申报、成果、专利。',
    },
    dueWorkingDays: 15,
    steps: ordinary,
    closes: 'by-record',
    origin: 'S56; time inferred',
  },
  'placement-renewal': {
    title: { en: 'Renew the placement or let it end', zh: '决定派驻是否续期' },
    task: { en: 'Decide with the enterprise whether the placement goes on.', zh: '请与企业商定派驻是否续期。' },
    dueWorkingDays: 60,
    steps: ending,
    closes: 'by-record',
    datedBy: {
      en: 'Its date is the end of the placement: change the period instead.',
      zh: '其时限即派驻结束日期，请调整派驻期限。',
    },
    origin: 'DOMAIN stage P (-60 working days)',
  },
  'placement-next-batch': {
    title: { en: 'Select the next batch', zh: '遴选下一批派驻人员' },
    task: { en: 'Collect needs and select who goes next.', zh: '请征集需求并遴选下一批派驻人员。' },
    dueWorkingDays: 40,
    steps: milestone,
    closes: 'by-record',
    origin: 'CX8; time inferred',
  },
  'placement-cover': {
    title: { en: 'Find cover', zh: '落实顶岗人员' },
    task: {
      en: 'The researcher cannot keep the days named: find somebody else or other days, and tell the enterprise.',
      zh: '研究人员无法按计划到岗，请落实顶岗人员或另行安排，并告知企业。',
    },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-record',
    origin: 'GO2; time inferred',
  },
  'cover-request': {
    title: { en: 'Say whether you stand in', zh: '答复是否顶岗' },
    task: {
      en: 'Somebody cannot come on the days named: say whether you stand in. The first who says yes does.',
      zh: '有人无法按所列日期到岗，请答复您是否顶岗；最先同意者承担。',
    },
    dueWorkingDays: 2,
    steps: [{ key: 'due', offsetWorkingDays: 0, level: 0, notice: 'due', origin: 'GO2' }],
    closes: 'by-record',
    origin: 'GO2; time inferred',
  },
  'cover-consent': {
    title: { en: 'Agree to whoever stands in', zh: '确认顶岗人选' },
    task: {
      en: 'Say whether the enterprise, which asked for somebody by name, agrees to whoever stands in on the days named.',
      zh: '请答复企业（曾点名）是否同意所列日期的顶岗人选。',
    },
    dueWorkingDays: 2,
    steps: consentInTime,
    closes: 'by-record',
    origin: 'DOMAIN 2a; time inferred',
  },
  'placement-shortfall': {
    title: { en: 'Decide about days that nobody keeps', zh: '处理无人到岗的缺额' },
    task: {
      en: 'Nobody was found for the days named: agree on other days with the enterprise, look again, or accept that they are missing.',
      zh: '所列日期无人可派：请与企业另商日期、重新物色，或确认缺额。',
    },
    dueWorkingDays: 3,
    steps: [
      { key: 'short', offsetWorkingDays: 0, from: 'opened', level: 2, notice: 'escalation', origin: 'inferred' },
      ...short,
    ],
    closes: 'by-record',
    origin: 'inferred',
  },
  'placement-substitute': {
    title: { en: 'Agree to the substitute', zh: '确认替换人选' },
    task: {
      en: 'Say whether the enterprise agrees to somebody else than the person it asked for.',
      zh: '请答复企业是否同意更换所点名人员。',
    },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-record',
    origin: 'DOMAIN 2a; time inferred',
  },
} as const satisfies Record<string, FollowUpPolicy>;
