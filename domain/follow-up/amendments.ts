import { z } from 'zod';
import { command, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, followUpId, postId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import type { Fault, Refusal } from '../refusal.ts';
import { inPast } from './dates.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { alreadyReported, datedElsewhere, notOpen } from './open.ts';
import { onlyTheirs } from './personal.ts';
import { replan } from './replan.ts';

/** A flight plan is gone through before a meeting ends; more dates than this were not spoken about one by one. */
const MOST_AMENDMENTS = 50;

const amendment = z.strictObject({ followUpId, dueOn: dateOn, ownerPostId: postId.optional() });
type Amendment = z.output<typeof amendment>;

/**
 * The dates of a flight plan as they were settled in a meeting: each becomes a confirmed value, whether we had assumed it or it was
 * agreed before. All or nothing: one that cannot stand refuses the whole and is pointed at, so that nobody leaves the room with
 * half of what was said.
 */
export function amendmentsConcern<S extends FollowUpHost>(): Concern<S> {
  return { commands: [amendFlightPlan], events: [] };
}

const amendFlightPlan = command({
  name: 'amendFlightPlan',
  path: 'flight-plan/amendments',
  tellsDates: true,
  who: [Role.coordinator, Role.director],
  describe: {
    en: 'Settle dates of the flight plan, all or none: each becomes a confirmed value',
    zh: '商定日程表中的时限，全部生效或全部不生效：各项即为已确认',
  },
  schema: (t) =>
    z.strictObject({
      amendments: z.array(amendment).min(1).max(MOST_AMENDMENTS),
      reason: t.line.optional(),
    }),
  decide: (s: FollowUpHost, d, context): Decision => {
    const judged = d.amendments.map((one, index) => judge(s, context, one, d.amendments.slice(0, index)));
    const refusals = judged.flatMap((found, index) => ('refused' in found ? [at(index, found)] : []));
    const first = refusals[0];
    if (first) return { ...first, faults: refusals.flatMap((refusal) => refusal.faults ?? []) };
    return judged.flatMap((found, index): EventDraft[] => {
      const one = d.amendments[index];
      if ('refused' in found || !one) return [];
      const { dueOn, ownerPostId } = one;
      return [replan(s, found, context, { dueOn, ...(ownerPostId ? { ownerPostId } : {}), ...reasonOf(d) })];
    });
  },
});

const reasonOf = ({ reason }: { reason?: string | undefined }) => (reason ? { reason } : {});

type Judged = FollowUp | (Refusal & { field: keyof Amendment });

function judge(s: FollowUpHost, context: Context, one: Amendment, before: readonly Amendment[]): Judged {
  const { followUpId: id, dueOn, ownerPostId } = one;
  const no = (refusal: Refusal, field: keyof Amendment = 'followUpId'): Judged => ({ ...refusal, field });
  const f = s.followUps[id];
  if (!f) return no(notOpen(id));
  if (before.some((other) => other.followUpId === id))
    return no(refuse('shape-invalid', `${id} is named twice.`, `${id} 重复。`));
  const elsewhere = datedElsewhere(f);
  if (elsewhere) return no(elsewhere);
  const personal = ownerPostId && ownerPostId !== f.ownerPostId ? onlyTheirs(f) : null;
  if (personal) return no(personal, 'ownerPostId');
  const reported = alreadyReported(f);
  if (reported) return no(reported);
  const past = inPast(s, dueOn, context);
  return past ? no(past, 'dueOn') : f;
}

function at(index: number, { field, ...refusal }: Refusal & { field: keyof Amendment }): Refusal {
  const fault: Fault = { pointer: `/amendments/${index}/${field}`, detail: refusal.detail };
  return { ...refusal, faults: [fault] };
}
