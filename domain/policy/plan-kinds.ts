import { ending, milestone, ordinary, study } from './ladders.ts';
import type { FollowUpPolicy } from './policy.ts';

/** What a plan follows up by itself, with the origin of each value. */
export const planKinds = {
  'plan-text': {
    title: { en: 'Get the text of the plan', zh: '补齐方案内容' },
    task: {
      en: 'The plan was named but its content is not recorded: get it and enter it.',
      zh: '方案已提出但内容未登记，请补齐并录入。',
    },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred (S30)',
  },
  'plan-sponsors': {
    title: { en: 'Find the sponsors of the plan', zh: '落实方案双方支持人' },
    task: { en: 'Name one sponsor on each side.', zh: '请落实每一方的支持人。' },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
  study: {
    title: { en: 'Finish the feasibility study', zh: '完成可行性研究' },
    task: { en: 'File the report of the study.', zh: '请提交可行性研究报告。' },
    dueWorkingDays: 60,
    steps: study,
    closes: 'by-record',
    origin: 'UD1; check points and review at 120 inferred',
  },
  'study-decision': {
    title: { en: 'Decide on the study', zh: '对研究作出决定' },
    task: {
      en: 'Decide go, revise, hold or stop. The author cannot decide.',
      zh: '请决定：实施、修改、暂缓或终止。编写人不得自行决定。',
    },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'WI1; time inferred',
  },
  application: {
    title: { en: 'File the project application', zh: '提交项目申报' },
    task: { en: 'File the application before the programme closes.', zh: '请在截止前提交项目申报。' },
    dueWorkingDays: 20,
    steps: milestone,
    closes: 'by-record',
    origin: 'inferred (S54)',
  },
  'project-start': {
    title: { en: 'Start the project', zh: '启动项目' },
    task: {
      en: 'Turn both keys: the approval and the partner contribution.',
      zh: '请完成两项启动条件：立项批准与合作方投入确认。',
    },
    dueWorkingDays: 60,
    steps: ordinary,
    closes: 'by-record',
    origin: 'MI2',
  },
  milestone: {
    title: { en: 'Reach the milestone', zh: '完成里程碑' },
    task: { en: 'Reach the milestone and record it.', zh: '请完成该里程碑并登记。' },
    dueWorkingDays: 20,
    steps: milestone,
    closes: 'by-record',
    origin: 'inferred',
  },
  deliverable: {
    title: { en: 'Accept the deliverable', zh: '验收成果' },
    task: { en: 'Accept the deliverable or return it with a reason.', zh: '请验收该成果，或说明理由退回。' },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
  'project-end': {
    title: { en: 'Extend or close the project', zh: '项目延期或结题' },
    task: {
      en: 'Decide whether to extend or to close, and hold the closing review.',
      zh: '请决定延期或结题，并组织结题评审。',
    },
    dueWorkingDays: 250,
    steps: ending,
    closes: 'by-record',
    // Once, by twelve months at the most [MI2].
    datedBy: {
      en: 'Its date is the end of the project: extend the project instead.',
      zh: '其时限即项目结束日期，请办理项目延期。',
    },
    origin: 'DOMAIN 2 (-60, -30, -10)',
  },
  'study-start': {
    title: { en: 'Start the feasibility study', zh: '启动可行性研究' },
    task: {
      en: 'Name the question and a team of both sides, and start the study.',
      zh: '请明确研究问题，组成双方团队并启动研究。',
    },
    dueWorkingDays: 20,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
  'application-result': {
    title: { en: 'Learn the result of the application', zh: '了解申报结果' },
    task: { en: 'Ask the programme for the result and record it.', zh: '请向主管部门了解申报结果并登记。' },
    dueWorkingDays: 60,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred (S54)',
  },
  delivery: {
    title: { en: 'Deliver the result', zh: '提交成果' },
    task: { en: 'Hand over what was agreed, and record it.', zh: '请提交约定的成果并登记。' },
    dueWorkingDays: 60,
    steps: milestone,
    closes: 'by-record',
    origin: 'DOMAIN 2 (-10, -3, -1)',
  },
  'project-meeting': {
    title: { en: 'Hold the project meeting', zh: '召开项目例会' },
    task: { en: 'Hold the meeting of the project team and record it.', zh: '请召开项目例会并登记。' },
    dueWorkingDays: 20,
    steps: ordinary,
    closes: 'by-record',
    origin: 'KT4 (monthly)',
  },
} as const satisfies Record<string, FollowUpPolicy>;
