import { getExternalWorkflowHandle, patched, proxyActivities } from '@temporalio/workflow';
import type { BookingActivities } from '../activities/bookings.ts';
import type { CoverActivities } from '../activities/cover.ts';
import type { LeavingActivities } from '../activities/leaving.ts';
import { inLanguage } from '../domain/labels.ts';
import type { Language } from '../domain/notices/names.ts';
import { placement } from '../domain/placement/index.ts';
import { bookingNews } from './booking-news.ts';
import { tellAgreement } from './child-face.ts';
import { coverNews } from './cover-news.ts';
import { entityLoop, tellSignal } from './entity.ts';
import { placementFactsOf, successorOf } from './family-news.ts';
import { workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import { leftNews } from './left-news.ts';
import { patches } from './patches.ts';

type Rows = BookingActivities & CoverActivities & LeavingActivities;

const activities = proxyActivities<Rows>({
  // Two limits of eight seconds of the transaction, and some; looking for cover reads the profiles of a house.
  startToCloseTimeout: '20s',
  // What was recorded as asked for is done: it is tried until Postgres is back.
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** As the timeline shows them. */
const summaries = {
  book: { en: 'days on site: booked in one go', zh: '预订到岗日程' },
  release: { en: 'days on site: given back', zh: '退回到岗日程' },
  findCover: { en: 'cover: who could stand in', zh: '物色顶岗人员' },
  tellOfLeaving: { en: 'somebody leaves: their other placements are told', zh: '人员离职：告知其其他派驻' },
} as const;

function labelled(language: Language): Rows {
  const { book, release, findCover, tellOfLeaving } = activities;
  const summary = (name: keyof typeof summaries) => ({ summary: inLanguage(language, summaries[name]) });
  return {
    book: (booking) => book.executeWithOptions(summary('book'), [booking]),
    release: (placementAsked) => release.executeWithOptions(summary('release'), [placementAsked]),
    findCover: (asked) => findCover.executeWithOptions(summary('findCover'), [asked]),
    tellOfLeaving: (leaving) => tellOfLeaving.executeWithOptions(summary('tellOfLeaving'), [leaving]),
  };
}

/**
 * One researcher sent to one enterprise: acceptance, booked days, logs, assessments, and what heals it when days are not kept.
 * Tells its agreement when its face changes.
 */
export async function researcherPlacement(input: EntityInput): Promise<void> {
  const rows = labelled(input.language ?? 'en');
  await entityLoop(placement, workflowTypes.placement, input, {
    afterRecord: async (events, before, after) => {
      const was = { page: before.page, ...placementFactsOf(before.state) };
      await tellAgreement(input, events, was, { page: after.page, ...placementFactsOf(after.state) });
      for (const event of events) {
        const successor = successorOf(event, after.state);
        if (!successor) continue;
        await getExternalWorkflowHandle(input.ref.agreementId)
          .signal(tellSignal, successor)
          // It does not run: what does not come back within the hour is for our office to look at.
          .catch(() => undefined);
      }
      const isPassedOn = (): boolean => patched(patches.leftIsToldElsewhere);
      await leftNews(events, after.state, { ...rows, isPassedOn });
      return [...(await bookingNews(events, after.state, rows)), ...(await coverNews(events, after.state, rows))];
    },
  });
}
