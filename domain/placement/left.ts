import { z } from 'zod';
import { addDays } from '../calendar/local-date.ts';
import { command, Role } from '../decider.ts';
import type { Concern, Context, Decision } from '../decider.ts';
import { dateOn, personId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { endOpening, heal } from './disruption.ts';
import type { Reported } from './disruption.ts';
import { onOf } from './half-days.ts';
import type { PlacementState } from './state.ts';

/**
 * Somebody who leaves their unit leaves all their places, also at other enterprises. It is told of one of them; the others hear of it
 * from the system (activities/leaving.ts), and each decides for itself what it means for it. Of where it was told nothing is said:
 * that would name another enterprise.
 */

const needless = (en: string, zh: string): Refusal => refuse('wrong-state', en, zh);

/** From when on the researcher is not coming anyway, by what was said before; null where nothing was. */
const goesOn = ({ leaving, cover }: PlacementState): string | null =>
  leaving?.on ?? (cover?.untilOn === null ? cover.fromOn : null);

/** Why nothing changes by it. */
function unaffected(s: PlacementState, d: { personId: string; fromOn: string }): Refusal | null {
  if (d.personId === s.researcher.personId) {
    if (s.stage === 'assessed' || d.fromOn > s.period.toOn) {
      return needless(`${s.id} is over by ${d.fromOn}.`, `${s.id} 在 ${d.fromOn} 前已结束。`);
    }
    return (goesOn(s) ?? '9999') <= d.fromOn
      ? needless('The researcher is leaving for good already.', '研究人员已确定退出。')
      : null;
  }
  const kept = s.standIns.find((one) => one.personId === d.personId)?.halfDays ?? [];
  return kept.some((half) => onOf(half) >= d.fromOn)
    ? null
    : needless(`${d.personId} keeps no days here from then on.`, `${d.personId} 此后在此没有派驻日程。`);
}

/** Nothing is booked yet that somebody else could keep: it ends, and our office begins anew with whoever is there. */
const isOpening = (s: PlacementState): boolean =>
  (s.stage === 'proposed' || s.stage === 'accepted') && s.booking.planned.length === 0;

function leaves(
  s: PlacementState,
  told: { personId: string; fromOn: string; by: 'person' | 'unit' },
  context: Context,
) {
  const isResearcher = told.personId === s.researcher.personId;
  const { personId: who, ...rest } = told;
  const d: Reported = { ...rest, cause: 'left', isTold: true, ...(isResearcher ? {} : { personId: who }) };
  if (!isResearcher) return heal(s, d, context);
  if (isOpening(s)) return endOpening(s, d, context);
  // Only the days that they would still have come are missing: what follows is looked for already.
  const on = goesOn(s);
  return heal(s, on === null ? d : { ...d, untilOn: addDays(on, -1) }, context);
}

export const left: Concern<PlacementState> = {
  events: [],
  commands: [
    command({
      name: 'personLeft',
      path: '',
      who: [Role.system],
      describe: {
        en: 'Somebody leaves their unit, as was told of another placement of theirs: their days here are healed too',
        zh: '有关人员离职（由其另一派驻得知）：此处日程一并另作安排',
      },
      schema: () => z.object({ personId, fromOn: dateOn, by: z.enum(['person', 'unit']) }),
      decide: (s: PlacementState, d, context): Decision => {
        const onToday = today(s, context.at);
        const told = { ...d, fromOn: d.fromOn > onToday ? d.fromOn : onToday };
        return unaffected(s, told) ?? leaves(s, told, context);
      },
    }),
  ],
};
