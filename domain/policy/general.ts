import type { PolicyValue } from './values.ts';

/** Where a value may be set: for all of the installation, for an organisation or unit and what is below it, for one agreement. */
export const everywhere = ['system', 'organisation', 'agreement'] as const;
/** What is asked of a person's postbox, which knows no single agreement. */
const byOffice = ['system', 'organisation'] as const;

const days = (value: number, range: readonly [number, number], origin: string, en: string, zh: string) =>
  ({ value, unit: 'working-days', range, origin, scopes: everywhere, title: { en, zh } }) as const;
const times = (value: number, range: readonly [number, number], origin: string, en: string, zh: string) =>
  ({ ...days(value, range, origin, en, zh), unit: 'times' }) as const;
/** What a plan of matching goes by: a batch is matched over many agreements at once, so no single one has its own. */
const percent = (value: number, origin: string, en: string, zh: string) =>
  ({ ...days(value, [0, 100], origin, en, zh), unit: 'percent', scopes: byOffice }) as const;
const time = (value: string, origin: string, en: string, zh: string) =>
  ({ value, unit: 'time-of-day', range: ['00:00', '23:59'], origin, scopes: byOffice, title: { en, zh } }) as const;

/**
 * Values that hold for every kind of follow-up, with what they are, the range in which they can be set and where they come from.
 * Above the owner each level has its own grace after the one below was told [E1]; whoever is told last is asked again five times,
 * five working days apart [GA1, GO1]; then the matter is for the leaders' meeting.
 */
export const generalValues = {
  'cover.answerWithinWorkingDays': days(
    2,
    [1, 10],
    'GO2; time inferred',
    'whoever is asked to stand in answers within',
    '顶岗征询答复时限',
  ),
  'ladder.directorGraceWorkingDays': days(
    2,
    [1, 30],
    'E1',
    'grace before the director is told',
    '上报部门负责人前的宽限',
  ),
  'ladder.leaderGraceWorkingDays': days(2, [1, 30], 'E1', 'grace before the leader is told', '呈报主管领导前的宽限'),
  'ladder.leaderAnnouncedWorkingDays': days(
    1,
    [1, 10],
    'DOMAIN 2a',
    'the leader is announced to the coordinator so long before',
    '呈报领导前提前告知协调人',
  ),
  'ladder.leaderHeldWorkingDays': days(
    5,
    [1, 20],
    'DOMAIN 2a; time inferred',
    'the coordinator may hold it once, for',
    '协调人可暂不呈报一次，期限',
  ),
  'ladder.repeatTimes': times(
    5,
    [0, 10],
    'GA1, GO1',
    'the highest below the leader is asked again',
    '领导以下最高层级的再次催办次数',
  ),
  'ladder.repeatEveryWorkingDays': days(5, [1, 30], 'DOMAIN 2', 'between two of these', '两次催办的间隔'),
  'handOver.acceptWithinWorkingDays': days(
    2,
    [1, 20],
    'E1; inferred',
    'what is handed over is accepted within',
    '转交事项的接受期限',
  ),
  'pauses.acknowledged.maxWorkingDays': days(
    5,
    [1, 30],
    'DOMAIN 2',
    'pause: acknowledged, at the most',
    '确认收到后暂缓，最长',
  ),
  'pauses.acknowledged.times': times(2, [0, 10], 'DOMAIN 2', 'pause: acknowledged, so often', '确认收到后暂缓，次数'),
  'pauses.snoozed.maxWorkingDays': days(5, [1, 30], 'DOMAIN 2', 'pause: snoozed, at the most', '稍后处理，最长'),
  'pauses.snoozed.times': times(2, [0, 10], 'DOMAIN 2', 'pause: snoozed, so often', '稍后处理，次数'),
  'pauses.waiting.maxWorkingDays': days(
    10,
    [1, 60],
    'DOMAIN 2; inferred',
    'pause: waiting for a party, at the most',
    '等待对方，最长',
  ),
  'pauses.waiting.times': times(
    2,
    [0, 10],
    'DOMAIN 2; inferred',
    'pause: waiting for a party, so often',
    '等待对方，次数',
  ),
  'pauses.maxWorkingDaysAboveOwner': days(
    3,
    [1, 30],
    'DOMAIN 2',
    'pause above the owner, at the most',
    '上报后的暂缓，最长',
  ),
  'extensions.maxWorkingDays': days(60, [5, 260], 'MI2; inferred', 'a later date at the most', '延期，最长'),
  'extensions.times': times(2, [0, 10], 'MI2; inferred', 'a later date, so often', '延期，次数'),
  'hold.maxWorkingDays': days(60, [5, 250], 'inferred', 'hold of a cooperation at the most', '合作暂停，最长'),
  'questions.countAfterWorkingDays': days(
    10,
    [1, 60],
    'DOMAIN 2a',
    'unanswered questions are counted to the director after',
    '未答复的待确认事项报部门负责人的期限',
  ),
  'questions.countEveryWorkingDays': days(
    21,
    [5, 250],
    'inferred',
    'the director hears of questions that came since the last count after a month at the earliest',
    '部门负责人得知新增未答复事项的最短间隔（约一个月）',
  ),
  'questions.againEveryWorkingDays': days(
    63,
    [20, 250],
    'inferred',
    'an unanswered question is asked of the coordinator again, each quarter: after',
    '未答复的待确认事项按季度再次询问协调人，间隔',
  ),
  'tasks.repeatEveryWorkingDays': days(
    5,
    [1, 60],
    'inferred',
    'what waits to be passed on by hand or for an introduction is asked for again after',
    '待转达或待引荐事项再次提醒的间隔',
  ),
  'dates.assumedPerOwnerAndDay': {
    ...times(5, [1, 50], 'DOMAIN 2a', 'assumed dates for one owner and day', '同一责任人同一天的默认时限数'),
    scopes: byOffice,
  },
  'dates.anewMaxWorkingDays': days(
    20,
    [1, 120],
    'inferred',
    'a matter whose date has passed starts anew with at most',
    '逾期事项重新计时，最长',
  ),
  'communication.periodDays': {
    ...days(30, [5, 366], 'KT3', 'contact where no rhythm was named', '未商定频次时的联络周期'),
    unit: 'days',
  },
  'communication.amberPeriods': {
    ...days(1, [0.5, 6], 'DOMAIN 2a', 'silence: amber after', '未联络黄色预警'),
    unit: 'periods',
  },
  'communication.redPeriods': {
    ...days(1.5, [0.5, 9], 'DOMAIN 2a', 'silence: red after', '未联络红色预警'),
    unit: 'periods',
  },
  'communication.dormantPeriods': {
    ...days(3, [1, 12], 'DOMAIN 2a', 'silence: a decision after', '长期未联络须作决定'),
    unit: 'periods',
  },
  'placement.logMissedAfterWorkingDays': days(
    2,
    [1, 20],
    'E1; inferred',
    'placement: a log that was due counts as missed after',
    '派驻日志逾期未报的认定期限',
  ),
  'placement.logForgottenAfterWorkingDays': days(
    20,
    [3, 120],
    'inferred',
    'placement: a single log that is still missing is asked for by the liaison after',
    '单次派驻日志仍未补报，由联络员催报的期限',
  ),
  'placement.missedLogs': times(
    2,
    [1, 6],
    'DOMAIN 2 (missed twice)',
    'placement: logs missed in a row before the liaison asks',
    '派驻日志连续未报，由联络员催报的次数',
  ),
  'placement.paceAheadWorkingDays': days(
    60,
    [10, 120],
    'DOMAIN 2; time inferred',
    'placement: so long before its days are lost, only planned days count',
    '派驻天数将无法补足之前，仅计入已安排日程的期限',
  ),
  'placement.paceMarginDays': days(
    2,
    [0, 20],
    'inferred',
    'placement: back on pace when above the minimum by',
    '派驻进度恢复正常的余量',
  ),
  'placement.assessBeforeEndWorkingDays': days(
    10,
    [1, 60],
    'KT4; time inferred',
    'placement: both supervisors are asked before its end by',
    '派驻结束前请双方考核的提前期',
  ),
  'intake.endsAfterDays': {
    ...days(30, [5, 180], 'DC1', 'a proposal nobody decides on ends after', '无人受理的建议终止期限'),
    unit: 'days',
  },
  'reach.fromTime': time('08:30', 'QH1, QH3', 'mail arrives from', '邮件送达时段自'),
  'reach.toTime': time('19:00', 'QH1, QH3', 'mail arrives until', '邮件送达时段至'),
  'reach.digestTime': time('08:30', 'QH1, QH3', 'the morning’s mail comes at', '每日汇总邮件时间'),
  'matching.weights.terms': percent(40, 'inferred', 'matching: fit of fields and skills', '匹配：领域与技能契合'),
  'matching.weights.text': percent(15, 'inferred', 'matching: nearness of the texts', '匹配：文字相近'),
  'matching.weights.availability': percent(10, 'inferred', 'matching: free time', '匹配：可用时间'),
  'matching.weights.travel': percent(5, 'inferred', 'matching: short ways', '匹配：路程'),
  'matching.weights.continuity': percent(10, 'MM3; inferred', 'matching: earlier contacts', '匹配：已有联系'),
  'matching.weights.fairness': percent(5, 'S57; inferred', 'matching: fairness of load', '匹配：任务均衡'),
  'matching.weights.urgency': percent(10, 'inferred', 'matching: urgency of the need', '匹配：需求紧迫程度'),
  'matching.weights.preference': percent(5, 'IP1; inferred', 'matching: wishes of both sides', '匹配：双方意愿'),
  'matching.leastFitPercent': percent(
    35,
    'inferred',
    'matching: with less fit of field nobody is proposed',
    '匹配：契合度低于此值不予推荐',
  ),
  'outsiders.mailsPerWeek': {
    ...times(
      2,
      [2, 2],
      'DOMAIN 2a',
      'mails to an outsider in seven days, meeting changes excepted',
      '外部人员七天内邮件数（会议变更除外）',
    ),
    scopes: [],
    fixed: {
      en: 'A promise to people of other sides over all cooperations and units; one unit cannot take it back for the others.',
      zh: '对外部人员的承诺，适用于所有合作和单位，任何单位不得单方更改。',
    },
  },
  'replies.pauseWorkingDays': {
    ...days(2, [2, 2], 'DOMAIN 2a', 'who answers by mail is not asked again for', '以邮件答复后不再催办的期限'),
    scopes: [],
    fixed: {
      en: 'Gives the office time to read an answer; it holds for a person, who may have matters of many units in one answer.',
      zh: '为我方阅读答复留出时间；一封答复可能涉及多个单位，因此统一规定。',
    },
  },
  'lights.blueWithinWorkingDays': {
    ...days(3, [3, 3], 'DB1, DB2', 'the light is blue before the date, from', '到期前蓝色提示'),
    scopes: [],
    fixed: {
      en: 'Lists and reports compare units by their lights, so a light means the same everywhere.',
      zh: '清单和报表以灯色比较各单位，灯色含义须统一。',
    },
  },
} as const satisfies Record<string, PolicyValue>;

export type GeneralPath = keyof typeof generalValues;
