import type { needClasses } from './agreement/need-fields.ts';
import type { Bilingual, Light, NoticeKind } from './decider.ts';
import type { Language } from './notices/names.ts';
import { followUpPolicies } from './policy/defaults.ts';

/**
 * How stages, lights and notices are called on one line of a dossier, a list or a timeline, in both languages. A code that an
 * older version has left behind is shown as it is.
 */

export const stageLabels: Readonly<Record<string, Bilingual>> = {
  visit: { en: 'Visit', zh: '来访' },
  symposium: { en: 'Symposium', zh: '座谈' },
  communication: { en: 'Regular communication', zh: '常态化沟通' },
  feasibility: { en: 'Feasibility study', zh: '可行性研究' },
  project: { en: 'Project', zh: '项目' },
  proposed: { en: 'Proposed', zh: '征求意见' },
  accepted: { en: 'Accepted', zh: '三方同意' },
  booked: { en: 'Days booked', zh: '日程已定' },
  'on-site': { en: 'On site', zh: '在岗' },
  assessed: { en: 'Assessed', zh: '已考核' },
};

/** What a light says: its colour for lists, its meaning for sentences. */
export const lightLabels: Record<Light, { colour: Bilingual; meaning: Bilingual }> = {
  red: { colour: { en: 'Red', zh: '红' }, meaning: { en: 'overdue', zh: '逾期' } },
  yellow: { colour: { en: 'Yellow', zh: '黄' }, meaning: { en: 'behind plan', zh: '滞后' } },
  blue: { colour: { en: 'Blue', zh: '蓝' }, meaning: { en: 'due within three working days', zh: '三个工作日内到期' } },
  green: { colour: { en: 'Green', zh: '绿' }, meaning: { en: 'in time', zh: '正常' } },
};

/** The classes of needs that come with the product (S43). */
export const needClassLabels: Record<(typeof needClasses)[number], Bilingual> = {
  'innovation-platform': { en: 'Innovation platform application', zh: '创新平台申报' },
  'talent-and-team': { en: 'Talent and team building', zh: '人才与团队建设' },
  'process-upgrading': { en: 'Process upgrading', zh: '工艺改造升级' },
  'new-product': { en: 'New product R&D', zh: '新产品研发' },
  other: { en: 'Other', zh: '其他' },
};

export const statusLabels: Readonly<Record<string, Bilingual>> = {
  new: { en: 'new', zh: '新建' },
  intake: { en: 'proposed, not yet accepted', zh: '待受理' },
  open: { en: 'open', zh: '进行中' },
  hold: { en: 'on hold', zh: '暂停中' },
  ending: { en: 'ended, last log to come', zh: '到岗结束，待补日志' },
  closed: { en: 'closed', zh: '已结束' },
};

/** Whom a level of the ladder tells: 0 the owner, then the posts of the home unit's reporting line. */
export const levelLabels: readonly Bilingual[] = [
  { en: 'the owner', zh: '责任人' },
  { en: 'the coordinator', zh: '协调人' },
  { en: 'the director', zh: '部门负责人' },
  { en: 'the leader', zh: '分管领导' },
];

/** A notice of a kind, so that whom it goes to can stand behind: `reminder to` the liaison, `提醒` 联络员. */
export const noticeLabels: Record<NoticeKind, Bilingual> = {
  assigned: { en: 'handed over to', zh: '交办' },
  question: { en: 'question to', zh: '询问' },
  reminder: { en: 'reminder to', zh: '提醒' },
  due: { en: 'due-day notice to', zh: '到期当日提醒' },
  overdue: { en: 'overdue notice to', zh: '逾期催办' },
  escalation: { en: 'escalation to', zh: '督办上报' },
  'escalation-ahead': { en: 'about to reach the leader, notice to', zh: '即将呈报领导，预告' },
  'meeting-list': { en: "on the leaders' meeting list, notice to", zh: '列入领导会议清单，告知' },
  'extension-asked': { en: 'later date asked of', zh: '延期申请，请' },
  'extension-agreed': { en: 'date set by another, notice to', zh: '时限已由他人确定，告知' },
  'extension-refused': { en: 'later date refused, notice to', zh: '延期未获同意，告知' },
  'not-taken': { en: 'not taken over, notice to', zh: '转交未被接受，告知' },
  returned: { en: 'end of the pause, notice to', zh: '暂缓到期，致' },
  reported: { en: 'reported done, to be confirmed by', zh: '已报完成待确认，致' },
  'confirm-minutes': { en: 'confirmation of the minutes asked of', zh: '请确认纪要，致' },
  'count-of-questions': { en: 'number of open questions to', zh: '未答复问题数，报' },
  telephone: { en: 'telephone call asked of', zh: '请电话联系，致' },
  meeting: { en: 'meeting ahead, notice to', zh: '会议提醒' },
  'contact-noted': { en: 'note of a contact to', zh: '联络备忘，致' },
  'duties-not-accepted': { en: 'duties nobody accepted, notice to', zh: '职务变动后无人接受，告知' },
  'placement-changed': { en: 'change of a placement, notice to', zh: '派驻变动，告知' },
  'date-moved': { en: 'date moved by a new calendar, notice to', zh: '日历更新、时限顺移，告知' },
};

export const inLanguage = (language: Language, text: Bilingual): string => (language === 'zh-CN' ? text.zh : text.en);

/** A label by its code, or the code where no label is known. */
export const labelOf = (language: Language, labels: Readonly<Record<string, Bilingual>>, code: string): string => {
  const label = labels[code];
  return label ? inLanguage(language, label) : code;
};

/** What a follow-up of a kind is about, e.g. `File the visit note`; the kind itself if it is no longer known. */
export function followUpTitle(language: Language, kind: string): string {
  const policies: Readonly<Record<string, { title: Bilingual }>> = followUpPolicies;
  const policy = policies[kind];
  return policy ? inLanguage(language, policy.title) : kind;
}

/**
 * Follow-ups of one kind on one line: the title, and which of several where the subject is one, e.g. `Confirm the minutes (symposium-1)`.
 * The side of a subject is left out: whose turn it is stands beside it.
 */
export function matterLabel(language: Language, kind: string, ...abouts: readonly { id: string }[]): string {
  const title = followUpTitle(language, kind);
  const ids = [...new Set(abouts.map(({ id }) => id.replace(/\.side-\d+$/, '')).filter((id) => /\d/.test(id)))];
  if (ids.length === 0) return title;
  return language === 'zh-CN' ? `${title}（${ids.join('、')}）` : `${title} (${ids.join(', ')})`;
}

/** The same by the name that tells it from others of its kind: `Keep a commitment (CNUKTIP: “the platform will…”)`. */
export function namedMatter(language: Language, kind: string, name: string): string {
  const title = followUpTitle(language, kind);
  return language === 'zh-CN' ? `${title}（${name}）` : `${title} (${name})`;
}

/** Values in groups of one key each, in the order of their first ones. */
export function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): [first: T, ...others: T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return [...groups.values()];
}

/** Several parties on one narrow line: the first two by name, the others by number. */
export function shortTitle(names: readonly string[]): string {
  const more = names.length > 3 ? ` +${names.length - 2}` : '';
  return `${names.slice(0, more ? 2 : 3).join(' × ')}${more}`;
}
