import type { Bilingual } from './decider.ts';
import { placementRefusals } from './placement/refusals.ts';
import type { Basis, ProblemWords } from './problem-words.ts';

/**
 * Every refusal has a stable code.
 * A new code goes here, with one test; what only placements and researchers refuse stands with them.
 */
export const refusals = {
  'already-exists': {
    status: 409,
    title: 'This already exists',
    advice: 'Use what exists, or give another id.',
    titleZh: '该内容已存在',
    adviceZh: '请使用已有内容，或另取编号。',
  },
  'not-started': {
    status: 404,
    title: 'There is no such agreement',
    advice: 'Check the id in GET /v1/agreements.',
    titleZh: '没有该合作',
    adviceZh: '请在 GET /v1/agreements 中核对编号。',
  },
  'agreement-closed': {
    status: 409,
    title: 'This cooperation is closed',
    advice: 'Nothing more can be changed. Start a new agreement that names this one as its parent.',
    titleZh: '该合作已结束',
    adviceZh: '不可再作更改。请新建一项合作，并以本合作为上级。',
  },
  'not-accepted': {
    status: 409,
    title: 'The proposal is not accepted yet',
    advice: 'Accept the intake first (POST .../intake/accept).',
    titleZh: '合作建议尚未受理',
    adviceZh: '请先受理（POST .../intake/accept）。',
  },
  'stage-not-allowed': {
    status: 409,
    title: 'This is not possible at this stage',
    advice: 'See the path of the agreement; return to a stage with a reason, or waive one.',
    titleZh: '当前阶段不可办理',
    adviceZh: '请查看合作进程；可说明理由退回某一阶段，或免去某一阶段。',
  },
  'exit-criteria-unmet': {
    status: 409,
    title: 'The stage is not finished',
    advice: 'Do what is named, or have the stage waived with a name and a reason.',
    titleZh: '本阶段尚未完成',
    adviceZh: '请办理所列各项，或写明批准人和理由免去该阶段。',
  },
  'unknown-item': {
    status: 422,
    title: 'There is no such item',
    advice: 'Read what it belongs to, e.g. the agreement, for the ids of its items.',
    titleZh: '没有该事项',
    adviceZh: '请读取其所属内容（如合作档案）核对编号。',
  },
  'unknown-party': {
    status: 422,
    title: 'This organisation is no party of the agreement',
    advice: 'Add it with POST .../parties first, or use the id of a party.',
    titleZh: '该单位不是本合作的合作方',
    adviceZh: '请先用 POST .../parties 添加，或使用合作方的编号。',
  },
  'unknown-need-class': {
    status: 422,
    title: 'Unknown class of needs',
    advice: 'See GET /v1/need-classes; an administrator adds one with POST /v1/need-classes.',
    titleZh: '没有该需求类别',
    adviceZh: '请查看 GET /v1/need-classes；新类别由管理员用 POST /v1/need-classes 添加。',
    basis: { rule: 'classes-of-the-house', source: 'S43; inferred' },
  },
  'unknown-person': {
    status: 422,
    title: 'Unknown person',
    advice: 'Create the person with POST /v1/people first.',
    titleZh: '没有该人员',
    adviceZh: '请先用 POST /v1/people 登记。',
  },
  'unknown-organisation': {
    status: 422,
    title: 'Unknown organisation',
    advice: 'Create the organisation with POST /v1/organisations first.',
    titleZh: '没有该单位',
    adviceZh: '请先用 POST /v1/organisations 登记。',
  },
  'unknown-post': {
    status: 422,
    title: 'Unknown post',
    advice: 'Create the post with POST /v1/posts first.',
    titleZh: '没有该职务',
    adviceZh: '请先用 POST /v1/posts 登记。',
  },
  'no-home-unit': {
    status: 422,
    title: 'The unit has no reporting line',
    advice:
      'Give the unit its liaison, coordinator, director and leader posts (PUT /v1/organisations/{id}/reporting-line).',
    titleZh: '归口单位未设汇报关系',
    adviceZh: '请为该单位指定联络、协调、负责人和分管领导职务（PUT /v1/organisations/{id}/reporting-line）。',
    basis: { rule: 'ladder-of-the-home-unit', source: 'DOMAIN section 2; E1' },
  },
  'wrong-state': {
    status: 409,
    title: 'The item is not in a state that allows this',
    advice: 'Read the item and its state first.',
    titleZh: '该事项当前状态不可如此办理',
    adviceZh: '请先读取该事项及其状态。',
  },
  'step-skipped': {
    status: 409,
    title: 'A step is left out',
    advice: 'Record the step that follows first, or say in `skipped` why it is left out.',
    titleZh: '跳过了环节',
    adviceZh: '请先登记下一环节，或在 skipped 中说明跳过的理由。',
    basis: { rule: 'one-step-at-a-time', source: 'SM1' },
  },
  'ends-before-starts': {
    status: 422,
    title: 'It ends before it starts',
    advice: 'Give an end on or after the start.',
    titleZh: '结束早于开始',
    adviceZh: '请填写不早于开始日期的结束日期。',
    basis: { rule: 'end-not-before-start', source: 'inferred' },
  },
  'date-in-future': {
    status: 422,
    title: 'The date lies in the future',
    advice: 'Record what has happened on or before today; plan what is ahead.',
    titleZh: '日期在未来',
    adviceZh: '请登记今天及以前已发生的事项；未发生的请作计划。',
  },
  'day-off': {
    status: 422,
    title: 'This is a day off of one of the sides',
    advice:
      'Take the next day that suits all sides, or say that the day is meant (`onDayOff`): the invitation says so.',
    titleZh: '该日为某一方的休息日',
    adviceZh: '请改用各方均合适的下一日；确需在该日进行的，请填写 onDayOff，邀请中将予说明。',
    basis: { rule: 'joint-events-avoid-days-off', source: 'DOMAIN 2' },
  },
  'date-in-past': {
    status: 422,
    title: 'The date lies in the past',
    advice: 'Give a date after today.',
    titleZh: '日期已过',
    adviceZh: '请填写今天以后的日期。',
  },
  'day-unfit': {
    status: 422,
    title: 'A day does not fit into this calendar',
    advice: 'Give days within the range the table speaks for; make-up days are weekend days.',
    titleZh: '日期与该日历不符',
    adviceZh: '请填写日历所涵盖范围内的日期；调休上班日须为周末。',
  },
  'day-twice': {
    status: 422,
    title: 'A day is named twice',
    advice: 'Name each day once, as free or as a make-up day.',
    titleZh: '同一日期重复',
    adviceZh: '每个日期只填一次：或为放假，或为调休上班。',
  },
  'too-far-ahead': {
    status: 422,
    title: 'It lies too far ahead',
    advice: 'Enter it when it is published or decided; check the year.',
    titleZh: '时间过远',
    adviceZh: '请在公布或决定后再录入；并核对年份。',
  },
  'hours-unfit': {
    status: 422,
    title: 'These hours cannot be kept',
    advice: 'Give an end after the beginning, and a time of the morning mail between them.',
    titleZh: '该时段无法执行',
    adviceZh: '结束须晚于开始，早间邮件的时间须在两者之间。',
  },
  'policy-unfit': {
    status: 422,
    title: 'A value of the policy cannot be set so',
    advice: 'Look at its range and where it may be set in GET /v1/policies.',
    titleZh: '规则的取值或设定范围不符',
    adviceZh: '请在 GET /v1/policies 中查看取值范围及可设定的范围。',
  },
  'rehearsal-outdated': {
    status: 409,
    title: 'The rehearsal does not hold any more',
    advice: 'Rehearse again (POST .../rehearsals), look at it, and migrate before the next night.',
    titleZh: '预演已失效',
    adviceZh: '请重新预演（POST .../rehearsals）并查看结果，在当夜之前决定实施。',
  },
  'deputy-unfit': {
    status: 422,
    title: 'This person cannot stand in',
    advice: 'Name a colleague of the same organisation, or nobody.',
    titleZh: '此人不能代行',
    adviceZh: '请指定同单位的同事，或不指定。',
  },
  'closure-too-long': {
    status: 422,
    title: 'The closure is too long',
    advice: 'Check its end; enter what is longer as several closures with working days between them.',
    titleZh: '放假时间过长',
    adviceZh: '请核对结束日期；更长的请分次录入，其间应有工作日。',
  },
  'no-holidays-known': {
    status: 422,
    title: 'No calendar is known for this country',
    advice: 'Give an ISO 3166 code with capital letters, like CN or GB.',
    titleZh: '没有该国家或地区的日历',
    adviceZh: '请填写大写的 ISO 3166 代码，如 CN 或 GB。',
  },
  'too-many': {
    status: 422,
    title: 'Too many entries',
    advice: 'Send fewer at once, or close what is finished.',
    titleZh: '条目过多',
    adviceZh: '请分次提交，或先办结已完成的事项。',
  },
  'owner-to-be-named': {
    status: 409,
    title: 'Whose this is would be asked of you',
    advice:
      'Name the post that owes it (suggestedPostId), ask for a later date, or decide: it goes on as it stands meanwhile.',
    titleZh: '该事项由谁负责应由您答复',
    adviceZh: '请在 suggestedPostId 中指定责任职务，或申请延期，或作出决定；在此之前一切照旧。',
  },
  'later-date-limit': {
    status: 409,
    title: 'The date of this item cannot be put off again or so far',
    advice: 'Settle a date with all sides and enter it in the flight plan, hand the item over, or end it.',
    titleZh: '该事项不可再次或更久延期',
    adviceZh: '请与各方商定时限并登记于日程表，或转交、终止该事项。',
  },
  'pause-limit': {
    status: 409,
    title: 'This item cannot be paused again or so long',
    advice: 'Report it done, hand it over, or ask the coordinator for a new date.',
    titleZh: '该事项不可再次或更久暂缓',
    adviceZh: '请报告完成、转交，或请协调人另定时限。',
  },
  'not-permitted': {
    status: 403,
    title: 'Your role does not allow this',
    advice: 'Ask somebody whose role is named.',
    titleZh: '您的角色不可办理',
    adviceZh: '请由所列角色的人员办理。',
  },
  'not-by-author': {
    status: 403,
    title: 'The author cannot decide this',
    advice: 'Have somebody else decide.',
    titleZh: '编写人或提出人本人不可决定',
    adviceZh: '请由他人决定。',
  },
  'not-by-owner': {
    status: 403,
    title: 'The owner cannot confirm or extend this',
    advice: 'The beneficiary, the coordinator or the director confirms or agrees a later date.',
    titleZh: '责任人本人不可确认或延期',
    adviceZh: '请由受益方、协调人或部门负责人确认或同意延期。',
  },
  'key-missing': {
    status: 409,
    title: 'A key is missing',
    advice: 'A project starts with two keys: the approval and the partner contribution. Turn the missing one.',
    titleZh: '启动条件尚缺',
    adviceZh: '项目启动须具备两项条件：立项批准与合作方投入。请补齐所缺一项。',
  },
  'plans-open': {
    status: 409,
    title: 'Plans are still open',
    advice: 'Close or stop the plans first.',
    titleZh: '仍有未结方案',
    adviceZh: '请先结束或终止各方案。',
  },
  'on-hold': {
    status: 409,
    title: 'The cooperation is on hold',
    advice: 'Resume it first.',
    titleZh: '该合作暂停中',
    adviceZh: '请先恢复。',
  },
  'not-on-hold': {
    status: 409,
    title: 'The cooperation is not on hold',
    advice: 'There is nothing to resume.',
    titleZh: '该合作未处于暂停',
    adviceZh: '无需恢复。',
  },
  'never-a-task': {
    status: 422,
    title: 'A principle or a hope is never a task',
    advice: 'Record it as a point; make a commitment only of what somebody said would be done.',
    titleZh: '原则或期望不作为任务',
    adviceZh: '请登记为要点；只有言明要做的事才登记为约定事项。',
  },
  'named-counterpart-missing': {
    status: 422,
    title: 'A contact needs a named counterpart',
    advice: 'Name at least one person of another side.',
    titleZh: '联络须有对方指定人员',
    adviceZh: '请至少填写一名其他方的人员。',
  },
  'private-to-party': {
    status: 403,
    title: 'This is private to another party',
    advice: 'Ask that party to share it.',
    titleZh: '该内容仅属另一方',
    adviceZh: '请该方同意公开。',
  },
  'not-your-side': {
    status: 403,
    title: 'This is for another side to say',
    advice: 'Act for your own organisation and for what is its turn; the side that is named acts for itself.',
    titleZh: '此事须由另一方办理',
    adviceZh: '请办理本单位的以及轮到贵方的事项；所列一方自行办理。',
  },
  'side-missing': {
    status: 422,
    title: 'Both sides are needed',
    advice: 'Name at least one person of ours and one of another party.',
    titleZh: '须有双方',
    adviceZh: '请至少填写我方一人和其他方一人。',
  },
  'no-quorum': {
    status: 409,
    title: 'The meeting had no quorum',
    advice: 'Record it without decisions, or hold it again with an adviser and somebody of each side.',
    titleZh: '会议未达法定人数',
    adviceZh: '请仅作登记而不作决定，或在有顾问和各方人员时重新召开。',
  },
  'extension-limit': {
    status: 409,
    title: 'The project cannot be extended so',
    advice: 'A project is extended once, by twelve months at the most. Close it, or return to the study.',
    titleZh: '项目不可如此延期',
    adviceZh: '项目只可延期一次，最多十二个月。请结题，或退回研究阶段。',
  },
  'plan-closed': {
    status: 409,
    title: 'This plan is closed',
    advice: 'Nothing more can be changed. Propose a new plan in the same agreement.',
    titleZh: '该方案已结束',
    adviceZh: '不可再作更改。请在同一合作中另提新方案。',
  },
  'shape-invalid': {
    status: 400,
    title: 'The request is not understood',
    advice: 'Mend what is named under errors.',
    titleZh: '请求内容不符合要求',
    adviceZh: '请按 errors 所列逐项更正。',
  },
  ...placementRefusals,
} as const satisfies Record<string, ProblemWords>;

export type RefusalCode = keyof typeof refusals;

/** `detail` says what exactly, in both languages, with ids and dates but no text of a person. */
export interface Refusal {
  refused: RefusalCode;
  detail: Bilingual;
  /** The rule that it is about, where the code alone does not say which. */
  basis?: Basis;
  /** Which entries of the command are at fault, where it has many; RFC 6901, into its body. */
  faults?: Fault[];
}

export interface Fault {
  pointer: string;
  detail: Bilingual;
}

/** Says no. The state is unchanged and nothing is written. */
export function refuse(code: RefusalCode, en: string, zh: string): Refusal {
  return { refused: code, detail: { en, zh } };
}
