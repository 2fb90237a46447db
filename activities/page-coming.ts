import type { NoticeKind } from '../domain/decider.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { questionCountAt, readerOf } from '../domain/follow-up/engine.ts';
import { postAtLevel, stepPolicy } from '../domain/follow-up/ladder.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import { inLanguage, matterLabel, noticeLabels } from '../domain/labels.ts';
import type { PageNames, PageSettings } from './page.ts';

/** Something that will happen by itself, if nobody does anything before. */
export interface Coming {
  /** Instant, and the local date in the home unit's zone. */
  at: string;
  on: string;
  notice: NoticeKind;
  postId: string | null;
  /** Null for the count of questions, which is about all of them. */
  followUp: Pick<FollowUp, 'kind' | 'about'> | null;
}

/**
 * The next step of each open follow-up, the nearest first.
 *
 * @param wakesAt the entity's next wake: the questions may be counted for the director then
 */
export function comingUp(host: FollowUpHost, wakesAt: string | null): Coming[] {
  const zone = host.calendar.zone;
  const coming = Object.values(host.followUps)
    .filter((f) => !host.hold || f.kind === 'hold')
    .flatMap((f): Coming[] => {
      if (f.pause) {
        const { untilAt: at } = f.pause;
        const postId = postAtLevel(host, f, 0);
        return [{ at, on: localDateOf(zone, at), notice: 'returned', postId, followUp: f }];
      }
      // Some steps tell nobody.
      const [key, at] = f.steps.find(([each]) => stepPolicy(host, f, each)) ?? [];
      const step = key ? stepPolicy(host, f, key) : undefined;
      if (!step || !at) return [];
      return [{ at, on: localDateOf(zone, at), notice: step.notice, postId: readerOf(host, f, step), followUp: f }];
    });
  if (wakesAt && wakesAt === questionCountAt(host)) {
    const postId = host.homeUnit.directorPostId;
    coming.push({ at: wakesAt, on: localDateOf(zone, wakesAt), notice: 'count-of-questions', postId, followUp: null });
  }
  return coming.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** `reminder to Liaison, Department: File the visit note (visit-1)`, without the date; several of one kind, day and post at once. */
export function comingLine(
  { language }: Pick<PageSettings, 'language'>,
  names: PageNames,
  coming: readonly [Coming, ...Coming[]],
): string {
  const zh = language === 'zh-CN';
  const [{ notice, postId, followUp }] = coming;
  const label = inLanguage(language, noticeLabels[notice]);
  const post = postId ? (names.posts.get(postId) ?? postId) : '';
  const head = zh ? `${label}${post}` : `${label} ${post}`;
  if (!followUp) return head;
  const abouts = coming.flatMap((one) => (one.followUp ? [one.followUp.about] : []));
  const matter = matterLabel(language, followUp.kind, ...abouts);
  return zh ? `${head}：${matter}` : `${head}: ${matter}`;
}

/** The timer's label: the day of the next wake and what is done then, without posts' full names. */
export function wakeLabel(settings: Pick<PageSettings, 'language'>, coming: readonly Coming[]): string {
  const { language } = settings;
  const [first] = coming;
  if (!first) return language === 'zh-CN' ? '无下一日期' : 'no date ahead';
  const sameDay = coming.filter((one) => one.on === first.on).length - 1;
  const title = first.followUp
    ? matterLabel(language, first.followUp.kind, first.followUp.about)
    : inLanguage(language, { en: 'number of open questions', zh: '未答复问题数' });
  const more = sameDay > 0 ? ` +${sameDay}` : '';
  return language === 'zh-CN' ? `等到 ${first.on}：${title}${more}` : `until ${first.on}: ${title}${more}`;
}
