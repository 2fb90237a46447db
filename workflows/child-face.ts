import { getExternalWorkflowHandle } from '@temporalio/workflow';
import type { RecordedEvent } from '../domain/decider.ts';
import { tellSignal } from './entity.ts';
import { childNews } from './family-news.ts';
import type { PlacementFacts } from './family-news.ts';
import type { EntityInput } from './inputs.ts';
import type { Page } from './page.ts';

/** A child as it stood before or after a pass. */
interface Seen extends PlacementFacts {
  page: Page | null;
  sponsored?: boolean;
}

/** Tells the agreement where its child stands, when its face has changed. */
export async function tellAgreement(
  { ref }: EntityInput,
  events: readonly RecordedEvent[],
  before: Seen,
  after: Seen & { page: Page },
): Promise<void> {
  const seq = events.at(-1)?.seq;
  const isSameFace =
    face(before.page) === face(after.page) &&
    before.sponsored === after.sponsored &&
    before.lastLoggedOn === after.lastLoggedOn;
  if (seq === undefined || isSameFace) return;
  const { stage, status, light } = after.page.attributes;
  const { page: _page, ...more } = after;
  const news = childNews({ ...ref, seq }, { stage, status, light, ...more });
  await getExternalWorkflowHandle(ref.agreementId)
    .signal(tellSignal, news)
    // The agreement is closed, or does not run: restoring tells it how its children stand.
    .catch(() => undefined);
}

/** What the agreement's path and light are derived from. */
function face(page: Page | null): string {
  return page ? [page.attributes.stage, page.attributes.status, page.attributes.light].join('/') : '';
}
