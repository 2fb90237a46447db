import type { Language } from '../domain/notices/names.ts';
import type { MeetingItem } from './letter.ts';
import { datesNamed } from './placement-figures.ts';

/** What whoever stands in reads of their days: which they keep, where, and which they need not keep any more. */
interface StandInWords {
  opening: Readonly<Record<MeetingItem['change'], string>>;
  /** In a subject, before the day from which it counts. */
  subject(meeting: MeetingItem): string;
  lines(meeting: MeetingItem): (string | null)[];
  why(meeting: MeetingItem): string;
  /** To be passed on by another channel; `name` as they are addressed. */
  passOn(meeting: MeetingItem, name: string): string;
}

const none = { kept: [], freed: [] };

const en: StandInWords = {
  opening: {
    new: 'You stand in on the days below: thank you. Your calendar takes them all at once from this mail.',
    changed: 'The days on which you stand in have changed; this replaces what we wrote before.',
    cancelled: 'You need not keep the days below any more. Thank you for having been ready to come.',
  },
  subject: ({ onSite }) => (onSite?.enterprise ? `Days as stand-in at ${onSite.enterprise}` : 'Days as stand-in'),
  lines: ({ standIn = none, place }) => [
    standIn.kept.length > 0 ? `Your days: ${datesNamed('en', standIn.kept)}` : null,
    standIn.freed.length > 0 ? `Not needed any more: ${datesNamed('en', standIn.freed)}` : null,
    place ? `Where: ${place}` : null,
  ],
  why: ({ change }) =>
    `You receive this because you ${change === 'cancelled' ? 'were to stand in' : 'stand in'} for a researcher there.`,
  passOn: ({ standIn = none, place }, name) =>
    [
      `Dear ${name.replace(/^dear\s+/i, '')},`,
      standIn.kept.length > 0 ? `you stand in${at(place)} on these days: ${datesNamed('en', standIn.kept)}.` : null,
      standIn.freed.length > 0
        ? `${standIn.kept.length > 0 ? 'You' : 'you'} need not keep these days${at(place)} any more: ${datesNamed('en', standIn.freed)}.`
        : null,
      'Thank you.',
    ]
      .filter((part) => part !== null)
      .join(' '),
};
const at = (place: string | null): string => (place ? ` at ${place}` : '');

const zh: StandInWords = {
  opening: {
    new: '以下日程由您顶岗，谢谢您的支持；可由本邮件一次加入日历。',
    changed: '您的顶岗日程有调整，请以本邮件为准。',
    cancelled: '以下日程无需您再顶岗，谢谢您的支持。',
  },
  subject: ({ onSite }) => `${onSite?.enterprise ?? ''}顶岗日程`,
  lines: ({ standIn = none, place }) => [
    standIn.kept.length > 0 ? `您的日程：${datesNamed('zh-CN', standIn.kept)}` : null,
    standIn.freed.length > 0 ? `无需再到岗：${datesNamed('zh-CN', standIn.freed)}` : null,
    place ? `地点：${place}` : null,
  ],
  why: ({ change }) => (change === 'cancelled' ? '您原定在此顶岗，故此致函。' : '您在此顶岗，故此致函。'),
  passOn: ({ standIn = none, place }, name) =>
    [
      `${name.replace(/^尊敬的/, '')}您好，`,
      standIn.kept.length > 0 ? `请您${place ? `在${place}` : ''}顶岗：${datesNamed('zh-CN', standIn.kept)}。` : '',
      standIn.freed.length > 0
        ? `以下日程${place ? `（${place}）` : ''}无需您再顶岗：${datesNamed('zh-CN', standIn.freed)}。`
        : '',
      '谢谢您的支持。',
    ].join(''),
};

const words: Record<Language, StandInWords> = { en, 'zh-CN': zh };

export const standInWords = (language: Language): StandInWords => words[language];
