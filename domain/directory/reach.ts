import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { daysBetween } from '../calendar/local-date.ts';
import { isQuiet, usualReach } from '../notices/timing.ts';
import type { PolicyValues } from '../policy/policy.ts';
import { valueOf } from '../policy/values.ts';
import type { QuietTime, Reach } from '../notices/timing.ts';

/** What a person may say about when they are reached: HH:MM in their own zone, null for what is usual. */
export interface ChosenHours {
  reachFromTime: string | null;
  reachToTime: string | null;
  digestTime: string | null;
  /** Within the hours, when it is to be quiet all the same; none if left out. */
  quietTimes?: readonly QuietTime[];
}

/** When somebody is reached on a day: HH:MM in their own zone. */
export type Hours = Omit<Reach, 'absences'>;

/** Days on which a person is away, both ends included. */
export interface PlannedAbsence {
  fromOn: string;
  toOn: string;
  deputyPersonId: string | null;
}

const longestAbsenceDays = 366;

/** A person's hours with what is usual filled in. */
export function hoursOf(chosen: ChosenHours, usual: Hours = usualReach): Hours {
  const fromTime = chosen.reachFromTime ?? usual.fromTime;
  const toTime = chosen.reachToTime ?? usual.toTime;
  // What is usual for the house gives way to the hours that somebody chose.
  const isUsual = usual.digestTime >= fromTime && usual.digestTime < toTime;
  const isOwnBegin = chosen.reachFromTime !== null && usual.digestTime === usual.fromTime;
  return {
    fromTime,
    toTime,
    digestTime: chosen.digestTime ?? (isUsual && !isOwnBegin ? usual.digestTime : fromTime),
    quietTimes: chosen.quietTimes ?? [],
  };
}

/** What is usual where somebody has set it otherwise, in an organisation or for the whole house. */
export function usualHours(values: PolicyValues): Hours {
  return {
    fromTime: valueOf(values, 'reach.fromTime'),
    toTime: valueOf(values, 'reach.toTime'),
    digestTime: valueOf(values, 'reach.digestTime'),
    quietTimes: [],
  };
}

/** Of any week at least one of these days has a morning's mail. */
const workWeek = [1, 2, 3, 4, 5];

/** Why these hours cannot be kept, or null. */
export function hoursRefused(chosen: ChosenHours): Refusal | null {
  const { fromTime, toTime, digestTime, quietTimes = [] } = hoursOf(chosen);
  if (fromTime >= toTime) {
    return refuse(
      'hours-unfit',
      `The hours end at ${toTime}, before they begin at ${fromTime}. Give an end after the beginning.`,
      `可联系时段的结束时间（${toTime}）须晚于开始时间（${fromTime}），请修改。`,
    );
  }
  if (digestTime < fromTime || digestTime >= toTime) {
    return refuse(
      'hours-unfit',
      `The morning's mail at ${digestTime} lies outside the hours from ${fromTime} to ${toTime}. Choose a time within them.`,
      `每日汇总邮件的时间（${digestTime}）不在可联系时段（${fromTime}至${toTime}）内，请修改。`,
    );
  }
  const backwards = quietTimes.find((one) => one.fromTime >= one.toTime);
  if (backwards) {
    return refuse(
      'hours-unfit',
      `A quiet time ends at ${backwards.toTime}, before it begins at ${backwards.fromTime}. Give an end after the beginning; past midnight takes two.`,
      `免打扰时段的结束时间（${backwards.toTime}）须晚于开始时间（${backwards.fromTime}）；跨午夜的请分两段填写。`,
    );
  }
  const isSilenced = (weekday: number): boolean =>
    quietTimes.some((one) => isQuiet(one, { weekday, time: digestTime }));
  return workWeek.every(isSilenced)
    ? refuse(
        'hours-unfit',
        `The quiet times leave no working day on which the morning's mail at ${digestTime} could come. Leave at least one, or choose another time for it.`,
        `免打扰时段使每日汇总邮件（${digestTime}）在任何工作日都无法送达。请至少保留一个工作日，或另选汇总时间。`,
      )
    : null;
}

/** Who is to stand in, and for whom. */
export interface Deputy {
  id: string;
  ours: boolean;
  organisationId: string | null;
}

/**
 * Why this absence cannot be kept, or null. A deputy reads what the post is told, so it is somebody of the same organisation; of
 * our own people any other will do.
 */
export function absenceRefused(
  person: Deputy,
  { fromOn, toOn }: PlannedAbsence,
  deputy: Deputy | null,
): Refusal | null {
  if (toOn < fromOn) {
    return refuse(
      'ends-before-starts',
      'The absence ends before it begins. Give a last day on or after the first one.',
      '休假的结束日期早于开始日期，请修改。',
    );
  }
  if (daysBetween(fromOn, toOn) > longestAbsenceDays) {
    return refuse(
      'too-far-ahead',
      'An absence is at most a year long. For longer the post is given to somebody else.',
      '休假最长为一年；时间更长的，请将职务移交他人。',
    );
  }
  if (deputy === null) return null;
  if (deputy.id === person.id) {
    return refuse(
      'deputy-unfit',
      'Nobody stands in for themselves. Choose somebody else, or nobody.',
      '代理人不能是本人，请另选他人或不指定。',
    );
  }
  const isColleague = deputy.organisationId !== null && deputy.organisationId === person.organisationId;
  return isColleague || (person.ours && deputy.ours)
    ? null
    : refuse(
        'deputy-unfit',
        'A deputy is somebody of the same organisation. Choose a colleague, or nobody.',
        '代理人须为本单位同事，请另选他人或不指定。',
      );
}
