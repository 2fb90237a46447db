import type { BookingActivities } from '../activities/bookings.ts';
import type { CoverActivities } from '../activities/cover.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { isHalfDay } from '../domain/placement/half-days.ts';
import type { HalfDay } from '../domain/placement/half-days.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import { capsOf } from './booking-news.ts';

/**
 * What healing asks of the world (who could stand in, and the rows of whoever does) and what comes of it as a command to the
 * placement itself. What is asked has a number, so that an answer to an earlier question changes nothing.
 */
export async function coverNews(
  events: readonly RecordedEvent[],
  state: PlacementState,
  { book, findCover }: Pick<BookingActivities, 'book'> & CoverActivities,
): Promise<QueuedCommand[]> {
  const commands: QueuedCommand[] = [];
  const { cover } = state;
  for (const event of events) {
    // Only the last question is still waited for.
    if (cover === null || event.data['round'] !== cover.round) continue;
    if (event.type === 'coverSought') {
      const candidates = await findCover({ placementId: state.id });
      commands.push(back(state, event, 'proposeCover', { candidates }));
    } else if (event.type === 'coverBookingAsked') {
      const asked = cover.chosen ? cover.requests[cover.chosen] : undefined;
      if (!asked) continue;
      const kept = state.standIns.filter(({ personId }) => personId === asked.personId);
      const result = await book({
        placementId: state.id,
        round: cover.round,
        asks: 'cover',
        researcherId: asked.personId,
        enterpriseId: state.host.organisationId,
        halfDays: [...new Set([...kept.flatMap(({ halfDays }) => halfDays), ...askedHalfDays(event)])],
        caps: capsOf(state),
      });
      if (result) commands.push(back(state, event, 'settleCover', { result }));
    }
  }
  return commands;
}

/** As recorded: what is open may be less by now. */
const askedHalfDays = ({ data }: RecordedEvent): HalfDay[] =>
  Array.isArray(data['halfDays']) ? data['halfDays'].filter((one) => typeof one === 'string' && isHalfDay(one)) : [];

const back = ({ id, cover }: PlacementState, event: RecordedEvent, name: string, data: object): QueuedCommand => ({
  commandId: `${id}-${name}-${event.seq}`,
  name,
  actor: { id, roles: ['system'] },
  data: { ...data, round: cover?.round ?? 0 },
});
