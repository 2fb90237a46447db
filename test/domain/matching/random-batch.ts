import type { MatchingInput } from '../../../domain/matching/plan.ts';
import type { HeldPlace, NeedProfile, ResearcherProfile } from '../../../domain/matching/profiles.ts';
import type { Scheme } from '../../../domain/matching/schemes.ts';
import { weightsFrom } from '../../../domain/matching/score.ts';
import { defaultTerms } from '../../../domain/matching/vocabulary-default.ts';
import { dice } from './instances.ts';
import { shipped } from './judged-input.ts';

/** Batches made up from a seed: the same seed is the same batch, whatever machine and day. */

type Draw = () => number;

const whole = (draw: Draw, most: number): number => Math.floor(draw() * most);
function oneOf<Item>(draw: Draw, items: readonly Item[]): Item {
  const item = items[whole(draw, items.length)];
  if (item === undefined) throw new Error('nothing to draw from');
  return item;
}
const some = <Item>(draw: Draw, most: number, make: () => Item): Item[] =>
  Array.from({ length: whole(draw, most + 1) }, make);

/** A profile's or need's text: sentences about some terms, in one of the languages. */
function textAbout(draw: Draw, terms: readonly string[]): string {
  const isChinese = draw() < 0.6;
  const named = [...terms, oneOf(draw, defaultTerms).id].flatMap((id) => {
    const term = defaultTerms.find((one) => one.id === id);
    return term ? [isChinese ? term.zh : term.en] : [];
  });
  return isChinese
    ? named.map((name) => `装置运行不稳定，希望在${name}方面改进工艺并降低成本。`).join('')
    : named.map((name) => `The plant runs unsteadily; ${name} should bring better yields at lower costs.`).join(' ');
}

const areas = ['henan/kaifeng', 'henan/kaifeng/park', 'henan/zhengzhou', 'zhejiang/hangzhou', ''];
const years = ['2025', '2026', '2027'];

const place = (draw: Draw, enterprises: number, id: string): HeldPlace => {
  const year = oneOf(draw, years);
  return {
    placementId: id,
    enterpriseId: `org-e${whole(draw, enterprises)}`,
    fromOn: `${year}-0${1 + whole(draw, 9)}-01`,
    toOn: `${Number(year) + whole(draw, 2)}-1${whole(draw, 3)}-28`,
    daysAYear: 10 * (1 + whole(draw, 5)),
  };
};

function researcher(draw: Draw, index: number, enterprises: number): ResearcherProfile {
  const terms = [oneOf(draw, defaultTerms).id, ...some(draw, 4, () => oneOf(draw, defaultTerms).id)];
  return {
    personId: `person-${index}`,
    homeUnitId: `org-u${whole(draw, 5)}`,
    level: oneOf(draw, ['junior', 'lecturer', 'associate', 'professor']),
    terms,
    text: textAbout(draw, terms),
    languages: oneOf(draw, [['zh-CN'], ['zh-CN', 'en'], ['en'], []]),
    halfDaysAWeek: whole(draw, 11),
    absences: draw() < 0.2 ? [{ fromOn: '2026-10-01', toOn: `2026-1${whole(draw, 3)}-20` }] : [],
    homeUnitConsents: oneOf(draw, ['yes', 'yes', 'yes', 'asked', 'unknown', 'no']),
    exclusions: some(draw, 2, () => ({
      organisationId: `org-e${whole(draw, enterprises)}`,
      kind: oneOf(draw, ['conflict-of-interest', 'former-employer', 'own-wish'] as const),
    })),
    preferredTerms: some(draw, 2, () => oneOf(draw, defaultTerms).id),
    places: some(draw, 3, () => 0).map((_, at) => place(draw, enterprises, `agreement-x.placement-${index}${at}`)),
    knownEnterprises: some(draw, 2, () => `org-e${whole(draw, enterprises)}`),
    area: oneOf(draw, areas),
  };
}

function need(
  draw: Draw,
  index: number,
  { enterprises, people }: { enterprises: number; people: number },
): NeedProfile {
  const terms = some(draw, 3, () => oneOf(draw, defaultTerms).id);
  const least = draw() < 0.2 ? 2 : 1;
  return {
    agreementId: `agreement-${index}`,
    needId: 'need-1',
    key: `agreement-${index}/need-1`,
    enterpriseId: `org-e${whole(draw, enterprises)}`,
    class: oneOf(draw, ['innovation-platform', 'talent-and-team', 'process-upgrading', 'new-product', 'other']),
    terms,
    text: textAbout(draw, terms),
    urgency: oneOf(draw, ['low', 'normal', 'high']),
    languages: oneOf(draw, [['zh-CN'], ['en'], ['zh-CN', 'en']]),
    area: oneOf(draw, areas),
    fromOn: draw() < 0.8 ? '2026-09-01' : '2027-01-01',
    toOn: draw() < 0.9 ? '2027-12-31' : '2027-06-30',
    daysAYear: 20 * whole(draw, 6),
    team: { least, wanted: least + whole(draw, 3) },
    requestedPersonId: draw() < 0.1 ? `person-${whole(draw, people)}` : null,
  };
}

/** @param size people and needs; a third as many enterprises as needs, so that some have several */
export function randomBatch(
  seed: number,
  size: { people: number; needs: number },
  scheme: Scheme = shipped('own'),
): MatchingInput {
  const draw = dice(seed);
  const enterprises = Math.max(1, Math.ceil(size.needs / 3));
  return {
    on: '2026-07-01',
    scheme,
    terms: defaultTerms,
    researchers: Array.from({ length: size.people }, (_, index) => researcher(draw, index, enterprises)),
    needs: Array.from({ length: size.needs }, (_, index) => need(draw, index, { enterprises, people: size.people })),
    weights: weightsFrom(undefined, scheme),
    leastFitPercent: 35,
    pins: [],
    excludes: [],
  };
}
