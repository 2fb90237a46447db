import { proxyActivities } from '@temporalio/workflow';
import type { BookingActivities } from '../activities/bookings.ts';
import { placement } from '../domain/placement/index.ts';
import { lastCountedOn } from '../domain/placement/marks.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import { bookingNews } from './booking-news.ts';
import { tellAgreement } from './child-face.ts';
import { entityLoop } from './entity.ts';
import { workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';

const bookings = proxyActivities<BookingActivities>({
  // Two limits of eight seconds of the transaction, and some.
  startToCloseTimeout: '20s',
  // What was recorded as asked for is done: it is tried until Postgres is back.
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** One researcher sent to one enterprise: acceptance, booked days, logs, assessments. Tells its agreement when its face changes. */
export async function researcherPlacement(input: EntityInput): Promise<void> {
  await entityLoop(placement, workflowTypes.placement, input, {
    afterRecord: async (events, before, after) => {
      const was = { page: before.page, ...onSite(before.state) };
      await tellAgreement(input, events, was, { page: after.page, ...onSite(after.state) });
      return bookingNews(events, after.state, bookings);
    },
  });
}

function onSite({ log }: PlacementState): { lastLoggedOn?: string } {
  const lastLoggedOn = lastCountedOn(log.marks);
  return lastLoggedOn ? { lastLoggedOn } : {};
}
