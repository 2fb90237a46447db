import type { Bilingual } from '../decider.ts';

/** What a rung of a ladder is called in the list of values, by its key. A number in a key is its default; what is set may be another. */

const named: Readonly<Record<string, Bilingual>> = {
  before: { en: 'reminder ahead', zh: '到期前提醒' },
  due: { en: 'notice on the day', zh: '到期当日提醒' },
  overdue: { en: 'reminder after the date', zh: '逾期提醒' },
  escalation: { en: 'first level above', zh: '逾期上报' },
  ask: { en: 'first request', zh: '首次请求' },
  telephone: { en: 'telephone call by the liaison', zh: '联络员电话联系' },
  question: { en: 'question', zh: '询问' },
  'question-due': { en: 'question on the date', zh: '到期询问' },
  short: { en: 'told at once that days are missing', zh: '天数不足即告' },
  half: { en: 'reminder at half time', zh: '时间过半提醒' },
  'half-time': { en: 'reminder at half time', zh: '时间过半提醒' },
  'three-quarters': { en: 'reminder at three quarters', zh: '时间过四分之三提醒' },
};
const numbered: Readonly<Record<string, (count: string) => Bilingual>> = {
  before: (days) => ({ en: `reminder ahead (${days} days)`, zh: `到期前提醒（${days} 日）` }),
  ahead: (days) => ({ en: `notice ahead (${days} days)`, zh: `事前提醒（${days} 日）` }),
  remind: (days) => ({ en: `reminder (${days} days)`, zh: `再次提醒（${days} 日）` }),
  check: (days) => ({ en: `check (${days} days)`, zh: `中期检查（${days} 日）` }),
  confirm: (days) => ({ en: `request to confirm (${days} days)`, zh: `请求确认（${days} 日）` }),
  review: (days) => ({ en: `review by the director (${days} days)`, zh: `部门负责人复核（${days} 日）` }),
  months: (months) => ({ en: `reminder ahead (${months} months)`, zh: `到期前提醒（${months} 个月）` }),
};

/** A key without words stands as it is; a test finds it. */
export function stepName(key: string): Bilingual {
  const [, kind = '', count = ''] = /^([a-z]+)-(\d+)$/.exec(key) ?? [];
  return named[key] ?? numbered[kind]?.(count) ?? { en: key, zh: key };
}
