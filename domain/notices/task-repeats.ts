import type { FollowUpHost } from '../follow-up/host.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';

/** What waits for a hand of ours is on no ladder: it is asked again each week of working days, and each quarter after as many times as a ladder repeats. */

const REPEATED = ['relay', 'introduction-wanted', 'answered'] as const;
export type RepeatedTask = (typeof REPEATED)[number];

export const isRepeatedTask = (kind: string): kind is RepeatedTask => REPEATED.some((one) => one === kind);

const AGAIN = '/again-';

/** A repeat is kept beside the task that it repeats, under the day of it. */
export const repeatIdOf = (taskId: string, on: string): string => `${taskId}${AGAIN}${on}`;

/** The task that a notice is, or repeats, and whether such a task is asked again at all. */
export function taskOfRepeat({ id, kind }: { id: string; kind: string }): { task: string; isRepeated: boolean } {
  const at = id.lastIndexOf(AGAIN);
  return { task: at < 0 ? id : id.slice(0, at), isRepeated: isRepeatedTask(kind) };
}

/** Working days until it is asked the next time, after so many repeats. */
export function repeatsEvery(host: FollowUpHost, repeats: number): number {
  const values = valuesFor(host);
  return repeats < valueOf(values, 'ladder.repeatTimes')
    ? valueOf(values, 'tasks.repeatEveryWorkingDays')
    : valueOf(values, 'questions.againEveryWorkingDays');
}
