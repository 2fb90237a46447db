import type { FollowUpPolicy, StepPolicy } from './policy.ts';

/** Reminder three working days before [DB2], on the day, one day after; two working days of grace, then the coordinator [E1]; repeats at most five times at five days [GA1, GO1]. */
const ordinary: readonly StepPolicy[] = [
  { key: 'before', offsetWorkingDays: -3, level: 0, notice: 'reminder' },
  { key: 'due', offsetWorkingDays: 0, level: 0, notice: 'due' },
  { key: 'overdue', offsetWorkingDays: 1, level: 0, notice: 'overdue' },
  {
    key: 'escalation',
    offsetWorkingDays: 2,
    level: 1,
    notice: 'escalation',
    repeat: { times: 5, everyWorkingDays: 5 },
  },
];

/** Minutes: asked at once, reminded after 5, 10 and 20 working days, then our liaison telephones; consent is never assumed (DOMAIN 2a). */
const confirmation: readonly StepPolicy[] = [
  { key: 'ask', offsetWorkingDays: 0, from: 'opened', level: 0, notice: 'confirm-minutes' },
  { key: 'remind-5', offsetWorkingDays: 5, from: 'opened', level: 0, notice: 'confirm-minutes' },
  { key: 'remind-10', offsetWorkingDays: 10, from: 'opened', level: 0, notice: 'confirm-minutes' },
  { key: 'remind-20', offsetWorkingDays: 20, from: 'opened', level: 0, notice: 'confirm-minutes' },
  { key: 'telephone', offsetWorkingDays: 25, from: 'opened', level: 1, notice: 'telephone' },
];

/** An itinerary is looked at ten, three and one working days ahead. */
const ahead: readonly StepPolicy[] = [
  { key: 'ahead-10', offsetWorkingDays: -10, level: 0, notice: 'meeting' },
  { key: 'ahead-3', offsetWorkingDays: -3, level: 0, notice: 'meeting' },
  { key: 'ahead-1', offsetWorkingDays: -1, level: 0, notice: 'meeting' },
  ...ordinary.filter((step) => step.offsetWorkingDays > 0),
];

/** Time used: 50, 75 and 100 % of sixty working days, then as usual. */
const study: readonly StepPolicy[] = [
  { key: 'half', offsetWorkingDays: -30, level: 0, notice: 'reminder' },
  { key: 'three-quarters', offsetWorkingDays: -15, level: 0, notice: 'reminder' },
  ...ordinary.filter((step) => step.key !== 'before'),
];

/** An end is asked about 60, 30 and 10 working days before. */
const ending: readonly StepPolicy[] = [
  { key: 'before-60', offsetWorkingDays: -60, level: 0, notice: 'reminder' },
  { key: 'before-30', offsetWorkingDays: -30, level: 0, notice: 'reminder' },
  { key: 'before-10', offsetWorkingDays: -10, level: 0, notice: 'reminder' },
  ...ordinary.filter((step) => step.key !== 'before'),
];

const milestone: readonly StepPolicy[] = [
  { key: 'before-10', offsetWorkingDays: -10, level: 0, notice: 'reminder' },
  { key: 'before-3', offsetWorkingDays: -3, level: 0, notice: 'reminder' },
  { key: 'before-1', offsetWorkingDays: -1, level: 0, notice: 'reminder' },
  ...ordinary.filter((step) => step.key !== 'before'),
];

/** The values of policy version 1, by kind of follow-up: the defaults of DOMAIN sections 2 and 2a with their origin. */
export const followUpPolicies = {
  intake: {
    title: { en: 'Decide on the proposal', zh: '决定是否受理合作建议' },
    task: {
      en: 'Accept the proposed cooperation, or decline it with a reason.',
      zh: '请受理该合作建议，或说明理由不予受理。',
    },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred; reminders DC1',
  },
  'visit-plan': {
    title: { en: 'Record the first visit or waive it', zh: '登记首次来访或说明免去' },
    task: {
      en: 'Record the visit, or have the stage waived with a reason.',
      zh: '请登记来访情况，或说明理由免去该阶段。',
    },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
  itinerary: {
    title: { en: 'Prepare the coming visit', zh: '做好来访准备' },
    task: {
      en: 'Check stops, hosts and attendance, and mark them after the visit.',
      zh: '请核对行程各站、接待人员与出席名单，来访后逐站登记。',
    },
    dueWorkingDays: 10,
    steps: ahead,
    closes: 'by-record',
    origin: 'DB2; -10 and -1 inferred',
  },
  'visit-note': {
    title: { en: 'File the visit note', zh: '提交来访纪要' },
    task: { en: 'File the note of the visit.', zh: '请提交本次来访的纪要。' },
    dueWorkingDays: 3,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
  symposium: {
    title: { en: 'Hold and record the symposium', zh: '召开并登记座谈会' },
    task: {
      en: 'Record the symposium, or have the stage waived with a reason.',
      zh: '请登记座谈会情况，或说明理由免去该阶段。',
    },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
  minutes: {
    title: { en: 'Send the minutes', zh: '发出会议纪要' },
    task: { en: 'Write the minutes and send them to each side for confirmation.', zh: '请整理会议纪要并送各方确认。' },
    dueWorkingDays: 5,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
  'minutes-confirmation': {
    title: { en: 'Confirm the minutes', zh: '确认会议纪要' },
    task: {
      en: 'Please read the minutes and confirm them, or say what is to be changed.',
      zh: '请审阅会议纪要并予确认，如需修改请说明。',
    },
    dueWorkingDays: 20,
    steps: confirmation,
    closes: 'by-record',
    origin: 'DOMAIN 2a (5, 10, 20 working days, then telephone); DC1',
  },
  commitment: {
    title: { en: 'Keep a commitment', zh: '落实约定事项' },
    task: { en: 'Do what was said, and report it done.', zh: '请落实所约定的事项，并反馈完成情况。' },
    dueWorkingDays: 20,
    steps: ordinary,
    closes: 'by-report',
    origin: 'inferred',
  },
  mechanism: {
    title: { en: 'Settle the regular communication', zh: '商定常态化沟通机制' },
    task: {
      en: 'Ask both sides for channel, rhythm and a liaison each. Until then: monthly, our default.',
      zh: '请与双方商定沟通渠道、频次和各方联络人。在此之前按默认值每月一次。',
    },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'KT3 (monthly); time inferred',
  },
  contact: {
    title: { en: 'Next contact', zh: '下一次联络' },
    task: { en: 'Speak with a named counterpart and record the contact.', zh: '请与对方指定人员联络，并予登记。' },
    dueWorkingDays: 20,
    steps: ordinary,
    closes: 'by-record',
    origin: 'MM3, KT3; steps E1',
  },
  plan: {
    title: { en: 'Raise a specific plan', zh: '提出具体合作方案' },
    task: {
      en: 'Raise at least one specific plan that both sides sponsor.',
      zh: '请推动提出至少一项双方共同支持的具体方案。',
    },
    dueWorkingDays: 60,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
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
    origin: 'UD1; check points inferred',
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
    origin: 'DOMAIN 2 (-60, -30, -10)',
  },
  need: {
    title: { en: 'Evaluate and match the need', zh: '评估并对接技术需求' },
    task: {
      en: 'Find a researcher or team for the need, or say that there is none.',
      zh: '请为该需求对接研究人员或团队，或说明暂无。',
    },
    dueWorkingDays: 20,
    steps: ordinary,
    closes: 'by-record',
    origin: 'CX4 (evaluate monthly)',
  },
  build: {
    title: { en: 'Move the base or platform on', zh: '推进基地或平台建设' },
    task: { en: 'Record what has been decided or built since.', zh: '请登记建设进展或决定。' },
    dueWorkingDays: 60,
    steps: ordinary,
    closes: 'by-record',
    origin: 'quarterly review CX4',
  },
  naming: {
    title: { en: 'Name the participants', zh: '补齐人员名单' },
    task: {
      en: 'Some took part by number only: name them where you can.',
      zh: '部分参加者仅登记人数，请尽量补齐名单。',
    },
    dueWorkingDays: 10,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred (S13)',
  },
  exploration: {
    title: { en: 'Look again at what is explored', zh: '回顾探索事项' },
    task: {
      en: 'Say what became of it: go on, make it a plan, or drop it.',
      zh: '请说明进展：继续探索、形成方案或不再推进。',
    },
    dueWorkingDays: 60,
    steps: ordinary,
    closes: 'by-report',
    origin: 'inferred (S39)',
  },
  hold: {
    title: { en: 'End of the hold', zh: '暂停到期' },
    task: { en: 'Decide whether to resume, to hold on, or to close.', zh: '请决定恢复、继续暂停或结束。' },
    dueWorkingDays: 60,
    steps: [{ key: 'half-time', offsetWorkingDays: 0, from: 'half', level: 0, notice: 'reminder' }, ...ordinary],
    closes: 'by-record',
    origin: 'inferred (60 working days at the most); DOMAIN 2 H (reminder at half time)',
  },
  review: {
    title: { en: 'Review the cooperation', zh: '年度回顾' },
    task: {
      en: 'Decide to renew, re-scope, let lapse or terminate, and tell the partner.',
      zh: '请决定续期、调整、到期或终止，并告知合作方。',
    },
    dueWorkingDays: 250,
    steps: ending,
    closes: 'by-record',
    origin: 'CN3, MU2 (undated: every 12 months); RN1, RN2',
  },
  instrument: {
    title: { en: 'Move the agreement text on', zh: '推进协议文本' },
    task: {
      en: 'Record the next step of the document: review, approval, seal, signature.',
      zh: '请登记文本下一步：审查、批准、用印、签署。',
    },
    dueWorkingDays: 15,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
  },
  expiry: {
    title: { en: 'The agreement text expires', zh: '协议文本到期' },
    task: { en: 'Renew it, or let it lapse on purpose.', zh: '请办理续签，或确认到期终止。' },
    dueWorkingDays: 250,
    steps: ending,
    closes: 'by-record',
    origin: 'RN1, DC4',
  },
  payment: {
    title: { en: 'Instalment', zh: '经费到账' },
    task: { en: 'See that the instalment comes in, and record it.', zh: '请跟进该笔经费到账并登记。' },
    dueWorkingDays: 20,
    steps: ordinary,
    closes: 'by-record',
    origin: 'inferred',
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

export type FollowUpKind = keyof typeof followUpPolicies;

/** An unanswered question is counted to the director after ten working days, once (DOMAIN 2a). */
export const questionCountAfterWorkingDays = 10;
/** Dates that nobody named are spread: at most five for one owner on one day (DOMAIN 2a). */
export const defaultsPerOwnerAndDay = 5;

/** What a person may pause, by kind: how long at once, how often (DOMAIN 2, rule "Pause"). */
export const pauseLimits = {
  acknowledged: { maxWorkingDays: 5, times: 2 },
  snoozed: { maxWorkingDays: 5, times: 2 },
  waiting: { maxWorkingDays: 10, times: 2 },
} as const;
export type PauseKind = keyof typeof pauseLimits;
/** Above the owner a pause is shorter (DOMAIN 2). */
export const pauseMaxWorkingDaysAboveOwner = 3;

/** The rhythm where nobody named one (KT3), and how silence scales with it (DOMAIN 2a). */
export const communicationDefaults = { periodDays: 30, amberPeriods: 1, redPeriods: 1.5, dormantPeriods: 3 } as const;
/** A hold lasts sixty working days at the most (inferred). */
export const holdMaxWorkingDays = 60;
