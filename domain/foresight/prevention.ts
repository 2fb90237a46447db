import type { Bilingual } from '../decider.ts';
import type { FollowUp, FollowUpHost } from '../follow-up/host.ts';
import { isAssumed } from '../follow-up/lights.ts';
import { longestPause, mostPauses } from '../follow-up/pausing.ts';
import { followUpPolicies } from '../policy/defaults.ts';
import { isRunning } from './flight-plan.ts';

/** What would have prevented, or still prevents, being written to about an open follow-up: what to do, the thing itself first. */
export function prevention(host: FollowUpHost, f: FollowUp): Bilingual[] {
  if (!isRunning(host, f)) {
    return [
      {
        en: 'Nothing is sent about it while the cooperation or plan is on hold.',
        zh: '合作或方案暂停期间，不会就此事项发送任何通知。',
      },
    ];
  }
  if (f.reportedOn) {
    return [
      {
        en: 'Confirming what was reported, or returning it with a reason.',
        zh: '确认所报告的完成情况，或说明理由退回。',
      },
    ];
  }
  const { task, closes } = followUpPolicies[f.kind];
  const settles: Bilingual =
    closes === 'by-report'
      ? {
          en: `Reporting it done by ${f.dueOn}, confirmed by another. ${task.en}`,
          zh: `于 ${f.dueOn} 前报告完成并经他人确认。${task.zh}`,
        }
      : { en: `Recording it by ${f.dueOn}. ${task.en}`, zh: `于 ${f.dueOn} 前登记。${task.zh}` };
  return [...(isAssumed(f) ? [answering] : []), settles, ...pausing(host, f), settingAnew];
}

const answering: Bilingual = {
  en: 'Answering who owes it and until when: what we assumed is a question, and reminds nobody but the coordinator.',
  zh: '答复责任人和时限：系统默认值只是向协调人提出的问题，不会催办其他人。',
};
const settingAnew: Bilingual = {
  en: 'Agreeing another date, or handing it to another post; the reminders then start anew.',
  zh: '商定新的时限，或转交其他职务；提醒随之重新计算。',
};

function pausing(host: FollowUpHost, f: FollowUp): Bilingual[] {
  if (f.pause || (f.pauseCount ?? 0) >= mostPauses(host, 'snoozed')) return [];
  const days = longestPause(host, f, 'snoozed');
  return [
    {
      en: `Asking for time: a pause of up to ${days} working days, with a day and a reason.`,
      zh: `申请延后：说明日期和理由，最多暂缓 ${days} 个工作日。`,
    },
  ];
}
