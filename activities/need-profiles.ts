import type { NeedPlace } from '../domain/agreement/need-state.ts';
import { addDays } from '../domain/calendar/local-date.ts';
import { currentTerms } from '../domain/matching/lexicon.ts';
import type { NeedProfile } from '../domain/matching/profiles.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { needFacts } from './need-facts.ts';
import type { NeedFacts, NeedScope } from './need-facts.ts';
import { readLexicon } from './lexicon.ts';

/** Who still looks for somebody. */
const looking: readonly NeedPlace[] = ['collected', 'evaluated', 'unmatched'];
/** What is usual where an enterprise has not said: sixty working days a year [CX3], for a year [CX1], one person. */
const usual = { daysAYear: 60, days: 364, team: { least: 1, wanted: 1 } } as const;

type Reader = Parameters<typeof needFacts>[0] & Pick<Prisma.TransactionClient, 'text' | 'vocabularyTerm'>;

/**
 * Open needs as matching compares them, by agreement and number. They carry the texts of all parties, which are each other's
 * competitors: for our own office's matching alone, and never to be handed to a workflow, which would keep them in its history.
 *
 * @param wanted the agreements, or the home unit; `todayOn` is the local date from which a need without a period counts
 */
export async function needProfiles(
  db: Reader,
  { todayOn, places = looking, ...scope }: NeedScope & { todayOn: string; places?: readonly NeedPlace[] },
): Promise<NeedProfile[]> {
  const needs = (await needFacts(db, scope)).filter(({ place }) => places.includes(place));
  const ids = needs.flatMap(textIdsOf);
  const rows = ids.length > 0 ? await db.text.findMany({ where: { id: { in: ids } } }) : [];
  const texts = new Map(rows.map(({ id, content }) => [id, content]));
  const lexicon = await readLexicon(db);
  return needs.map((need) => {
    const profile = profileOf(need, todayOn, texts);
    return { ...profile, terms: currentTerms(lexicon, profile.terms) };
  });
}

const textIdsOf = ({ said }: NeedFacts): string[] =>
  [said.shortcoming, said.expectedProject, said.statusQuo, said.mainProducts, said.wantedSkills].filter(
    (id) => id !== undefined,
  );

function profileOf(need: NeedFacts, todayOn: string, texts: ReadonlyMap<string, string>): NeedProfile {
  const { agreementId, needId, said } = need;
  const fromOn = said.fromOn ?? todayOn;
  return {
    agreementId,
    needId,
    key: `${agreementId}/${needId}`,
    enterpriseId: need.partyId,
    class: said.class ?? 'other',
    terms: said.termIds ?? [],
    text: textIdsOf(need)
      .flatMap((id) => texts.get(id) ?? [])
      .join('\n'),
    urgency: said.urgency ?? 'normal',
    languages: said.languages ?? [],
    area: said.area ?? '',
    fromOn,
    toOn: said.toOn ?? addDays(fromOn, usual.days),
    daysAYear: said.daysAYear ?? usual.daysAYear,
    team: said.team ?? usual.team,
    requestedPersonId: said.requestedPersonId ?? null,
    ...(need.heldBy.length > 0 ? { heldBy: need.heldBy } : {}),
  };
}
