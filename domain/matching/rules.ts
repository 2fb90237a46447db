import { addDays, addMonths } from '../calendar/local-date.ts';
import type { Bilingual } from '../decider.ts';
import { doOverlap, freeTime, mostEnterprisesInAYear, WORKING_DAYS_A_YEAR } from './availability.ts';
import type { FreeTime } from './availability.ts';
import type { HeldPlace, NeedProfile, Period, ResearcherProfile } from './profiles.ts';
import { ruleOf, ruleSentence } from './schemes.ts';
import type { Scheme, SchemeRule, SchemeRuleName } from './schemes.ts';

/**
 * Hard rules: what no score outweighs. Those of the scheme, and three that hold under any scheme because they are facts or a
 * person's own word: nobody is in two places at once, days that are not free cannot be given, and an exclusion is kept.
 */

export type RuleName = SchemeRuleName | 'days-asked' | 'own-wish';

/** Why a pair cannot be. For our own coordinators: an exclusion is private to the person. */
export interface Block {
  rule: RuleName;
  /** Whose rule it is: the code of a source, or where it comes from. */
  source: string;
  sentence: Bilingual;
  /** Numbers and ids behind the sentence. */
  facts: Readonly<Record<string, number | string | readonly string[]>>;
}

const of = (rule: SchemeRule): Pick<Block, 'rule' | 'source'> => ({ rule: rule.rule, source: rule.source });
export const NO_TWO_PLACES = { rule: 'no-overlap', source: 'DESIGN section 7' } as const;
const OWN_WORD = { rule: 'no-conflict-of-interest', source: 'DOMAIN 2a “Researchers”' } as const;

/**
 * Every rule that keeps a person from a need; empty if none. Several may hold: with one lifted another would still stand.
 * @param on local date from which the plan is made
 * @param free the person's free time in the need's period, where it has been counted before
 */
export function blocked(
  researcher: ResearcherProfile,
  need: NeedProfile,
  scheme: Scheme,
  on: string,
  free: FreeTime = freeTime(researcher, need, on),
): Block[] {
  return [...needBlocks(need, scheme, on), ...pairBlocks(researcher, need, scheme, free)];
}

/** The part of `blocked` that differs between people: a batch asks for the other once for each need. */
export function pairBlocks(researcher: ResearcherProfile, need: NeedProfile, scheme: Scheme, free: FreeTime): Block[] {
  return [
    ...excluded(researcher, need, scheme),
    ...withoutConsent(researcher, scheme),
    ...withoutLanguage(researcher, need, scheme),
    ...listOf(overEnterprises(researcher.places, need, scheme)),
    ...listOf(alreadyThere(researcher.places, need)),
    ...listOf(tooFewDays(need, scheme, free)),
  ];
}

const listOf = (block: Block | null): Block[] => (block ? [block] : []);

/** What keeps everybody from a need, because the need itself is outside the scheme. */
export function needBlocks(need: NeedProfile, scheme: Scheme, on: string): Block[] {
  const blocks: Block[] = [];
  if (need.toOn < on || need.toOn < need.fromOn) {
    blocks.push({
      ...NO_TWO_PLACES,
      sentence: { en: `The period asked for is over: it ends on ${need.toOn}.`, zh: `所需期限已过：${need.toOn} 止。` },
      facts: { toOn: need.toOn },
    });
  }
  // Nobody is sent into the past: of a need that has begun only the rest counts, when it is accepted as when it is planned.
  const short = tooShort({ fromOn: need.fromOn < on ? on : need.fromOn, toOn: need.toOn }, scheme);
  if (short) blocks.push(short);
  const size = ruleOf(scheme, 'team-size');
  if (size && need.team.least > size.most) {
    blocks.push({ ...of(size), sentence: ruleSentence(size), facts: { asked: need.team.least, most: size.most } });
  }
  return blocks;
}

/** A period shorter than the scheme's least. */
export function tooShort({ fromOn, toOn }: Period, scheme: Scheme): Block | null {
  const rule = ruleOf(scheme, 'min-months');
  if (!rule || addMonths(fromOn, rule.value) <= addDays(toOn, 1)) return null;
  return { ...of(rule), sentence: ruleSentence(rule), facts: { least: rule.value, fromOn, toOn } };
}

/** One enterprise too many in some twelve months; a second place at an enterprise counts as one. */
export function overEnterprises(
  places: readonly HeldPlace[],
  { enterpriseId, fromOn, toOn }: Period & { enterpriseId: string },
  scheme: Scheme,
): Block | null {
  const rule = ruleOf(scheme, 'max-enterprises');
  // Who has fewer places than the limit cannot be over it: so it is with nearly everybody.
  if (!rule || places.length < rule.value) return null;
  const held = mostEnterprisesInAYear(places, { fromOn, toOn }, enterpriseId);
  if (held.length < rule.value) return null;
  return { ...of(rule), sentence: ruleSentence(rule), facts: { most: rule.value, held } };
}

/** People of a team who are still looked for, as far as the scheme has them: at least, at most; nobody where it is whole. */
export function teamSize(
  { team, heldBy = [] }: Pick<NeedProfile, 'team' | 'heldBy'>,
  scheme: Scheme,
): { least: number; wanted: number } {
  const rule = ruleOf(scheme, 'team-size');
  const least = Math.max(1, team.least, rule?.least ?? 1);
  const wanted = Math.max(least, Math.min(team.wanted, rule?.most ?? team.wanted)) - heldBy.length;
  return { least: Math.max(1, least - heldBy.length), wanted: Math.max(0, wanted) };
}

/** Whole working days a year, as a placement has them, that one person has to give: what was asked, or the scheme's least if more. */
export function daysNeeded(need: Pick<NeedProfile, 'daysAYear'>, scheme: Scheme): { days: number; by?: SchemeRule } {
  const share = ruleOf(scheme, 'min-share-of-time');
  const least = ruleOf(scheme, 'min-days-a-year');
  const byShare = share ? Math.ceil((share.value / 100) * WORKING_DAYS_A_YEAR - 1e-6) : 0;
  const days = Math.max(need.daysAYear, byShare, least?.value ?? 0);
  if (days === need.daysAYear) return { days };
  return days === byShare && share ? { days, by: share } : { days, ...(least && { by: least }) };
}

/** Fewer free days than are needed: because of what else the person does, or in any case. */
export function tooFewDays(need: Pick<NeedProfile, 'daysAYear'>, scheme: Scheme, free: FreeTime): Block | null {
  const { days, by } = daysNeeded(need, scheme);
  if (free.freeDays >= days) return null;
  const facts = { needed: days, free: free.freeDays, away: round(free.awayDays), held: round(free.heldDays) };
  if (free.baseDays >= days) {
    return {
      ...NO_TWO_PLACES,
      sentence: {
        en: `Beside absences and other places ${free.freeDays} working days a year are left; ${days} are needed.`,
        zh: `扣除请假和已有派驻，每年可用 ${free.freeDays} 个工作日，需要 ${days} 个。`,
      },
      facts,
    };
  }
  const needed = {
    en: `${free.freeDays} working days a year are free beside teaching; ${days} are needed.`,
    zh: `教学之外每年可用 ${free.freeDays} 个工作日，需要 ${days} 个。`,
  };
  if (!by) return { rule: 'days-asked', source: 'the enterprise’s own need', sentence: needed, facts };
  const rule = ruleSentence(by);
  return { ...of(by), sentence: { en: `${rule.en} ${needed.en}`, zh: `${rule.zh}${needed.zh}` }, facts };
}

const round = (days: number): number => Math.round(days * 2) / 2;

/** The same person sent twice to one enterprise at one time would be counted twice for the same days. */
function alreadyThere(places: readonly HeldPlace[], need: NeedProfile): Block | null {
  const there = places.find(
    (place) => place.enterpriseId === need.enterpriseId && !place.isOfPlan && !place.isOver && doOverlap(place, need),
  );
  if (!there) return null;
  return {
    ...NO_TWO_PLACES,
    sentence: { en: 'The person is at this enterprise in that period already.', zh: '本人在该期限内已派驻该企业。' },
    facts: { placementId: there.placementId, fromOn: there.fromOn, toOn: there.toOn },
  };
}

const exclusionWords: Record<ResearcherProfile['exclusions'][number]['kind'], Bilingual> = {
  'conflict-of-interest': {
    en: 'There is a conflict of interest with this enterprise.',
    zh: '本人与该企业存在利益冲突。',
  },
  'former-employer': { en: 'This enterprise is a former employer.', zh: '该企业为本人原工作单位。' },
  'own-wish': { en: 'The person does not wish to be sent to this enterprise.', zh: '本人不愿派驻该企业。' },
};

function excluded(
  { exclusions }: ResearcherProfile,
  { enterpriseId }: Pick<NeedProfile, 'enterpriseId'>,
  scheme: Scheme,
): Block[] {
  const rule = ruleOf(scheme, 'no-conflict-of-interest');
  return exclusions
    .filter(({ organisationId }) => organisationId === enterpriseId)
    .map(({ kind }): Block => {
      const base = kind === 'own-wish' ? { rule: kind, source: OWN_WORD.source } : rule ? of(rule) : OWN_WORD;
      return { ...base, sentence: exclusionWords[kind], facts: { kind } };
    });
}

/**
 * Only a clear no keeps somebody out of a plan: where the unit has not been asked, asking it is the next step, and the placement
 * itself waits for its answer.
 */
function withoutConsent({ homeUnitConsents, homeUnitId }: ResearcherProfile, scheme: Scheme): Block[] {
  const rule = ruleOf(scheme, 'home-unit-consent');
  if (!rule || homeUnitConsents !== 'no') return [];
  const sentence = { en: 'The person’s own unit does not consent.', zh: '本人所在单位不同意派驻。' };
  return [{ ...of(rule), sentence, facts: { homeUnitId } }];
}

/** A side that has named no language is not held to one. */
function withoutLanguage(researcher: ResearcherProfile, need: NeedProfile, scheme: Scheme): Block[] {
  const rule = ruleOf(scheme, 'common-language');
  if (!rule || need.languages.length === 0 || researcher.languages.length === 0) return [];
  if (need.languages.some((language) => researcher.languages.includes(language))) return [];
  return [{ ...of(rule), sentence: ruleSentence(rule), facts: { asked: need.languages } }];
}
