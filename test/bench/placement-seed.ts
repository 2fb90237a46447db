import { bookingActivities } from '../../activities/bookings.ts';
import { agreement } from '../../domain/agreement/index.ts';
import type { RecordedEvent } from '../../domain/decider.ts';
import { placement } from '../../domain/placement/index.ts';
import type { PlacementState } from '../../domain/placement/state.ts';
import type { Database } from '../../prisma/client.ts';
import { bookingNews } from '../../workflows/booking-news.ts';
import { childOpening } from '../../workflows/child-opening.ts';
import { childNews } from '../../workflows/family-news.ts';
import { shandong } from '../domain/placement/life.ts';
import { inParallel } from './load.ts';
import {
  AT_ONCE,
  ENTERED_AT,
  holderOf,
  notYet,
  partner,
  PARTNERS,
  recorder,
  seedAgreements,
  seedPeople,
  tellNobody,
  unit,
} from './seed.ts';
import type { Asked, Seeded } from './seed.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';

/**
 * Placements by the thousand, ten to an agreement, each of a researcher of its own: proposed in the agreement, opened as its workflow
 * opens them, accepted by all three, and booked for a year from the next Monday on by the product's own transaction.
 */
export const EACH = 10;
const PERIOD = { fromOn: '2026-03-09', toOn: '2027-03-08' };
/** Three half days a week: in a year somewhat more than the scheme's sixty days. */
const PATTERN = [
  { weekday: 2, half: 'am' },
  { weekday: 2, half: 'pm' },
  { weekday: 4, half: 'am' },
];

const researcherPost = (n: number): string => `post-bench-researcher-${n}`;
export const researcher = (n: number): string => holderOf(researcherPost(n));
const hostPostOf = (partnerId: string): string => `post-host-of-${partnerId}`;

/** So many researchers of the units with their profiles, and who speaks for each partner. */
export async function seedResearchers(db: Database, count: number): Promise<void> {
  const researchers = Array.from({ length: count }, (_, n) => ({ post: researcherPost(n), organisationId: unit(n) }));
  const hosts = Array.from({ length: PARTNERS }, (_, n) => ({
    post: hostPostOf(partner(n)),
    organisationId: partner(n),
  }));
  await seedPeople(db, [...researchers, ...hosts]);
  await db.researcher.createMany({
    data: researchers.map(({ post, organisationId }) => ({
      personId: holderOf(post),
      postId: post,
      homeUnitId: organisationId,
      level: 'lecturer',
      halfDaysAWeek: 4,
    })),
  });
}

export interface SeededFamilies {
  agreements: Seeded[];
  placements: Seeded<PlacementState>[];
}

/** `from` and `count` are of placements, in tens. Nobody has been told anything. */
export async function seedPlacements(
  db: Database,
  clock: BusinessClock,
  { from, count, owners }: { from: number; count: number; owners: number },
): Promise<SeededFamilies> {
  const agreements = await seedAgreements(db, { from: from / EACH, count: count / EACH, owners, commitments: 0 });
  const placements: Seeded<PlacementState>[] = [];
  const makeFamily = familyMaker(db, clock);
  let n = 0;
  await inParallel(AT_ONCE, agreements.length, async () => {
    const first = from + n * EACH;
    const head = agreements[n];
    n += 1;
    if (head) placements.push(...(await makeFamily(head, first)));
  });
  await tellNobody(db);
  return { agreements, placements };
}

function familyMaker(db: Database, clock: BusinessClock) {
  const passOfHead = recorder(db, agreement);
  const pass = recorder(db, placement);
  const bookings = bookingActivities({ db });

  const make = async (head: Seeded, born: RecordedEvent): Promise<Seeded<PlacementState>> => {
    const opening = childOpening({ ref: head.ref, clock }, born, head.state, head.page?.attributes.title ?? '');
    const [{ ref, first }] = opening.options.args;
    const one = notYet(placement, ref);
    await pass(one, ENTERED_AT, first);
    const asked = await pass(one, ENTERED_AT, agreedOn(one.state));
    // What the workflow would do with the rows, and what comes of it.
    await pass(one, ENTERED_AT, await bookingNews(asked, one.state, bookings));
    if (one.state.stage !== 'booked') throw new Error(`${ref.id} is not booked`);
    return one;
  };

  /** @param from the number of its first researcher */
  return async (head: Seeded, from: number): Promise<Seeded<PlacementState>[]> => {
    const proposals = Array.from({ length: EACH }, (_, index) => proposal(head, from + index));
    const made: Seeded<PlacementState>[] = [];
    for (const event of await passOfHead(head, ENTERED_AT, proposals))
      if (event.type === 'placementProposed') made.push(await make(head, event));
    const news = made.flatMap(({ ref, seq, page }) => (page ? [childNews({ ...ref, seq }, page.attributes)] : []));
    await passOfHead(head, ENTERED_AT, news);
    return made;
  };
}

function proposal({ state }: Seeded, n: number): Asked {
  const [partyId = ''] = Object.keys(state.parties).filter((id) => !state.parties[id]?.ours);
  return {
    name: 'proposePlacement',
    data: {
      personId: researcher(n),
      partyId,
      schemeId: shandong.id,
      ...PERIOD,
      daysAYear: 60,
      facts: {
        researcherPostId: researcherPost(n),
        unitId: state.homeUnit?.organisationId,
        unitPostId: state.homeUnit?.directorPostId,
        hostPostId: hostPostOf(partyId),
        unitConsents: 'unknown',
        isExcluded: false,
        enterpriseIds: [],
        scheme: shandong,
      },
    },
  };
}

function agreedOn({ researcher: { personId }, unit: { postId }, host }: PlacementState): Asked[] {
  const yes = (name: string, by: string): Asked => ({ name, data: { personId: by, answer: 'yes', how: 'phone' } });
  return [
    yes('answerForPerson', personId),
    yes('answerForUnit', holderOf(postId)),
    yes('answerForHost', holderOf(host.postId)),
    { name: 'planDays', data: { pattern: PATTERN } },
  ];
}
