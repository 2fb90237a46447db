import type { ProblemWords } from '../problem-words.ts';

/**
 * Why something is refused of placements, their researchers, schemes and days on site, and by which rule. Of what a scheme limits
 * the refusal itself carries the scheme's rule.
 */
export const placementRefusals = {
  'scheme-limit': {
    status: 409,
    title: 'A rule of the scheme forbids this',
    advice: 'The detail names the rule and its source: choose another person, enterprise, period or scheme.',
    titleZh: '派驻办法的规则不允许',
    adviceZh: '详情写明规则及出处：请更换人员、企业、期限或派驻办法。',
  },
  'signature-missing': {
    status: 422,
    title: 'Not everybody has signed',
    advice: 'Have researcher, home unit and enterprise each sign, then file the agreement with who signed for whom.',
    titleZh: '签署不全',
    adviceZh: '请由研究人员、所在单位和企业分别签署，再填写各方签署人后归档。',
    basis: { rule: 'three-party-agreement', source: 'CX7' },
  },
  'day-not-plannable': {
    status: 422,
    title: 'Nothing can be planned on this day',
    advice: 'Choose working days of both sides, from today on and within the period; make-up days are kept free.',
    titleZh: '该日不可安排',
    adviceZh: '请选择期限内、今天及以后双方均上班的日期；调休上班日不作安排。',
    basis: { rule: 'days-of-both-sides', source: 'DOMAIN 2a' },
  },
  'no-days-of-theirs': {
    status: 422,
    title: 'This person keeps no days of this placement',
    advice:
      'Say by personId whose days cannot be kept: leave it out where it is the researcher, or name somebody who stands in. Who reports it is known by the token, and the side by `by`.',
    titleZh: '该人员在本派驻中没有日程',
    adviceZh:
      'personId 指无法到岗的人员：如为研究人员本人请不填写，否则请填写顶岗人员；报告人以令牌为准，所属一方填于 by。',
    basis: { rule: 'days-of-whoever-keeps-them', source: 'inferred' },
  },
  'cover-taken': {
    status: 409,
    title: 'Somebody else stands in already',
    advice: 'Nothing is left to do: the first who said yes keeps the days.',
    titleZh: '已有他人顶岗',
    adviceZh: '无需再办：由最先同意者承担。',
    basis: { rule: 'first-yes-keeps-the-days', source: 'GO2; inferred' },
  },
  'day-outside-period': {
    status: 422,
    title: 'A day lies outside the half month or the placement',
    advice: 'Take a day within the time of the placement, and log each under the half month it lies in.',
    titleZh: '日期不在该半月或派驻期限之内',
    adviceZh: '日期不得超出派驻期限；日志请在日期所属的半月内填报。',
    basis: { rule: 'day-within-half-month', source: 'CX5' },
  },
  'logged-twice': {
    status: 409,
    title: 'A half day is logged already',
    advice: 'Leave it out, or correct the log before the host has answered.',
    titleZh: '该半天已填报',
    adviceZh: '请勿重复填报；如有误，可在接收单位答复前更正日志。',
    basis: { rule: 'no-overlap', source: 'DESIGN section 7' },
  },
  'too-many-hours': {
    status: 422,
    title: 'A day cannot have so many hours',
    advice: 'Give at most 12 hours for half a day and 24 for a whole one, or leave the hours out.',
    titleZh: '工作时数过多',
    adviceZh: '半天最多 12 小时、全天最多 24 小时；也可不填时数。',
    basis: { rule: 'hours-a-day', source: 'a day has 24 hours, its half 12' },
  },
  'not-your-placement': {
    status: 403,
    title: 'This is for the researcher of this placement',
    advice: 'Log the days of your own placement; our office may enter them for somebody else.',
    titleZh: '须由本派驻的研究人员办理',
    adviceZh: '请填报本人的派驻；他人的可由我方经办人代填。',
    basis: { rule: 'own-days-only', source: 'inferred' },
  },
  'below-minimum': {
    status: 409,
    title: 'The days of the scheme were not reached',
    advice: 'Log the days that are missing, choose another outcome, or name who lets it pass and why.',
    titleZh: '未达到规定天数',
    adviceZh: '请补报遗漏的日期、选择其他结果，或写明批准豁免的人员和理由。',
  },
  'placement-closed': {
    status: 409,
    title: 'This placement is closed',
    advice: 'Nothing more can be changed. Propose a new placement in the same agreement.',
    titleZh: '该派驻已结束',
    adviceZh: '不可再作更改。请在同一合作中另提派驻。',
    basis: { rule: 'closed-is-final', source: 'inferred' },
  },
  'person-of-another-unit': {
    status: 422,
    title: 'This person belongs to another unit',
    advice: 'Name the unit of ours that the person belongs to, or correct the person first (PUT /v1/people/{id}).',
    titleZh: '该人员不属此单位',
    adviceZh: '请填写该人员所属的我方单位，或先更正人员信息（PUT /v1/people/{id}）。',
    basis: { rule: 'person-of-the-unit', source: 'inferred' },
  },
  'person-of-another-side': {
    status: 422,
    title: 'This person is not of the side that speaks',
    advice:
      'The detail names whose person is expected: give the personId of who said or signed it there, or correct the person first (PUT /v1/people/{id}).',
    titleZh: '该人员不属作出答复的一方',
    adviceZh: '详情写明应为哪一方的人员：请填写该方答复人或签署人，或先更正人员信息（PUT /v1/people/{id}）。',
    basis: { rule: 'each-side-for-itself', source: 'CX7' },
  },
  'unknown-skill': {
    status: 422,
    title: 'This is no term of the vocabulary',
    advice: 'Take one of the suggestions, search GET /v1/vocabulary-terms, or add the term there first.',
    titleZh: '词表中没有该领域或技能',
    adviceZh: '请选用所列建议，或在 GET /v1/vocabulary-terms 中查找，或先在词表中添加。',
    basis: { rule: 'terms-of-the-vocabulary', source: 'inferred' },
  },
  'unknown-scheme': {
    status: 422,
    title: 'There is no such scheme',
    advice: 'Take one of GET /v1/schemes, or enter it first (POST /v1/schemes).',
    titleZh: '没有该派驻办法',
    adviceZh: '请从 GET /v1/schemes 中选用，或先登记（POST /v1/schemes）。',
    basis: { rule: 'scheme-in-force', source: 'inferred' },
  },
  'scheme-without-limits': {
    status: 422,
    title: 'A scheme needs at least one limit',
    advice:
      'Give a rule that limits how many enterprises, how many days, how long or how many people, with its source.',
    titleZh: '派驻办法须至少有一项限制',
    adviceZh: '请至少规定一项限制：企业数量、天数、期限或人数，并注明出处。',
    basis: { rule: 'scheme-limits-something', source: 'inferred' },
  },
} as const satisfies Record<string, ProblemWords>;
