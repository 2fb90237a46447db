import type { z } from 'zod';
import { command, Role } from '../decider.ts';
import type { CommandSpec, Context, Decision, Bilingual } from '../decider.ts';
import { followUpPolicies } from '../policy/defaults.ts';
import type { FollowUpPolicy } from '../policy/policy.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { TextFields } from '../text.ts';
import type { FollowUp, FollowUpHost } from './host.ts';

/** The open follow-up that a command is about, in its entity. */
export interface Found<S extends FollowUpHost> {
  s: S;
  f: FollowUp;
  context: Context;
}

/** Who may say whose a matter is, and until when. */
export const answering: readonly Role[] = [Role.coordinator, Role.liaison, Role.secretary];

/** Declares a command about one open follow-up, which its data names; without such a one it is refused. */
export function followUpCommand<S extends FollowUpHost, Schema extends z.ZodType<{ followUpId: string }>>(spec: {
  name: string;
  path: `follow-ups/{followUpId}/${string}`;
  who: readonly Role[];
  describe: Bilingual;
  tellsDates?: true;
  schema(text: TextFields): Schema;
  decide(found: Found<S>, data: z.output<Schema>): Decision;
}): CommandSpec<S> {
  return command({
    ...spec,
    decide: (s: S, d, context): Decision => {
      const f = s.followUps[d.followUpId];
      return f ? spec.decide({ s, f, context }, d) : notOpen(d.followUpId);
    },
  });
}

export const notOpen = (id: string): Refusal =>
  refuse('unknown-item', `There is no open follow-up ${id}.`, `没有未结的跟进事项 ${id}。`);

/** Refuses what is for open matters only, once somebody has reported it done. */
export function alreadyReported(f: FollowUp): Refusal | null {
  return f.reportedOn
    ? refuse(
        'wrong-state',
        `${f.id} was reported done on ${f.reportedOn}: it is to be confirmed or returned first.`,
        `${f.id} 已于 ${f.reportedOn} 报告完成，请先确认或退回。`,
      )
    : null;
}

/** Refuses a date of its own for what has its date from a record, e.g. a visit: there would be two, and one of them wrong. */
export function datedElsewhere(f: FollowUp): Refusal | null {
  const { datedBy }: FollowUpPolicy = followUpPolicies[f.kind];
  return datedBy ? refuse('wrong-state', datedBy.en, datedBy.zh) : null;
}
