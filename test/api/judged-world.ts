import { importActivities } from '../../activities/import-rows.ts';
import { rowRunner } from '../../api/imports/run-row.ts';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { needSheet } from '../../domain/import/need-columns.ts';
import { researcherSheet } from '../../domain/import/researcher-columns.ts';
import { findTerms, readVocabulary } from '../../domain/matching/vocabulary.ts';
import { defaultTerms } from '../../domain/matching/vocabulary-default.ts';
import { judgedNeeds, judgedPeople } from '../domain/matching/judged-set.ts';
import { fillDirectory, TOKEN } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';
import { gridOf, plainCsv } from '../support/spreadsheet.ts';

/** The judged set (synthetic) as an office would have it: imported from two spreadsheets into the directory and one agreement. */

export interface JudgedWorld {
  directory: Awaited<ReturnType<typeof fillDirectory>>;
  agreementId: string;
  /** By the name in the judged set, without `person-`. */
  people: Record<string, string>;
  /** By the number of the judged need. */
  keyOf(number: number): string;
}

export interface Place {
  proposal: number;
  personId: string;
  needKey: string;
  parts: { sentence: { en: string; zh: string } }[];
  decision: { kind: string } | null;
}
export const placesIn = (plan: Answer['body']): Place[] =>
  plan.matched.flatMap((need: { places: Place[] }) => need.places);
/** Who is proposed for a need, by its key. */
export const sentTo = (plan: Answer['body'], key: string): string[] =>
  placesIn(plan).flatMap(({ needKey, personId }) => (needKey === key ? [personId] : []));
export const codeOf = ({ status, body }: Answer) => `${status} ${String(body.type).replace('/problems/', '')}`;

/** Pieces of every need's text, long enough to be nobody's own words. */
const pieces = judgedNeeds.flatMap(({ text }) => [text.slice(0, 12), text.slice(-14, -2)]);
export const quotesIn = (told: string): string[] => pieces.filter((piece) => told.includes(piece));

const vocabulary = readVocabulary(defaultTerms);
const termsIn = (words: string): string =>
  findTerms(vocabulary, words)
    .map((id) => defaultTerms.find((term) => term.id === id)?.en ?? id)
    .join(';');
const nameOf = (personId: string): string => personId.replace('person-', '');
const chineseNames: Readonly<Record<string, string>> = {
  catalysis: '赵催化',
  process: '钱工艺',
  environment: '孙环境',
  analysis: '李分析',
  data: '周数据',
  materials: '吴材料',
  platform: '郑平台',
  training: '王培训',
  enzymes: '冯酶',
  automation: '陈自控',
};

export async function judgedWorld(api: TestApi): Promise<JudgedWorld> {
  const directory = await fillDirectory(api);
  await makeOrganisations(api);
  const parties = [...judgedNeeds.map(({ enterpriseId }) => enterpriseId), 'org-cnuktip'];
  const { entityId: agreementId } = await api.post('/v1/agreements', {
    homeUnitId: 'org-cnuktip',
    parties: parties.map((organisationId) => ({ organisationId, role: 'partner' })),
    accept: true,
  });
  await upload(api, '/v1/researchers/imports', gridOf(researcherSheet, researcherRows()));
  const { id: importId } = await upload(api, '/v1/needs/imports', gridOf(needSheet, needRows(agreementId)));
  const clock = { ...demonstrationClock(new Date().toISOString(), 86_400_000), endsAt: null };
  const { importNextRow } = importActivities({ db: api.db, clock, ...rowRunner({ ...api, clock }) });
  while ((await importNextRow({ importId })).left > 0);
  const people = await peopleByName(api);
  const keyOf = (number: number): string => `${agreementId}/need-${number}`;
  // What no spreadsheet says: whom an enterprise asks for by name, and that a unit says no.
  const requestedPersonId = people['platform'];
  await api.post(`/v1/agreements/${agreementId}/needs/need-7/evaluate`, { requestedPersonId });
  for (const person of judgedPeople) {
    const answer = person.homeUnitConsents;
    const url = `/v1/researchers/${people[nameOf(person.personId)]}/home-unit-consent`;
    await api.call('PUT', url, { answer }, { 'if-match': '"v1"' });
  }
  return { directory, agreementId, people, keyOf };
}

async function makeOrganisations(api: TestApi): Promise<void> {
  const bare = (id: string): string => id.replace('org-', '');
  for (const homeUnitId of new Set(judgedPeople.map((person) => person.homeUnitId))) {
    const code = bare(homeUnitId);
    const names = { nameEn: `Example college: ${code}` };
    await api.post('/v1/organisations', { kind: 'college', ours: true, parentId: 'org-cnuktip', code, ...names });
  }
  for (const [index, { enterpriseId: organisationId }] of judgedNeeds.entries()) {
    const names = { nameEn: `Example Enterprise ${index + 1}`, nameZh: `示例企业${index + 1}` };
    await api.post('/v1/organisations', { kind: 'enterprise', code: bare(organisationId), ...names });
    await api.post('/v1/posts', { organisationId, titleEn: 'Technical office' });
  }
}

const researcherRows = () =>
  judgedPeople.map((person) => ({
    person: chineseNames[nameOf(person.personId)] ?? '',
    latinName: `Example ${nameOf(person.personId)}`,
    homeUnit: person.homeUnitId.replace('org-', ''),
    level: person.level,
    terms: termsIn(person.words),
    text: person.text,
    languages: person.languages.join(';'),
    halfDaysAWeek: String(person.halfDaysAWeek),
    area: person.area,
    conflicts: person.exclusions.map(({ organisationId }) => organisationId.replace('org-', '')).join(';'),
  }));

const needRows = (agreement: string) =>
  judgedNeeds.map((need) => ({
    agreement,
    party: need.enterpriseId.replace('org-', ''),
    class: need.class,
    shortcoming: need.text,
    urgency: need.urgency,
    terms: termsIn(need.words),
    languages: need.languages.join(';'),
    area: need.area,
    fromOn: need.fromOn,
    toOn: need.toOn,
    daysAYear: String(need.daysAYear),
    teamLeast: String(need.team.least),
    teamWanted: String(need.team.wanted),
  }));

async function upload(api: TestApi, url: string, grid: string[][]): Promise<{ id: string }> {
  const answer = await api.app.inject({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' },
    payload: Buffer.from(plainCsv(grid)),
  });
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`);
  return answer.json();
}

async function peopleByName({ db }: TestApi): Promise<Record<string, string>> {
  const rows = await db.person.findMany({ where: { researcher: { isNot: null } } });
  return Object.fromEntries(
    Object.entries(chineseNames).map(([name, zh]) => [name, rows.find(({ nameZh }) => nameZh === zh)?.id ?? '']),
  );
}
