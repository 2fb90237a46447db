import { z } from 'zod';
import { addWorkingDays, localDateOf } from '../calendar/calendar.ts';
import { Role } from '../decider.ts';
import type { CommandSpec, Decision } from '../decider.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { followUpId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import { planningInstant, today } from './clocks.ts';
import { escalationHeld } from './events.ts';
import type { FollowUpHost } from './host.ts';
import { LEADER } from './ladder.ts';
import { followUpCommand } from './open.ts';

/** What is about to reach the leader is announced to the coordinator, who may hold it once, with a reason (DOMAIN 2a "Face"). */
export const holdEscalation: CommandSpec<FollowUpHost> = followUpCommand({
  name: 'holdEscalation',
  path: 'follow-ups/{followUpId}/hold-escalation',
  who: [Role.coordinator, Role.director],
  describe: {
    en: 'Keep a matter from the leader once, for five working days, with a reason',
    zh: '暂不呈报领导：仅限一次，延后五个工作日，须说明理由',
  },
  schema: (t) => z.strictObject({ followUpId, reason: t.line }),
  decide: ({ s, f, context }, d): Decision => {
    const planned = f.steps.find(([key]) => key === LEADER);
    if (!planned)
      return refuse('wrong-state', `${f.id} is not about to go to the leader.`, `${f.id} 尚未到呈报领导的时候。`);
    if (f.escalationHeldOn) {
      return refuse(
        'wrong-state',
        `${f.id} was held on ${f.escalationHeldOn} already.`,
        `${f.id} 已于 ${f.escalationHeldOn} 暂缓呈报。`,
      );
    }
    const plannedOn = localDateOf(s.calendar.zone, planned[1]);
    const later = addWorkingDays(s.calendar, plannedOn, valueOf(valuesFor(s, f), 'ladder.leaderHeldWorkingDays')).on;
    const steps = f.steps.map(([key, at]): [string, string] => [key, key === LEADER ? planningInstant(s, later) : at]);
    return [escalationHeld(f.about, { id: f.id, on: today(s, context.at), reason: d.reason, steps })];
  },
});
