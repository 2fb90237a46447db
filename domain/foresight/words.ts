import type { Bilingual } from '../decider.ts';
import type { Certainty } from '../fields.ts';
import { isAgain, LEADER } from '../follow-up/ladder.ts';
import { noticeLabels } from '../labels.ts';
import { ANSWER_UNREAD, mergedInto, NOBODY_TO_RELAY, NOT_INTRODUCED, WAITS_FOR_RELAY } from '../notices/facts.ts';
import type { Suppression, Voice } from '../notices/facts.ts';
import type { PolicyValues, StepPolicy } from '../policy/policy.ts';
import { valueOf } from '../policy/values.ts';
import { UNTAKEN_LISTED } from './flight-plan.ts';
import type { NoticeOnRecord } from './explain.ts';
import type { Planned } from './flight-plan.ts';

/** What plans and accounts say around names, kinds and dates, in both languages. To partners no word of lateness (DOMAIN 2a "Face"). */

const ours: Record<Planned, Bilingual> = {
  deadline: { en: 'Due; owed by', zh: '到期，责任人' },
  [UNTAKEN_LISTED]: {
    en: "accepted by nobody, on the leaders' meeting list, notice to",
    zh: '职务变动后无人接受，列入领导会议清单，告知',
  },
  ...noticeLabels,
};
const courteous: Partial<Record<Planned, Bilingual>> = {
  deadline: { en: 'Date; kindly taken care of by', zh: '约定日期，烦请' },
  assigned: { en: 'a request to', zh: '致请' },
  due: { en: 'a note on the day to', zh: '当日提示' },
  overdue: { en: 'a further kind request to', zh: '再次恳请' },
  returned: { en: 'a further kind request to', zh: '再次恳请' },
};

/** What stands at a row, so that whom it goes to can stand behind. */
export const plannedLabel = (what: Planned, voice: Voice): Bilingual =>
  (voice === 'partner' ? courteous[what] : undefined) ?? ours[what];

const count = (days: number): string => (Math.abs(days) === 1 ? '1 working day' : `${Math.abs(days)} working days`);

/** When a rung of the policy fires, where `values` were set. */
export function ruleText(step: StepPolicy, values: PolicyValues | undefined): Bilingual {
  const { key, offsetWorkingDays: days, onwards } = step;
  const { en, zh } = isAgain(key) ? againText(days) : whenText(step);
  const times = valueOf(values, 'ladder.repeatTimes');
  const every = valueOf(values, 'ladder.repeatEveryWorkingDays');
  switch (onwards) {
    case undefined:
      return { en, zh };
    case 'climb':
      return {
        en: `${en}, then up our reporting line, level by level, each with its own grace`,
        zh: `${zh}，其后逐级上报，各级另有宽限`,
      };
    case 'repeat':
      return {
        en: `${en}, then every ${count(every)}, at most ${times} times`,
        zh: `${zh}，其后每 ${every} 个工作日一次，最多 ${times} 次`,
      };
  }
}

const againText = (days: number): Bilingual => ({
  en: `${count(days)} after the last time`,
  zh: `上次告知后 ${days} 个工作日`,
});

/** What a rung that counts from the opening really counts from. */
function openingText(notice: StepPolicy['notice']): Bilingual {
  if (notice === 'reported') return { en: 'it is reported done', zh: '报告完成' };
  if (notice === 'question') return { en: 'the question arises', zh: '询问提出' };
  return { en: 'it is opened, or owner or date is set anew', zh: '事项建立（或重新设定）' };
}

function whenText({ key, offsetWorkingDays: days, from, notice }: StepPolicy): Bilingual {
  const many = Math.abs(days);
  const begun = openingText(notice);
  switch (from) {
    case 'half':
      return { en: 'when half of the time is used', zh: '时间过半时' };
    case 'three-quarters':
      return { en: 'when three quarters of the time are used', zh: '时间过四分之三时' };
    case 'opened':
      return days === 0
        ? { en: `with the next mail after ${begun.en}`, zh: `${begun.zh}后的下一封邮件` }
        : { en: `${count(days)} after ${begun.en}`, zh: `${begun.zh}后 ${many} 个工作日` };
    case 'below':
      if (key === LEADER) {
        return { en: `${count(days)} after it was announced to the coordinator`, zh: `预告协调人后 ${many} 个工作日` };
      }
      return { en: `${count(days)} after the level below was told`, zh: `下一级获知后 ${many} 个工作日` };
    case undefined:
      if (days === 0) return { en: 'on its date', zh: '到期当日' };
      return days < 0
        ? { en: `${count(days)} before its date`, zh: `到期前 ${many} 个工作日` }
        : { en: `${count(days)} after its date`, zh: `到期后 ${many} 个工作日` };
  }
}

/** How a matter stands; the codes of the lists. */
export const statusWords: Readonly<Record<string, Bilingual>> = {
  open: { en: 'open', zh: '未结' },
  paused: { en: 'paused', zh: '暂缓中' },
  held: { en: 'standing still, because the cooperation is on hold', zh: '合作暂停，事项停止计时' },
  reported: { en: 'reported done, to be confirmed by another', zh: '已报告完成，待他人确认' },
  done: { en: 'done', zh: '已办结' },
  dropped: { en: 'no longer wanted', zh: '不再需要' },
  superseded: { en: 'replaced by a later one', zh: '已由后续事项取代' },
  closed: { en: 'ended with the cooperation or plan', zh: '随合作或方案结束' },
};

export const pauseWords: Readonly<Record<string, Bilingual>> = {
  acknowledged: { en: 'acknowledged', zh: '已确认收到' },
  snoozed: { en: 'put off', zh: '稍后处理' },
  waiting: { en: 'waiting for a party', zh: '等待对方' },
  hold: { en: 'the whole cooperation or plan on hold', zh: '合作或方案整体暂停' },
};

export const certaintyWords: Record<Certainty, Bilingual> = {
  default: { en: 'our usual time, nobody has set another', zh: '系统默认时限，尚无人另行设定' },
  assumed: { en: 'our default, nobody has said so yet', zh: '系统默认值，尚无人确认' },
  confirmed: { en: 'confirmed', zh: '已确认' },
};

/** What became of a notice. */
const outcomeWords: Readonly<Record<string, Bilingual>> = {
  open: { en: 'waits for its reader’s next working hour', zh: '待收件人下一个工作时段发出' },
  sent: { en: 'sent', zh: '已发出' },
  merged: { en: 'told in another mail', zh: '已并入另一封邮件' },
  relayed: { en: 'passed on by hand', zh: '已人工转达' },
  suppressed: { en: 'not sent', zh: '未发' },
  failed: { en: 'could not be delivered', zh: '投递失败' },
  unknown: { en: 'may or may not have arrived', zh: '是否送达不明' },
};

/** Why a notice was not sent any more. */
export const suppressionWords: Record<Suppression, Bilingual> = {
  solved: { en: 'the matter was settled meanwhile', zh: '事项已办结' },
  paused: { en: 'the matter was paused meanwhile', zh: '事项已暂缓' },
  reported: { en: 'it was reported done meanwhile', zh: '已报告完成' },
  'not-reported': { en: 'the report no longer stood', zh: '完成报告已撤回' },
  answered: { en: 'the question was answered meanwhile', zh: '问题已答复' },
  'handed-over': { en: 'it was handed over meanwhile', zh: '事项已转交' },
  'new-date': { en: 'another date was set meanwhile', zh: '时限已更改' },
  closed: { en: 'the cooperation has ended', zh: '合作已结束' },
  'not-for-partners': { en: 'it is for our own office only', zh: '仅限我方内部' },
  'reminders-off': { en: 'the reader has switched such reminders off', zh: '收件人已关闭此类提醒' },
  'passed-on': { en: 'it was done meanwhile', zh: '已办理' },
  'no-mail': { en: 'it is only worth a mail, and the reader takes none', zh: '仅以邮件告知，而收件人不收邮件' },
  'never-invited': { en: 'the reader had not been told of the meeting', zh: '收件人此前未获会议通知' },
  'called-off': { en: 'the meeting was called off meanwhile', zh: '会议已取消' },
  over: { en: 'the meeting was over', zh: '会议已结束' },
  'told-before': { en: 'the reader had been told at a level below', zh: '收件人已在下一级获知' },
  'off-the-list': { en: 'it is no longer on the meeting list', zh: '已不在会议清单上' },
  'not-asked': { en: 'a later date is no longer asked for', zh: '已不再申请延期' },
  'own-act': { en: 'the reader did it themselves', zh: '由收件人本人办理' },
};

const reasons: Readonly<Record<string, Bilingual>> = suppressionWords;

/** Why a notice is still open, as the post office keeps it in the row; a mail held until a moment names it behind `until`. */
const heldWords: readonly (readonly [string, Bilingual])[] = [
  [WAITS_FOR_RELAY, { en: 'waits for a colleague to pass it on', zh: '待我方人员转达' }],
  [NOBODY_TO_RELAY, { en: 'waits for somebody who could pass it on', zh: '暂无人可转达' }],
  [NOT_INTRODUCED, { en: 'waits for an introduction', zh: '待引荐' }],
  [ANSWER_UNREAD, { en: 'waits for a colleague to read the answer that came', zh: '已有答复，待我方人员阅看' }],
  ['held: two mails this week', { en: 'waits, for two mails went out this week', zh: '本周已发两封，暂缓发出' }],
  ['held: answered-by-mail', { en: 'waits while the answer is being read', zh: '已有答复，暂缓发出' }],
  ['held: away', { en: 'waits until the reader is back', zh: '待收件人返岗后发出' }],
];

type Became = Pick<NoticeOnRecord, 'status' | 'reason' | 'toldBy'>;

/** What became of a notice, and why; an open one says for what it waits, and no code of ours stands in either. */
export function outcomeText({ status, reason, toldBy }: Became): { text: Bilingual; reason: Bilingual | null } {
  const text = outcomeWords[status] ?? { en: status, zh: status };
  if (status === 'merged' && toldBy) return { text: toldWith(toldBy) ?? text, reason: null };
  if (reason === null || mergedInto(reason) !== null) return { text, reason: null };
  const held = heldText({ status, reason });
  return held ? { text: held, reason: null } : { text, reason: reasonText(reason) };
}

const heldText = ({ status, reason }: Became): Bilingual | undefined =>
  status === 'open' ? heldWords.find(([start]) => reason?.startsWith(start))?.[1] : undefined;

/** Where no mail told it: what is told with something that waits to be passed on has been told to nobody. */
function toldWith(lead: Became): Bilingual | null {
  const became = lead.status === 'relayed' ? outcomeWords['relayed'] : heldText(lead);
  return became ? { en: `told with an earlier notice: ${became.en}`, zh: `并入此前的通知：${became.zh}` } : null;
}

/** A reason of a mail server stands as it came. */
const reasonText = (reason: string): Bilingual => reasons[reason] ?? { en: reason, zh: reason };
