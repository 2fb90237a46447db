import { addDays } from '../domain/calendar/local-date.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { businessNow } from '../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { mondayOf, withinDeclared } from '../domain/directory/declared-week.ts';
import { EntityKind } from '../domain/decider.ts';
import { coverCandidates } from '../domain/matching/cover.ts';
import type { CoverCandidate, CoverQuestion } from '../domain/matching/cover.ts';
import type { NeedProfile, ResearcherProfile } from '../domain/matching/profiles.ts';
import { readScheme } from '../domain/matching/schemes.ts';
import type { Scheme } from '../domain/matching/schemes.ts';
import { weightsFrom } from '../domain/matching/score.ts';
import { readVocabulary } from '../domain/matching/vocabulary.ts';
import { notAsked } from '../domain/placement/cover.ts';
import type { CoverRequest } from '../domain/placement/cover.ts';
import { isHalfDay, onOf } from '../domain/placement/half-days.ts';
import { placement } from '../domain/placement/index.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import { valuesFor } from '../domain/policy/adopted.ts';
import { valueOf } from '../domain/policy/values.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { readLexicon } from './lexicon.ts';
import { needProfiles } from './need-profiles.ts';
import { enterprisesOf, unitPostOf } from './placement-people.ts';
import { researcherProfiles, workingTimeOf } from './profiles.ts';

/** A candidate as the placement asks them. Ids only: why somebody fits stays with the matching. */
export type Candidate = Omit<CoverRequest, 'answer'>;

export interface CoverActivities {
  /** Who could keep the days that nobody keeps; the best first, none where nobody can. */
  findCover(asked: { placementId: string }): Promise<Candidate[]>;
}

type Transaction = Prisma.TransactionClient;

export function coverActivities({ db, clock }: { db: Database; clock: BusinessClock }): CoverActivities {
  return {
    findCover: async ({ placementId }) => {
      const row = await db.entity.findUnique({ where: { id: placementId, kind: 'placement' } });
      if (!row || row.closed) return [];
      const ref = { kind: EntityKind.placement, id: row.id, agreementId: row.agreementId };
      const s = placement.migrate(ref, row.state);
      const at = businessNow(clock, Date.now());
      return db.$transaction((tx) => candidatesFor(tx, s, localDateOf(s.calendar.zone, at)), { timeout: 15_000 });
    },
  };
}

async function candidatesFor(tx: Transaction, s: PlacementState, on: string): Promise<Candidate[]> {
  const asked = await coverQuestion(tx, s, on);
  if (!asked) return [];
  const found = coverCandidates(asked.people, { ...asked.question, except: notAsked(s) });
  const { isForGood } = asked.question;
  return Promise.all(found.map((one) => candidateOf(tx, s, one, { on, isForGood })));
}

/**
 * What the matching is asked about the days that nobody keeps, and about whom; null where there are none.
 * @param on local date: half days after it count
 */
export async function coverQuestion(
  tx: Transaction,
  s: PlacementState,
  on: string,
): Promise<{ people: ResearcherProfile[]; question: Omit<CoverQuestion, 'except'> } | null> {
  const { cover } = s;
  const open = (cover?.open ?? []).filter((half) => onOf(half) > on);
  const [first] = open;
  const scheme = schemeOf(s);
  if (!cover || !first || !scheme) return null;
  const values = valuesFor(s);
  const taken = await takenInWeeks(tx, open.map(onOf));
  return {
    people: await researcherProfiles(tx, { fromOn: on }),
    question: {
      need: await needOf(tx, s, { fromOn: onOf(first), toOn: onOf(open.at(-1) ?? first), on }),
      scheme,
      vocabulary: readVocabulary([...(await readLexicon(tx)).terms.values()]),
      weights: weightsFrom(values, scheme),
      leastFit: valueOf(values, 'matching.leastFitPercent') / 100,
      on,
      open,
      isForGood: cover.untilOn === null,
      taken,
      within: await withinDeclaredOf(tx, taken),
    },
  };
}

/** The scheme as the placement goes by it; null where it is none that the matching can read. */
function schemeOf({ scheme }: PlacementState): Scheme | null {
  const title = { en: scheme.id, zh: scheme.id };
  const read = readScheme({ id: scheme.id, title, source: scheme.id, rules: scheme.rules });
  return 'scheme' in read ? read.scheme : null;
}

interface Span {
  fromOn: string;
  toOn: string;
  on: string;
}

/** What the enterprise asked for; of a placement without a need, what its own researcher knows is looked for. */
async function needOf(tx: Transaction, s: PlacementState, { fromOn, toOn, on }: Span): Promise<NeedProfile> {
  const needs = await needProfiles(tx, {
    agreementIds: [s.agreementId],
    todayOn: on,
    places: ['collected', 'evaluated', 'matched', 'unmatched', 'discussed', 'intended', 'signed', 'delivered'],
  });
  const own = needs.filter(({ needId }) => s.needIds.includes(needId));
  const [researcher] = await researcherProfiles(tx, { fromOn: on, personIds: [s.researcher.personId] });
  const terms = own.length > 0 ? own.flatMap((need) => need.terms) : (researcher?.terms ?? []);
  return {
    agreementId: s.agreementId,
    needId: s.needIds[0] ?? '',
    key: s.id,
    enterpriseId: s.host.organisationId,
    class: own[0]?.class ?? 'other',
    terms: [...new Set(terms)],
    text: own.length > 0 ? own.map(({ text }) => text).join('\n') : (researcher?.text ?? ''),
    urgency: own[0]?.urgency ?? 'normal',
    languages: [...new Set(own.flatMap(({ languages }) => languages))],
    area: own[0]?.area ?? '',
    fromOn,
    toOn: toOn < fromOn ? addDays(fromOn, 1) : toOn,
    daysAYear: s.daysAYear,
    team: { least: 1, wanted: 1 },
    requestedPersonId: null,
  };
}

/** What people have in the weeks of these days, on the other days of a week too. */
async function takenInWeeks(tx: Transaction, days: readonly string[]): Promise<Map<string, Set<string>>> {
  const weeks = [...new Set(days.map(mondayOf))];
  const dates = weeks.flatMap((monday) => [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n)));
  const rows = await tx.placementHalfDay.findMany({ where: { onDate: { in: dates } } });
  const taken = new Map<string, Set<string>>();
  for (const { researcherId, onDate, half } of rows) {
    const own = taken.get(researcherId) ?? new Set();
    taken.set(researcherId, own.add(`${onDate}/${half}`));
  }
  return taken;
}

/** As the booking will see it: what a person has declared holds over all their placements. */
async function withinDeclaredOf(
  tx: Transaction,
  taken: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<(personId: string, halfDays: string[]) => string[]> {
  const rows = await tx.researcher.findMany({ where: { active: true } });
  const times = new Map(rows.map((row) => [row.personId, workingTimeOf(row)]));
  return (personId, halfDays) => {
    const time = times.get(personId);
    const standing = [...(taken.get(personId) ?? [])].map((half) => half.slice(0, 10));
    return time ? withinDeclared(time, halfDays, standing) : halfDays;
  };
}

async function candidateOf(
  tx: Transaction,
  s: PlacementState,
  { personId, halfDays }: CoverCandidate,
  { on, isForGood }: { on: string; isForGood: boolean },
): Promise<Candidate> {
  const { postId, homeUnitId, homeUnitConsent } = await tx.researcher.findUniqueOrThrow({ where: { personId } });
  const base = { personId, postId, unitId: homeUnitId, ...(halfDays ? { halfDays: halfDays.filter(isHalfDay) } : {}) };
  if (!isForGood) return base;
  return {
    ...base,
    facts: {
      unitPostId: (await unitPostOf(tx, homeUnitId, s.homeUnit.organisationId)) ?? s.unit.postId,
      unitConsents: homeUnitConsent === 'yes' ? 'yes' : 'unknown',
      enterpriseIds: await enterprisesOf(tx, {
        personId,
        partyId: s.host.organisationId,
        fromOn: on,
        toOn: s.period.toOn,
      }),
    },
  };
}
