import type { Context } from '../decider.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { today } from './clocks.ts';
import type { FollowUpHost } from './host.ts';

/** Refuses a date of something that has happened if it lies ahead. */
export function inFuture(host: FollowUpHost, on: string, context: Context): Refusal | null {
  const now = today(host, context.at);
  return on > now ? refuse('date-in-future', `${on} lies after today, ${now}.`, `${on} 晚于今天（${now}）。`) : null;
}

/** Refuses a date that is to come if it lies behind. */
export function inPast(host: FollowUpHost, on: string, context: Context): Refusal | null {
  const now = today(host, context.at);
  return on < now ? refuse('date-in-past', `${on} lies before today, ${now}.`, `${on} 早于今天（${now}）。`) : null;
}
