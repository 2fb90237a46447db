import { ASKED_AGAIN, isAgain, LEADER, MEETING_LIST } from '../domain/follow-up/ladder.ts';
import type { Language } from '../domain/notices/names.ts';
import type { StepPolicy } from '../domain/policy/policy.ts';
import { dateText } from './dates.ts';
import type { ItemFacts } from './letter.ts';

/** Why a mail came: the rule in one clause, counted from where it really counts. */
export interface WhyWords {
  /** Of a matter with a clock, or of what happened. */
  rule(item: ItemFacts): string;
  /** What is back, and what ended; the three causes are told apart. */
  returned(item: ItemFacts): string;
  /** Of what is told above before its date: at once by rule, or after so many days. */
  openSince(item: ItemFacts): string;
  /** Of a request to another side that is not the first: which one it is; else nothing. Stands before the request. */
  repeated(item: ItemFacts): string;
  /** Of a task: when it is asked again, if it is not done. */
  askedAgain(item: ItemFacts): string | null;
}

/** Which repetition a rung is, from 1; null for what is no repetition. */
const timeOf = ({ key }: StepPolicy): number | null => {
  const [, count] = /^repeat-(\d+)$/.exec(key) ?? [];
  return count === undefined ? null : Number(count);
};

const english = (count: number, what: string): string =>
  Math.abs(count) === 1 ? `1 ${what}` : `${Math.abs(count)} ${what}s`;
const workingDays = (count: number): string => english(count, 'working day');

function ordinal(n: number): string {
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}

function sinceEn({ notice }: StepPolicy, isSetAnew: boolean | undefined): string {
  if (notice === 'reported') return 'it was reported done';
  if (notice === 'question') return 'the question arose';
  return isSetAnew ? 'its owner or date was set anew' : 'it was opened';
}

function stepEn(step: StepPolicy, { repeatTimes, heldOn, isSetAnew }: ItemFacts): string {
  const { key, offsetWorkingDays: days, from } = step;
  const count = workingDays(days);
  const time = timeOf(step);
  if (time !== null)
    return `again, for the ${ordinal(time)} time${repeatTimes ? ` of ${repeatTimes} at the most` : ''}, ${count} after the last time`;
  if (key === ASKED_AGAIN) return `again, ${count} after it was last asked`;
  if (key === MEETING_LIST) return `${count} after the last time, when nobody has settled it`;
  if (isAgain(key)) return `again, ${count} after the last time`;
  if (key === LEADER) {
    return heldOn
      ? `after it was announced to the coordinator, who held it once on ${dateText('en', heldOn)}`
      : `${count} after it was announced to the coordinator`;
  }
  if (from === 'half') return 'when half of the time is used';
  if (from === 'three-quarters') return 'when three quarters of the time are used';
  if (from === 'below') return `${count} after the level below was told`;
  if (from === 'opened') {
    const since = sinceEn(step, isSetAnew);
    return days === 0 ? `with the first mail after ${since}` : `${count} after ${since}`;
  }
  return days === 0 ? 'on its date' : days < 0 ? `${count} before its date` : `${count} after its date`;
}

const en: WhyWords = {
  rule(item) {
    const { asked, unansweredFor, step } = item;
    if (unansweredFor)
      return `these questions have waited for ${unansweredFor} working days or more, of which the director is told once`;
    if (asked?.before) {
      return `this is asked again, for the ${ordinal(asked.before)} time, because it is not done yet; by rule every ${workingDays(asked.everyWorkingDays)}`;
    }
    if (item.kind === 'returned') return `this is sent when ${causeEn(item)}`;
    if (item.afterPause) return 'it was late before its pause, so the next level is told when the pause ends';
    if (!step) return 'this is sent when it happens';
    return `this is sent ${stepEn(step, item)}${item.wasPaused ? ', days of a pause not counted' : ''}`;
  },
  returned: (item) => `It is open again: ${causeEn(item)}.`,
  openSince({ step, openedOn, openFor, isSetAnew }) {
    const on = openedOn ? ` on ${dateText('en', openedOn)}` : '';
    if (step?.offsetWorkingDays === 0)
      return `It was ${isSetAnew ? 'set anew' : 'opened'}${on}, and by rule you are told of it at once`;
    return `It has been open for ${workingDays(openFor ?? step?.offsetWorkingDays ?? 0)}${openedOn ? `, since ${dateText('en', openedOn)},` : ''}`;
  },
  repeated({ request }) {
    if (!request || request.time < 2) return '';
    const which = ['second', 'third', 'fourth', 'fifth'][request.time - 2] ?? ordinal(request.time);
    return `We have written to you about this before; this is our ${which} request${request.isLast ? ', and the last one by mail' : ''}. `;
  },
  askedAgain: ({ asked }) =>
    asked ? `If nothing is done: you are asked again on ${dateText('en', asked.againOn)}, until it is done.` : null,
};

function causeEn({ returnedBy }: ItemFacts): string {
  switch (returnedBy) {
    case 'pause':
      return 'its pause has ended';
    case 'not-taken':
      return 'it was handed over and not taken, and comes back to you';
    case 'sent-back':
    case undefined:
      return 'what was reported was returned';
  }
}

function sinceZh({ notice }: StepPolicy, isSetAnew: boolean | undefined): string {
  if (notice === 'reported') return '报告完成';
  if (notice === 'question') return '询问提出';
  return isSetAnew ? '责任人或时限重新设定' : '事项建立';
}

function stepZh(step: StepPolicy, { repeatTimes, heldOn, isSetAnew }: ItemFacts): string {
  const { key, offsetWorkingDays: days, from } = step;
  const count = `${Math.abs(days)}个工作日`;
  const time = timeOf(step);
  if (time !== null) return `上次告知后${count}再次发（第${time}次${repeatTimes ? `，至多${repeatTimes}次` : ''}）`;
  if (key === ASKED_AGAIN) return `上次询问后${count}再次发`;
  if (key === MEETING_LIST) return `上次告知后${count}仍未办结时发`;
  if (isAgain(key)) return `上次告知后${count}再次发`;
  if (key === LEADER) {
    return heldOn ? `预告协调人后发，协调人曾于${dateText('zh-CN', heldOn)}暂缓一次` : `预告协调人后${count}发`;
  }
  if (from === 'half') return '时间过半时发';
  if (from === 'three-quarters') return '时间过四分之三时发';
  if (from === 'below') return `下一级获知后${count}发`;
  if (from === 'opened') {
    const since = sinceZh(step, isSetAnew);
    return days === 0 ? `${since}后的首封邮件发` : `${since}后${count}发`;
  }
  return days === 0 ? '到期当日发' : days < 0 ? `到期前${count}发` : `到期后${count}发`;
}

const zh: WhyWords = {
  rule(item) {
    const { asked, unansweredFor, step } = item;
    if (unansweredFor) return `以上询问提出已满${unansweredFor}个工作日仍未答复，按规则告知部门负责人一次`;
    if (asked?.before) {
      return `此事尚未办理，按规则每${asked.everyWorkingDays}个工作日再次提醒，此为第${asked.before}次再提醒`;
    }
    if (item.kind === 'returned') return `因${causeZh(item)}而发`;
    if (item.afterPause) return '该事项暂缓前已逾期，按规则于暂缓期满时告知上一级';
    if (!step) return '事项发生时即发';
    return `按规则${stepZh(step, item)}${item.wasPaused ? '，暂缓期间不计' : ''}`;
  },
  returned: (item) => `该事项重新办理：${causeZh(item)}。`,
  openSince({ step, openedOn, openFor, isSetAnew }) {
    const begun = isSetAnew ? '重新设定' : '建立';
    const on = openedOn ? `于${dateText('zh-CN', openedOn)}` : '';
    if (step?.offsetWorkingDays === 0) return `该事项${on}${begun}，按规则即时告知您`;
    return `该事项${on}${begun}，至今已${openFor ?? step?.offsetWorkingDays ?? 0}个工作日`;
  },
  repeated({ request }) {
    if (!request || request.time < 2) return '';
    return `此前曾就此事致函，此为第${request.time}次${request.isLast ? '、也是最后一次' : ''}致函。`;
  },
  askedAgain: ({ asked }) => (asked ? `如未办理：${dateText('zh-CN', asked.againOn)}再次提醒您，直至办理。` : null),
};

function causeZh({ returnedBy }: ItemFacts): string {
  switch (returnedBy) {
    case 'pause':
      return '暂缓期满';
    case 'not-taken':
      return '转交后未被接受，退回给您';
    case 'sent-back':
    case undefined:
      return '所报完成情况被退回';
  }
}

const words: Record<Language, WhyWords> = { en, 'zh-CN': zh };

export const whyWords = (language: Language): WhyWords => words[language];
