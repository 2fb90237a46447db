import type { Bilingual } from '../domain/decider.ts';
import { inLanguage } from '../domain/labels.ts';
import type { Language } from '../domain/notices/names.ts';
import { plainDate } from './dates.ts';
import type { MeetingItem } from './letter.ts';

/**
 * What a researcher and whoever looks after them at the enterprise read of the days that are booked. Each has several such events in
 * the calendar: the researcher reads at which enterprise, the enterprise who comes.
 */
interface OnSiteWords {
  opening: Readonly<Record<MeetingItem['change'], string>>;
  /** In a subject, before the day from which it counts. */
  subject(meeting: MeetingItem): string;
  why(meeting: MeetingItem): string;
  /** To be passed on by another channel; `name` as they are addressed. */
  passOn(meeting: MeetingItem, name: string): string;
}

const words = {
  at: { en: 'On site at', zh: '到岗：' },
  comes: { en: 'On site:', zh: '来企到岗：' },
  standsInAt: { en: 'Standing in at', zh: '顶岗：' },
  somebody: { en: 'a researcher', zh: '研究人员' },
  enterprise: { en: 'an enterprise', zh: '企业' },
} as const satisfies Record<string, Bilingual>;

/** In general words, where somebody or an enterprise is not known any more. */
export const unknownOnSite = { person: words.somebody, enterprise: words.enterprise };

/** What days on site are called in a calendar: to who goes there by the enterprise, to the enterprise by who comes. */
export const calledOnSite = (language: Language, who: 'at' | 'comes' | 'standsInAt', name: string): string =>
  `${inLanguage(language, words[who])}${language === 'zh-CN' ? '' : ' '}${name}`;

/** The same of an event of a mail; null for what is no day on site. */
export function onSiteTitle(language: Language, { kind, onSite }: MeetingItem): string | null {
  if (!onSite) return null;
  const enterprise = onSite.enterprise ?? inLanguage(language, words.enterprise);
  if (kind === 'stand-in') return calledOnSite(language, 'standsInAt', enterprise);
  return onSite.isForResearcher
    ? calledOnSite(language, 'at', enterprise)
    : calledOnSite(language, 'comes', nameOf(language, onSite));
}

type OnSite = NonNullable<MeetingItem['onSite']>;
const nameOf = (language: Language, { researcher }: OnSite): string =>
  researcher ?? inLanguage(language, words.somebody);
const unknown: OnSite = { enterprise: null, researcher: null, isForResearcher: true };

/** How many days and from when to when; on how many dates, where half days make these more. */
export function daysBooked(language: Language, { fromOn, toOn, days = [], dayCount }: MeetingItem): string {
  const count = dayCount ?? days.length;
  const [from, to] = [plainDate(language, fromOn), plainDate(language, toOn)];
  const isHalved = days.length !== count;
  if (language === 'zh-CN') {
    return `${from}至${to}，共 ${count} 天${isHalved ? `（分布在 ${days.length} 个日期）` : ''}`;
  }
  const on = isHalved ? ` on ${days.length} ${days.length === 1 ? 'date' : 'dates'}` : '';
  return `${count} ${count === 1 ? 'day' : 'days'}${on}, from ${from} to ${to}`;
}

const en: OnSiteWords = {
  opening: {
    new: 'The days on site below are booked. Your calendar takes them all at once from this mail.',
    changed: 'The days on site have changed; the ones below replace what we wrote before.',
    cancelled: 'The days on site below do not take place. Please excuse us for the inconvenience.',
  },
  subject: (meeting) => onSiteTitle('en', meeting) ?? 'Days on site',
  why: ({ change, onSite = unknown }) => {
    const isOff = change === 'cancelled';
    return onSite.isForResearcher
      ? `You receive this because these ${isOff ? 'were' : 'are'} days of yours on site.`
      : `You receive this because the researcher ${isOff ? 'was to come' : 'comes'} to you on these days.`;
  },
  passOn: (meeting, name) => {
    const { change, fromOn, toOn, onSite = unknown } = meeting;
    const who = `Dear ${name.replace(/^dear\s+/i, '')},`;
    const what = onSite.isForResearcher
      ? `your days on site at ${onSite.enterprise ?? words.enterprise.en}`
      : `the days on site of ${nameOf('en', onSite)}`;
    if (change === 'cancelled') {
      return `${who} ${what} from ${plainDate('en', fromOn)} to ${plainDate('en', toOn)} do not take place. Thank you.`;
    }
    return `${who} ${what} ${change === 'changed' ? 'have changed' : 'are booked'}: ${daysBooked('en', meeting)}. Thank you.`;
  },
};

const zh: OnSiteWords = {
  opening: {
    new: '以下到岗日程已确定，可由本邮件一次加入日历。',
    changed: '到岗日程有调整，请以本邮件为准。',
    cancelled: '以下到岗日程已取消，由此带来的不便敬请谅解。',
  },
  subject: ({ onSite = unknown }) =>
    onSite.isForResearcher ? `${onSite.enterprise ?? ''}到岗日程` : `${nameOf('zh-CN', onSite)}来企到岗日程`,
  why: ({ change, onSite = unknown }) => {
    const was = change === 'cancelled' ? '原定' : '';
    return onSite.isForResearcher
      ? `以上${was}为您的到岗日程，故此致函。`
      : `研究人员${was}于上述日期来贵单位到岗，故此致函。`;
  },
  passOn: (meeting, name) => {
    const { change, fromOn, toOn, onSite = unknown } = meeting;
    const who = `${name.replace(/^尊敬的/, '')}您好，`;
    const what = onSite.isForResearcher
      ? `您在${onSite.enterprise ?? words.enterprise.zh}的到岗日程`
      : `${nameOf('zh-CN', onSite)}来贵单位的到岗日程`;
    if (change === 'cancelled') {
      return `${who}${what}（${plainDate('zh-CN', fromOn)}至${plainDate('zh-CN', toOn)}）已取消，敬请谅解。`;
    }
    return `${who}${what}${change === 'changed' ? '有调整' : '已确定'}：${daysBooked('zh-CN', meeting)}。谢谢您的支持。`;
  },
};

export const onSiteWords = (language: Language): OnSiteWords => (language === 'zh-CN' ? zh : en);
