import type { Context } from '../decider.ts';
import { holds } from '../follow-up/who.ts';
import { isOffice } from '../permission.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { PlacementState, Side } from './state.ts';

/** Who speaks for which side of a placement. Posts are known only of those who came with a token or link of their own. */

export const isResearcher = (s: PlacementState, context: Context): boolean =>
  context.actor.personId === s.researcher.personId || holds(context, s.researcher.postId);

/** Holds a post of one side: its contact's or its supervisor's; the researcher speaks in person. */
export function speaksFor(s: PlacementState, side: Side, context: Context): boolean {
  if (side === 'person') return isResearcher(s, context);
  return holds(context, s[side].postId) || holds(context, s.supervisors[side]);
}

/** Whoever keeps days in the researcher's place logs them. */
const isStandIn = (s: PlacementState, context: Context): boolean =>
  s.standIns.some(({ personId, postId }) => context.actor.personId === personId || holds(context, postId));

/** Days are logged by the researcher, or by our office for them; never by the host, nor by whoever is placed elsewhere. */
export function notOwnLog(s: PlacementState, context: Context): Refusal | null {
  if (isResearcher(s, context) || isStandIn(s, context)) return null;
  return isOffice(context.actor) && !speaksFor(s, 'host', context)
    ? null
    : refuse(
        'not-your-placement',
        `The days of ${s.id} are logged by its researcher, or by our office.`,
        `${s.id} 的派驻日志由该研究人员本人或我方经办人填报。`,
      );
}

/** What one side says is not said by the researcher, and not by the other side. */
export function notOwnSide(s: PlacementState, side: Exclude<Side, 'person'>, context: Context): Refusal | null {
  if (isResearcher(s, context)) {
    return refuse('not-by-author', 'The researcher does not say this.', '研究人员本人不可办理此项。');
  }
  const other = side === 'unit' ? 'host' : 'unit';
  const isOther = speaksFor(s, other, context) && !speaksFor(s, side, context);
  return isOther || (!speaksFor(s, side, context) && !isOffice(context.actor))
    ? refuse(
        'not-your-side',
        `This is for the ${side === 'host' ? 'enterprise' : 'home unit'} to say.`,
        `此事须由${side === 'host' ? '企业' : '所在单位'}一方办理。`,
      )
    : null;
}
