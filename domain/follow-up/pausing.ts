import { addWorkingDays, workingDaysBetween } from '../calendar/calendar.ts';
import type { Context } from '../decider.ts';
import { valuesFor } from '../policy/adopted.ts';
import type { PauseKind } from '../policy/defaults.ts';
import { valueOf } from '../policy/values.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { today } from './clocks.ts';
import type { FollowUp, FollowUpHost } from './host.ts';

/** Why a pause is not possible; `pause-limit` where more time than a pause buys has to be asked for. */
export function pauseRefused(
  s: FollowUpHost,
  f: FollowUp,
  context: Pick<Context, 'at'>,
  { kind, untilOn, waitingFor }: { kind: PauseKind; untilOn: string; waitingFor?: string | undefined },
): Refusal | null {
  if (kind === 'waiting' && !waitingFor) return forNobody();
  if (f.pause)
    return refuse(
      'wrong-state',
      `${f.id} is paused until ${f.pause.untilOn}.`,
      `${f.id} 已暂缓至 ${f.pause.untilOn}。`,
    );
  const on = today(s, context.at);
  if (untilOn <= on) return refuse('date-in-past', `A pause ends after today, ${on}.`, `暂缓须晚于今天（${on}）。`);
  const most = longestPause(s, f, kind);
  if ((f.pauseCount ?? 0) >= mostPauses(s, kind)) {
    return refuse(
      'pause-limit',
      `${f.id} was paused ${f.pauseCount} times already.`,
      `${f.id} 已暂缓 ${f.pauseCount} 次。`,
    );
  }
  if (workingDaysBetween(s.calendar, on, untilOn) > most) {
    const last = addWorkingDays(s.calendar, on, most).on;
    return refuse('pause-limit', `At most ${most} working days: until ${last}.`, `最多 ${most} 个工作日，至 ${last}。`);
  }
  return null;
}

/** Decided here and not by the schema: what waits in an inbox of an older version is answered with the field that it lacks. */
function forNobody(): Refusal {
  const refusal = refuse(
    'shape-invalid',
    'Who waits for somebody says for whom: name the organisation or the post in waitingFor.',
    '等待对方的，须在 waitingFor 中写明所等待的单位或职务。',
  );
  return { ...refusal, faults: [{ pointer: '/waitingFor', detail: refusal.detail }] };
}

/** Working days that a pause buys at once; above the owner it is shorter (DOMAIN 2). */
export function longestPause(s: FollowUpHost, f: Pick<FollowUp, 'level'>, kind: PauseKind): number {
  const values = valuesFor(s);
  const most = valueOf(values, `pauses.${kind}.maxWorkingDays`);
  return f.level > 0 ? Math.min(most, valueOf(values, 'pauses.maxWorkingDaysAboveOwner')) : most;
}

/** How often a matter may be paused. */
export const mostPauses = (s: FollowUpHost, kind: PauseKind): number => valueOf(valuesFor(s), `pauses.${kind}.times`);
