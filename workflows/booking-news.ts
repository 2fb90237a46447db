import type { Booking, BookingActivities } from '../activities/bookings.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { ruleOf } from '../domain/placement/rules.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import type { QueuedCommand } from '../domain/propose.ts';

/**
 * What recorded events ask of the rows of booked half days, and what comes of it as a command to the placement itself. Which
 * activity runs follows from what was recorded alone; asking twice changes nothing, because an attempt has a number.
 */
export async function bookingNews(
  events: readonly RecordedEvent[],
  state: PlacementState,
  { book, release }: BookingActivities,
): Promise<QueuedCommand[]> {
  const commands: QueuedCommand[] = [];
  for (const event of events) {
    if (event.type === 'bookingReleased' || event.type === 'coverRowsDropped') await release({ placementId: state.id });
    if (event.type !== 'bookingAsked' && event.type !== 'bookingAskedAgain') continue;
    const booking = bookingOf(event, state);
    // Given back, or asked for otherwise, in the same pass: the later event has the word.
    if (!booking) continue;
    const result = await book(booking);
    if (result) commands.push(settling(event, state, { round: booking.round, result }));
  }
  return commands;
}

const roundOf = ({ data }: RecordedEvent): number => (typeof data['round'] === 'number' ? data['round'] : 0);

function bookingOf(event: RecordedEvent, state: PlacementState): Booking | null {
  const { asked, round } = state.booking;
  if (!asked || roundOf(event) !== round) return null;
  return {
    placementId: state.id,
    round,
    asks: 'booking',
    researcherId: state.researcher.personId,
    enterpriseId: state.host.organisationId,
    halfDays: asked.halfDays,
    caps: capsOf(state),
    ...(asked.isBeyondDeclared ? { isBeyondDeclared: true } : {}),
  };
}

/** Limits of the scheme that are checked under the person's lock. */
export function capsOf({ scheme }: PlacementState): Booking['caps'] {
  const most = ruleOf(scheme, 'max-enterprises');
  return most?.value === undefined ? {} : { maxEnterprises: { ...most, value: most.value } };
}

const settling = (event: RecordedEvent, { id }: PlacementState, data: object): QueuedCommand => ({
  commandId: `${id}-settleBooking-${event.seq}`,
  name: 'settleBooking',
  actor: { id, roles: ['system'] },
  data,
});
