import type { Bilingual, RecordedEvent } from '../domain/decider.ts';
import { followUpPolicies } from '../domain/policy/defaults.ts';
import { remindedSentence } from './step-sentences.ts';

/** What happened, in a few words, for the timeline. An event of a type that is not here is named by its type. */
const sentences: Record<string, [en: string, zh: string]> = {
  agreementStarted: ['The cooperation was started', '合作建立'],
  intakeAccepted: ['The proposal was accepted', '合作建议已受理'],
  intakeDeclined: ['The proposal was declined', '合作建议不予受理'],
  intakeNotPursued: ['Nobody decided on the proposal in time: it is not pursued', '合作建议逾期未作决定，不再推进'],
  partyAdded: ['A party was added', '增加合作方'],
  groupRecorded: ['A group was recorded by number', '登记未具名人员'],
  groupMemberNamed: ['A member of a group was named', '补登人员'],
  stageEntered: ['A stage began', '进入阶段'],
  stageWaived: ['A stage was waived', '免去阶段'],
  stageReturned: ['Returned to an earlier stage', '退回较早阶段'],
  visitRecorded: ['A visit was recorded', '登记来访'],
  stopMarked: ['A stop of the visit was marked', '登记行程站点'],
  attendanceConfirmed: ['Attendance was confirmed', '出席情况已确认'],
  visitNoteFiled: ['The note of the visit was filed', '来访纪要已提交'],
  visitRescheduled: ['The visit was moved', '来访改期'],
  meetingPlanned: ['A meeting was planned', '安排会议'],
  meetingRescheduled: ['The meeting was moved', '会议改期'],
  meetingCancelled: ['The meeting was called off', '会议取消'],
  visitCancelled: ['The visit was cancelled', '来访取消'],
  symposiumRecorded: ['A symposium was recorded', '登记座谈会'],
  speechRecorded: ['A speech was recorded', '登记发言'],
  minutesSent: ['Minutes were sent for confirmation', '纪要送各方确认'],
  minutesConfirmed: ['A side confirmed the minutes', '一方确认纪要'],
  minutesDisputed: ['A side disputed the minutes', '一方对纪要有异议'],
  pointRecorded: ['A point was recorded', '登记要点'],
  standingChanged: ['The standing of a point changed', '要点性质变更'],
  pointParked: ['A point was parked', '要点搁置'],
  commitmentRecorded: ['A commitment was recorded', '登记约定事项'],
  commitmentAmended: ['A commitment was amended', '更改约定事项'],
  commitmentDropped: ['A commitment was dropped', '约定事项取消'],
  dormancyOpened: ['Three periods without contact: a decision is asked for', '连续三个周期未联络，请决定后续安排'],
  mechanismAssumed: ['A communication mechanism was assumed by default', '按默认值设定沟通机制'],
  mechanismAgreed: ['The communication mechanism was agreed', '商定沟通机制'],
  contactRecorded: ['A contact was recorded', '登记联络'],
  contactNoted: ['A note was added to a contact', '联络补充说明'],
  contactCorrected: ['A contact was corrected', '联络更正'],
  needRecorded: ['A need was recorded', '登记技术需求'],
  needClassified: ['A need was classified', '需求归类'],
  needMatched: ['A need was matched', '需求已对接'],
  needUnmatched: ['A need stays unmatched', '需求暂无对接'],
  needEvaluated: ['A need was evaluated', '需求已评估'],
  needMoved: ['A need moved on', '需求推进'],
  needReturned: ['A need went back a step', '需求退回'],
  collectionOpened: ['Collecting of needs began', '开始征集技术需求'],
  collectionLooked: ['Enterprises were asked for needs', '登记征集情况'],
  needAsked: ['An enterprise was asked for its needs', '向企业征集技术需求'],
  noNeedTold: ['An enterprise needs nothing for now', '企业反馈暂无需求'],
  collectionClosed: ['Collecting of needs ended', '结束征集技术需求'],
  needShared: ['A need was shared', '需求公开给他方'],
  needClosed: ['A need was closed', '需求关闭'],
  buildProposed: ['A base or platform was proposed', '提出基地/平台建设'],
  buildMoved: ['A base or platform moved on', '基地/平台建设进展'],
  buildMilestoneAdded: ['A milestone was added', '增加里程碑'],
  buildMilestoneReached: ['A milestone was reached', '达到里程碑'],
  planProposed: ['A plan was proposed', '提出合作方案'],
  planProgressed: ['A plan moved on', '方案进展'],
  agreementPaused: ['The cooperation was put on hold', '合作暂缓'],
  agreementHoldExtended: ['The hold was extended', '暂缓延长'],
  agreementResumed: ['The cooperation was resumed', '合作恢复'],
  reviewOpened: ['A review is due', '应进行复核'],
  reviewDecided: ['A review was decided', '复核结论'],
  agreementClosed: ['The cooperation was closed', '合作关闭'],
  calendarAdopted: ['A new working calendar was adopted', '采用新的工作日历'],
  policyAdopted: ['A policy was adopted', '采用督办规则'],
  policyMigrated: ['Open matters were moved to the new policy', '未结事项改用新督办规则'],
  followUpOpened: ['To be followed up', '列入跟进'],
  followUpPaused: ['Paused', '暂缓'],
  followUpResumed: ['Resumed', '恢复'],
  followUpReported: ['Reported done', '报告完成'],
  followUpReplanned: ['Owner or date changed', '责任人或时限变更'],
  escalationHeld: ['Kept from the leader for now', '暂不呈报领导'],
  extensionAsked: ['A later date was asked for', '申请延期'],
  extensionRefused: ['The later date was refused', '不同意延期'],
  followUpAccepted: ['The hand-over was accepted', '接受转交'],
  followUpClosed: ['Closed', '办结'],
  holderChanged: ['A post changed hands', '职务人员变动'],
  dutiesAccepted: ['What came with a post was accepted', '接受随职务移交的事项'],
  dutiesNotAccepted: ['What came with a post waits to be accepted', '随职务移交的事项待接受'],
  questionsCounted: ['Questions about owners and dates are open', '责任人或时限待确认'],
  instrumentRecorded: ['An instrument was recorded', '登记协议文本'],
  instrumentMoved: ['An instrument moved on', '协议文本进展'],
  paymentRecorded: ['A payment was recorded', '登记经费'],
  paymentMoved: ['A payment moved on', '经费进展'],
  publicationRecorded: ['A publication was recorded', '登记报道'],
  claimRecorded: ['A claim of past results was recorded', '登记以往成效表述'],
  claimEvidenced: ['Evidence was given for a claim', '补充成效依据'],
  noteRecorded: ['A note was written', '填写备注'],
  planOpened: ['The plan was opened', '方案立项研究'],
  planDescribed: ['The text of the plan was given', '填写方案内容'],
  planSponsored: ['Sponsors of the plan were named', '指定方案负责人'],
  planPartyAdded: ['A party was added', '增加合作方'],
  planPaused: ['The plan was put on hold', '方案暂缓'],
  planResumed: ['The plan was resumed', '方案恢复'],
  planHeldFromAbove: ['The cooperation was put on hold beside the plan', '合作整体暂缓'],
  planReleasedFromAbove: ['The cooperation was resumed, the plan stays on hold', '合作恢复，方案仍暂缓'],
  planOwnHoldEnded: ['The plan was resumed and waits for the cooperation', '方案恢复，随合作整体暂缓'],
  planReturnedToStudy: ['The plan went back to its study', '方案退回可行性研究'],
  planClosed: ['The plan was closed', '方案关闭'],
  placementProposed: ['A placement was proposed', '提出派驻'],
  placementProgressed: ['A placement has news', '派驻进展'],
  placementPaused: ['The placement was put on hold', '派驻暂缓'],
  placementResumed: ['The placement was resumed', '派驻恢复'],
  placementHeldFromAbove: ['The cooperation was put on hold beside the placement', '合作整体暂缓'],
  placementReleasedFromAbove: ['The cooperation was resumed, the placement stays on hold', '合作恢复，派驻仍暂缓'],
  placementOwnHoldEnded: ['The placement was resumed and waits for the cooperation', '派驻恢复，随合作整体暂缓'],
  placementOpened: ['The placement was opened', '派驻建立'],
  placementAnswered: ['A side has answered', '一方已答复'],
  placementAskedAgain: ['A side was asked once more', '再次征询一方意见'],
  placementAccepted: ['Researcher, home unit and enterprise have accepted', '研究人员、所在单位和企业均已同意'],
  placementDocumentFiled: ['The three-party agreement was filed', '三方协议已归档'],
  placementTermsSet: ['Terms were written down', '登记派驻待遇'],
  placementDisrupted: ['Days cannot be kept', '无法按计划到岗'],
  coverSought: ['Somebody to stand in is looked for', '物色顶岗人员'],
  coverRequested: ['People were asked to stand in', '征询顶岗意愿'],
  coverAnswered: ['Somebody answered whether they stand in', '答复顶岗意愿'],
  coverChosen: ['Somebody stands in, subject to what follows', '确定顶岗人选，待落实'],
  coverBookingAsked: ['Days of whoever stands in were asked for', '申请预订顶岗日程'],
  placementCovered: ['Somebody stands in', '顶岗已落实'],
  successorFound: ['Somebody takes the placement over', '有人接替派驻'],
  coverShort: ['Nobody was found to stand in', '未能落实顶岗人员'],
  coverNarrowed: ['Fewer days are looked for', '需顶岗的日期减少'],
  coverRowsDropped: ['Days of whoever was to stand in were given back', '取消拟顶岗日程'],
  placementLeaving: ['The last day is agreed on', '确定到岗截止日'],
  coverEnded: ['Looking for cover has ended', '顶岗事宜办结'],
  placementEnding: ['Nobody comes any more; the last days are still to be logged', '到岗结束，待补报最后日志'],
  placementClosed: ['The placement has ended', '派驻结束'],
  bookingAsked: ['Days on site were asked for', '申请预订到岗日程'],
  bookingAskedAgain: ['Days on site were asked for once more', '再次申请预订到岗日程'],
  bookingSettled: ['Days on site are booked', '到岗日程已预订'],
  bookingRefused: ['Days on site could not be booked', '到岗日程未能预订'],
  bookingClashed: ['What stood in the way of a booking', '未能预订的原因'],
  bookedDaysFellFree: ['Booked days have turned out to be free', '已预订日程遇放假'],
  bookingReleased: ['Days on site were given back', '取消到岗日程'],
  studyStarted: ['The feasibility study began', '可行性研究开始'],
  findingRecorded: ['A finding was recorded', '登记研究结论'],
  studyReportFiled: ['The report of the study was filed', '可行性研究报告已提交'],
  studyDecided: ['The study was decided on', '可行性研究已决策'],
  applicationRecorded: ['A project application was recorded', '登记项目申报'],
  applicationFiled: ['A project application was filed', '项目申报已提交'],
  applicationAnswered: ['A project application was answered', '项目申报有结果'],
  projectKeyTurned: ['A key of the project was turned', '项目启动条件之一已具备'],
  projectStarted: ['The project began', '项目启动'],
  projectExtended: ['The project was extended', '项目延期'],
  projectClosed: ['The project was closed', '项目结题'],
  projectMeetingHeld: ['A project meeting was held', '召开项目会议'],
  milestoneAdded: ['A milestone was added', '增加里程碑'],
  milestoneReached: ['A milestone was reached', '达到里程碑'],
  deliverableAdded: ['A deliverable was added', '增加成果'],
  deliverableDelivered: ['A deliverable was delivered', '成果已提交'],
  deliverableAccepted: ['A deliverable was accepted', '成果通过验收'],
  deliverableReturned: ['A deliverable was returned', '成果退回修改'],
  deliverableDropped: ['A deliverable was dropped', '成果取消'],
  placementBegun: ['The first day on site has come', '首个到岗日，开始在岗'],
  logAsked: ['A half month is over: its log', '半月期满，日志'],
  daysLogged: ['Days on site were logged', '填报派驻日志'],
  logCorrected: ['A log of days on site was corrected', '更正派驻日志'],
  logMissed: ['A log did not come in time', '派驻日志逾期未报'],
  presenceConfirmed: ['The host confirmed the days on site', '接收单位确认到岗'],
  presenceDisputed: ['The host disputed days on site', '接收单位对到岗提出异议'],
  presenceTaken: [
    'The host did not answer in time: the days count as they were logged',
    '接收单位逾期未答复，按所报到岗日期计入',
  ],
  daysSettled: ['Disputed days were settled', '有异议的到岗日期已核定'],
  paceWarned: ['At this rhythm the days of the scheme will not be reached', '按目前进度将达不到规定天数'],
  paceRecovered: ['The days are back on pace', '到岗进度恢复正常'],
  paceYearEnded: ['The warning of too few days is over', '到岗天数不足的预警已结束'],
  assessmentsAsked: ['Both sides were asked to assess the placement', '请双方考核派驻工作'],
  sideAssessed: ['One side assessed the placement', '一方作出考核'],
  assessmentsExchanged: ['Both sides have assessed the placement', '双方均已作出考核'],
  resultRecorded: ['What became of the problem was recorded', '登记问题解决情况'],
  yieldRecorded: ['What the placement led to was recorded', '登记派驻成效'],
  placementAssessed: ['The placement is assessed', '派驻已考核'],
  renewalDecided: ['Whether the placement goes on was decided', '决定派驻是否续期'],
  nextBatchSelected: ['Who goes next was settled', '下一批派驻已落实'],
  welfareNoted: ['A note for the own unit was written', '登记所在单位关怀记录'],
};

/** `visitRecorded` as "visit recorded". */
const named = (type: string): string => type.replaceAll(/([A-Z])/g, ' $1').toLowerCase();

/** An event of a follow-up's clock, which is no fact about the matter itself. */
export const isOfFollowUp = (type: string): boolean =>
  type.startsWith('followUp') || ['escalationHeld', 'extensionAsked', 'extensionRefused'].includes(type);

/** An event as a sentence in both languages, with ids but no text of a person. */
export function sentenceOf(event: Pick<RecordedEvent, 'type' | 'about' | 'data'>): Bilingual {
  const { en, zh } = happened(event);
  const what = isOfFollowUp(event.type) ? followUpTitle(event.data) : null;
  const about = event.about ? ` (${event.about.id})` : '';
  const forWhom = event.data['onBehalfOfOrgId'];
  const behalf =
    typeof forWhom === 'string'
      ? { en: `, on behalf of ${forWhom}`, zh: `，代 ${forWhom} ${event.type === 'minutesDisputed' ? '登记' : '确认'}` }
      : { en: '', zh: '' };
  return what
    ? { en: `${en}: ${what.en}${about}${behalf.en}`, zh: `${zh}：${what.zh}${about}${behalf.zh}` }
    : { en: `${en}${about}${behalf.en}`, zh: `${zh}${about}${behalf.zh}` };
}

/** The same without its matter. */
export function happened({ type, data }: { type: string; data: Readonly<Record<string, unknown>> }): Bilingual {
  if (type === 'followUpReminded') return remindedSentence(data);
  const [en, zh] = sentences[type] ?? [named(type), named(type)];
  return { en, zh };
}

function followUpTitle(data: Readonly<Record<string, unknown>>): Bilingual | null {
  const id = typeof data['id'] === 'string' ? data['id'] : '';
  const kind = typeof data['kind'] === 'string' ? data['kind'] : id.slice(0, id.indexOf('.'));
  return followUpName(kind);
}

/** The name of a kind of follow-up; null for one of another version. */
export function followUpName(kind: string): Bilingual | null {
  const policies: Record<string, { title: Bilingual } | undefined> = followUpPolicies;
  return policies[kind]?.title ?? null;
}
