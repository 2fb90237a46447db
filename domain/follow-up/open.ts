import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { FollowUp, FollowUpHost } from './host.ts';

/** An open follow-up by its id, or the refusal to be answered. */
export const findOpen = (s: FollowUpHost, id: string): FollowUp | Refusal =>
  s.followUps[id] ?? refuse('unknown-item', `There is no open follow-up ${id}.`, `没有未结的跟进事项 ${id}。`);

export const isFollowUp = (found: FollowUp | Refusal): found is FollowUp => !('refused' in found);
