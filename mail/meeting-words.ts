import type { Bilingual } from '../domain/decider.ts';
import type { DayOff } from '../domain/meeting/days.ts';
import type { MeetingKind } from '../domain/meeting/invitation.ts';
import type { Language } from '../domain/notices/names.ts';
import { dateText, plainDate, shortDate } from './dates.ts';
import type { ItemFacts, MeetingItem } from './letter.ts';
import { daysBooked, onSiteTitle, onSiteWords } from './on-site-words.ts';
import { standInWords } from './stand-in-words.ts';

/** The sentences of invitations. They are the same for both sides: everybody is asked politely. */
export interface MeetingWords {
  opening(meeting: MeetingItem): string;
  subject(item: ItemFacts, meeting: MeetingItem): string;
  heading(item: ItemFacts, meeting: MeetingItem): string;
  lines(meeting: MeetingItem): string[];
  /** How to answer; nothing where there is nothing to answer. */
  answer(meeting: MeetingItem): string[];
  /** Why it came. */
  why(meeting: MeetingItem): string;
  /** A few lines to paste into a message by another channel; without the link. */
  passOn(item: ItemFacts, meeting: MeetingItem, name: string): string;
}

const kindsEn: Record<MeetingKind, string> = {
  visit: 'Visit',
  symposium: 'Symposium',
  contact: 'Meeting',
  team: 'Project meeting',
  committee: 'Meeting of the committee',
  'closing-review': 'Closing review',
  'on-site': 'Days on site',
  'stand-in': 'Days as stand-in',
};
const kindsZh: Record<MeetingKind, string> = {
  visit: '来访',
  symposium: '座谈会',
  contact: '工作会面',
  team: '项目例会',
  committee: '管理委员会会议',
  'closing-review': '结题评审会',
  'on-site': '到岗日程',
  'stand-in': '顶岗日程',
};

/** A kind of meeting by its name. */
export const meetingNamed = (kind: MeetingKind): Bilingual => ({ en: kindsEn[kind], zh: kindsZh[kind] });

/** `2026年3月5日（周四）09:00 至 11:00（Asia/Shanghai）`; days alone where no time is known. */
function when(language: Language, meeting: MeetingItem): string {
  const { fromOn, toOn, fromTime, toTime, zone } = meeting;
  if (meeting.days && meeting.days.length > 0) return spanOf(language, meeting);
  const to = language === 'zh-CN' ? ' 至 ' : ' to ';
  const from = [dateText(language, fromOn), fromTime].filter(Boolean).join(' ');
  if (fromOn === toOn) return fromTime ? `${from}${to}${toTime ?? ''} (${zone})` : from;
  const until = [dateText(language, toOn), toTime].filter(Boolean).join(' ');
  return `${from}${to}${until}${fromTime ? ` (${zone})` : ''}`;
}

/** A meeting in a sentence: its kind, title and time. */
export function meetingIn(language: Language, meeting: MeetingItem): string {
  const { en: nameEn, zh: nameZh } = meetingNamed(meeting.kind);
  const { title } = meeting;
  if (language === 'zh-CN') return `${nameZh}${title ? `“${title}”` : ''}（${when(language, meeting)}）`;
  return `${nameEn}${title ? ` “${title}”` : ''}, ${when(language, meeting)}`;
}

/** Single days of a longer time; each of them is in the calendar's part. */
const spanOf = (language: Language, meeting: MeetingItem): string =>
  language === 'zh-CN'
    ? `${daysBooked(language, meeting)}，详见日历附件`
    : `${daysBooked(language, meeting)}; each is in the calendar attached`;

/** A calendar of public holidays ends somewhere; whoever plans beyond it has to know. */
function provisional(language: Language, { provisionalAfterOn: on }: MeetingItem): string | null {
  if (on === undefined) return null;
  return language === 'zh-CN'
    ? `${plainDate(language, on)}之后的节假日安排尚未公布，其后的日程为暂定。`
    : `Public holidays after ${plainDate(language, on)} are not published yet: the days after it are provisional.`;
}

/** Whoever asks to a meeting on a day off means it; whoever is asked need not know which day that is. */
function dayOff(language: Language, { on, isMakeUp, isOfSome }: DayOff): string {
  const day = dateText(language, on);
  if (language === 'zh-CN')
    return `请留意：${day}为${isMakeUp ? '调休上班日' : isOfSome ? '其中一方的休息日' : '休息日'}。`;
  const what = isMakeUp ? 'a make-up working day' : isOfSome ? 'a day off for one of the sides' : 'a day off';
  return `Please note: ${day} is ${what}.`;
}

const given = (lines: (string | null)[]): string[] => lines.filter((line) => line !== null);

const leadsEn = { new: 'Invitation', changed: 'Changed', cancelled: 'Cancelled' } as const;
const leadsZh = { new: '邀请', changed: '变更', cancelled: '取消' } as const;

const en: MeetingWords = {
  opening: ({ change }) =>
    change === 'new'
      ? 'We would be glad to meet you on the following occasion.'
      : change === 'changed'
        ? 'The following meeting has been changed; this replaces what we wrote before.'
        : 'The following meeting does not take place. Please excuse us for the inconvenience.',
  subject: (item, meeting) => {
    const lead = leadsEn[meeting.change];
    return `${lead}: ${kindsEn[meeting.kind]}, ${shortDate('en', meeting.fromOn)} · ${item.agreement}`;
  },
  heading: (item, { kind, title }) => `${title ?? kindsEn[kind]} · ${item.agreement}`,
  lines: (meeting) =>
    given([
      `When: ${when('en', meeting)}`,
      meeting.place ? `Where: ${meeting.place}` : null,
      meeting.reason ? `Why: ${meeting.reason}` : null,
    ]),
  answer: ({ change }) =>
    change === 'cancelled' ? [] : ['Please accept or decline in your calendar, or simply answer this mail.'],
  why: ({ change }) => `You receive this because you ${change === 'new' ? 'are' : 'were'} asked to this meeting.`,
  passOn: (item, meeting, name) => {
    const what = `${kindsEn[meeting.kind]} on ${when('en', meeting)} (${item.agreement})`;
    return meeting.change === 'cancelled'
      ? `Dear ${name.replace(/^dear\s+/i, '')}, the following does not take place: ${what}.`
      : `Dear ${name.replace(/^dear\s+/i, '')}, may we invite you: ${what}? Please tell us whether you can come.`;
  },
};

const zh: MeetingWords = {
  opening: ({ change }) =>
    change === 'new'
      ? '诚邀您参加以下活动。'
      : change === 'changed'
        ? '以下活动安排有调整，请以本邮件为准。'
        : '以下活动已取消，由此带来的不便敬请谅解。',
  subject: (item, meeting) => {
    const lead = leadsZh[meeting.change];
    return `${lead}：${kindsZh[meeting.kind]}（${shortDate('zh-CN', meeting.fromOn)}）· ${item.agreement}`;
  },
  heading: (item, { kind, title }) => `${title ?? kindsZh[kind]} · ${item.agreement}`,
  lines: (meeting) =>
    given([
      `时间：${when('zh-CN', meeting)}`,
      meeting.place ? `地点：${meeting.place}` : null,
      meeting.reason ? `说明：${meeting.reason}` : null,
    ]),
  answer: ({ change }) => (change === 'cancelled' ? [] : ['请在日历中接受或谢绝，或直接回复本邮件。']),
  why: ({ change }) => (change === 'new' ? '您在受邀之列，故此致函。' : '您此前受邀参加，故此致函。'),
  passOn: (item, meeting, name) => {
    const what = `${kindsZh[meeting.kind]}，${when('zh-CN', meeting)}（${item.agreement}）`;
    return meeting.change === 'cancelled'
      ? `${name.replace(/^尊敬的/, '')}您好，以下活动已取消：${what}。`
      : `${name.replace(/^尊敬的/, '')}您好，诚邀您参加：${what}。能否出席，烦请告知。`;
  },
};

/** Days on site, of the researcher or of whoever stands in, are several events at several places: they have words of their own. */
function withDaysOnSite(language: Language, usual: MeetingWords): MeetingWords {
  const own = { 'stand-in': standInWords(language), 'on-site': onSiteWords(language) };
  const of = ({ kind }: MeetingItem) => (kind === 'stand-in' || kind === 'on-site' ? own[kind] : null);
  const standIn = ({ kind }: MeetingItem) => (kind === 'stand-in' ? own[kind] : null);
  return {
    ...usual,
    opening: (meeting) => of(meeting)?.opening[meeting.change] ?? usual.opening(meeting),
    subject: (item, meeting) => {
      const title = of(meeting)?.subject(meeting);
      if (title === undefined) return usual.subject(item, meeting);
      const from = shortDate(language, meeting.fromOn);
      return language === 'zh-CN'
        ? `${leadsZh[meeting.change]}：${title}（${from}起）· ${item.agreement}`
        : `${leadsEn[meeting.change]}: ${title}, from ${from} · ${item.agreement}`;
    },
    heading: (item, meeting) => onSiteTitle(language, meeting) ?? usual.heading(item, meeting),
    lines: (meeting) =>
      given([
        ...(standIn(meeting) ?? usual).lines(meeting),
        ...(meeting.daysOff ?? []).map((one) => dayOff(language, one)),
        provisional(language, meeting),
      ]),
    why: (meeting) => (of(meeting) ?? usual).why(meeting),
    passOn: (item, meeting, name) => of(meeting)?.passOn(meeting, name) ?? usual.passOn(item, meeting, name),
  };
}

const words: Record<Language, MeetingWords> = { en: withDaysOnSite('en', en), 'zh-CN': withDaysOnSite('zh-CN', zh) };

export function meetingWords(language: Language): MeetingWords {
  return words[language];
}
