import type { Bilingual } from '../../domain/decider.ts';

/** The sentences of a leader's page. It asks for decisions; it speaks of no light and of no person. */

const months = 'January February March April May June July August September October November December'.split(' ');

const named = (month: string): Bilingual => {
  const [year = '', number = ''] = month.split('-');
  return { en: `${months[Number(number) - 1] ?? ''} ${year}`, zh: `${year}年${Number(number)}月` };
};

export const monthWords = {
  title: (month: string): Bilingual => ({
    en: `Cooperations: your page for ${named(month).en}`,
    zh: `对外合作月报（${named(month).zh}）`,
  }),
  passOn: (post: Bilingual): Bilingual => ({
    en: `For: ${post.en}. You are named as the office through which this page comes.`,
    zh: `请转呈${post.zh}。`,
  }),
  opening: (count: number): Bilingual => ({
    en: `${count === 1 ? '1 cooperation is' : `${count} cooperations are`} under way. What was achieved, what waits for your decision, and who comes:`,
    zh: `目前在推进的合作共 ${count} 项。主要进展、待您决定事项及近期来访如下。`,
  }),
  achieved: (month: string): Bilingual => ({ en: `Achieved in ${named(month).en}`, zh: `${named(month).zh}主要进展` }),
  nothingAchieved: { en: 'Nothing was completed in that month.', zh: '当月无办结事项。' },
  decisions: { en: 'Your decisions', zh: '待您决定' },
  noDecisions: { en: 'No decision of yours is waited for.', zh: '目前没有需要您决定的事项。' },
  decide: { en: 'go on, agree a new date, or end it', zh: '请决定：继续推进、另定时限或予以终止' },
  review: { en: 'renew, re-scope, or end the cooperation', zh: '请决定：续期、调整或终止合作' },
  why: {
    en: 'Why this mail: leaders get one page on the first working day of each month.',
    zh: '发送原因：每月首个工作日，向分管领导呈送一页月报。',
  },
  visits: { en: 'Coming visits and meetings', zh: '近期来访与会议' },
  questions: { en: 'Questions that wait for an answer', zh: '待答复事项' },
  unanswered: (count: number): Bilingual => ({
    en: `${count === 1 ? '1 question' : `${count} questions`} of earlier months to our coordinators, who owes something or until when`,
    zh: `往月向协调人询问责任人或时限，尚未答复 ${count} 项`,
  }),
  oldest: { en: 'the oldest asked on', zh: '最早询问日期' },
  declined: (count: number): Bilingual => ({
    en: `${count} of those asked ${count === 1 ? 'does' : 'do'} not come`,
    zh: `受邀人员中 ${count} 人不能参加`,
  }),
  noVisits: { en: 'No visit or meeting is planned for the coming weeks.', zh: '近期没有来访和会议安排。' },
} as const;
