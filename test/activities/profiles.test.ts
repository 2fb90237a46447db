import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { needProfiles } from '../../activities/need-profiles.ts';
import { researcherProfiles } from '../../activities/profiles.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** What matching is given, from what people entered: profiles, absences, bookings, contacts and the vocabulary as it stands. */

let api: TestApi;
let agreementId = '';
const ids: string[] = [];
const todayOn = '2026-03-02';

beforeAll(async () => {
  api = await startTestApi();
  const { people } = await fillDirectory(api);
  agreementId = (await api.post('/v1/agreements', startBody())).entityId;
  for (const nameEn of ['First', 'Second']) {
    ids.push((await api.post('/v1/people', { nameEn, organisationId: 'org-cnuktip', ours: true })).id);
  }
  const [first = '', second = ''] = ids;
  await api.post('/v1/researchers', {
    personId: first,
    homeUnitId: 'org-cnuktip',
    level: 'professor',
    terms: ['dyes', '催化'],
    text: '做催化',
    languages: ['zh-CN', 'en'],
    halfDaysAWeek: 6,
    teachingHalfDaysAWeek: 5,
    availability: {
      weekly: [1, 2, 3].map((weekday) => ({ weekday, half: 'am' })),
      periods: [
        { fromOn: '2026-06-15', toOn: '2026-06-30', halfDaysAWeek: 0 },
        { fromOn: '2026-09-01', toOn: '2026-12-31', halfDaysAWeek: 10 },
      ],
    },
    exclusions: [{ organisationId: 'org-fine-b', kind: 'conflict-of-interest' }],
    preferences: { terms: ['dyes'], organisationIds: [] },
    area: 'henan/kaifeng',
  });
  await api.post('/v1/researchers', { personId: second, homeUnitId: 'org-cnuktip', level: 'junior' });
  await api.call('PUT', `/v1/researchers/${first}/home-unit-consent`, { answer: 'yes' }, { 'if-match': '*' });
  await api.post(`/v1/people/${first}/absences`, { fromOn: '2026-05-01', toOn: '2026-05-10' });
  const over = { personId: first, fromOn: '2026-01-05', toOn: '2026-01-09', by: 'x', at: new Date() };
  const withdrawn = { ...over, fromOn: '2026-07-01', toOn: '2026-07-02', withdrawnAt: new Date() };
  await api.db.absence.createMany({ data: [over, withdrawn] });
  const day = (placementId: string, enterpriseId: string, onDate: string, half: string) => ({
    researcherId: first,
    placementId,
    enterpriseId,
    onDate,
    half,
  });
  await api.db.placementHalfDay.createMany({
    data: [
      day('now', 'org-fine-a', '2026-03-04', 'am'),
      day('now', 'org-fine-a', '2026-03-04', 'pm'),
      day('now', 'org-fine-a', '2026-09-09', 'am'),
      day('past', 'org-zzuet', '2025-03-02', 'am'),
      day('lately', 'org-fine-b', '2025-03-04', 'am'),
    ],
  });
  await api.post(`/v1/agreements/${agreementId}/contacts`, {
    onDate: '2026-02-27',
    kind: 'call',
    summary: 'Talked of dyes',
    ours: [{ personId: second, organisationId: 'org-cnuktip' }],
    counterparts: [{ personId: people[3], organisationId: 'org-fine-b' }],
  });
});
afterAll(() => api.stop());

test('a profile with all that was said of somebody', async () => {
  const [profile] = await researcherProfiles(api.db, { fromOn: todayOn, personIds: ids.slice(0, 1) });
  expect(profile).toEqual({
    personId: ids[0],
    homeUnitId: 'org-cnuktip',
    level: 'professor',
    terms: ['term-dyes', 'term-catalysis'],
    text: '做催化',
    languages: ['zh-CN', 'en'],
    // Six were given; five are taught, and three are fixed.
    halfDaysAWeek: 3,
    // A period without any time is like an absence; what is over or withdrawn does not count.
    absences: [
      { fromOn: '2026-05-01', toOn: '2026-05-10' },
      { fromOn: '2026-06-15', toOn: '2026-06-30' },
    ],
    homeUnitConsents: 'yes',
    exclusions: [{ organisationId: 'org-fine-b', kind: 'conflict-of-interest' }],
    preferredTerms: ['term-dyes'],
    // What ended less than a year ago counts where enterprises are counted.
    places: [
      {
        placementId: 'lately',
        enterpriseId: 'org-fine-b',
        fromOn: '2025-03-04',
        toOn: '2025-03-04',
        daysAYear: 0.5,
        isOver: true,
      },
      { placementId: 'now', enterpriseId: 'org-fine-a', fromOn: '2026-03-04', toOn: '2026-09-09', daysAYear: 1.5 },
    ],
    knownEnterprises: ['org-fine-a', 'org-fine-b', 'org-zzuet'],
    area: 'henan/kaifeng',
  });
});

test('whom one talked with one knows; a profile says no more than was entered', async () => {
  const profiles = await researcherProfiles(api.db, { fromOn: todayOn, homeUnitIds: ['org-cnuktip'] });
  expect(profiles.map(({ personId }) => personId)).toEqual(ids);
  expect(profiles[1]).toMatchObject({
    terms: [],
    halfDaysAWeek: 2,
    places: [],
    absences: [],
    homeUnitConsents: 'unknown',
    knownEnterprises: ['org-fine-b'],
  });
});

test('a placement that waits for its booking takes its time already', async () => {
  const entity = await api.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
  const state = {
    researcher: { personId: ids[1] },
    host: { organisationId: 'org-fine-a' },
    period: { fromOn: '2026-04-01', toOn: '2027-03-31' },
    daysAYear: 60,
  };
  const placementId = `${agreementId}.placement-1`;
  const row = {
    ...entity,
    card: {},
    page: {},
    clock: {},
    state,
    id: placementId,
    kind: 'placement',
    parentId: agreementId,
  };
  await api.db.entity.create({ data: row });
  const read = async () => (await researcherProfiles(api.db, { fromOn: todayOn, personIds: ids.slice(1) }))[0]?.places;
  const place = { placementId, enterpriseId: 'org-fine-a', fromOn: '2026-04-01', toOn: '2027-03-31', daysAYear: 60 };
  expect(await read()).toEqual([place]);
  await api.db.entity.update({ where: { id: placementId }, data: { closed: true } });
  expect(await read()).toEqual([]);
});

test('merged terms are those they were merged into, on both sides; whoever is not active is not there', async () => {
  await api.post(`/v1/agreements/${agreementId}/needs`, {
    partyId: 'org-fine-a',
    shortcoming: 'Colour fades',
    termIds: ['term-dyes', 'term-fine-chemicals'],
  });
  const merge = { mergedIntoId: 'term-fine-chemicals' };
  await api.call('PATCH', '/v1/vocabulary-terms/term-dyes', merge, { 'if-match': '"v1"' });
  const [profile] = await researcherProfiles(api.db, { fromOn: todayOn, personIds: ids.slice(0, 1) });
  expect(profile).toMatchObject({
    terms: ['term-fine-chemicals', 'term-catalysis'],
    preferredTerms: ['term-fine-chemicals'],
  });
  const [need] = await needProfiles(api.db, { todayOn, agreementIds: [agreementId] });
  expect(need?.terms).toEqual(['term-fine-chemicals']);
  await api.call('PATCH', `/v1/researchers/${ids[0]}`, { active: false }, { 'if-match': '*' });
  expect((await researcherProfiles(api.db, { fromOn: todayOn })).map(({ personId }) => personId)).toEqual(ids.slice(1));
});
