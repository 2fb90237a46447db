import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { linkToken, newLinkId } from '../../mail/link-token.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** A person reads lists: what an id stands for is said in both languages wherever several of a kind may stand below each other. */

let api: TestApi;
let at: string;
let people: string[];
const promise =
  'Next step: the platform sends (at designated points) two researchers to each enterprise, every month of the year';
const said = {
  en: 'ZZUET: “Next step: the platform sends (at designated points) two…”',
  zh: '郑州工程技术学院：“Next step: the platform sends (at designated points) two…”',
};
const names = {
  'commitment-1': said,
  'need-1': { en: 'Fine Chemicals A', zh: 'Fine Chemicals A' },
  'visit-1': { en: '20 March 2026, CNUKTIP', zh: '2026年3月20日，CNUKTIP' },
  'build-1': { en: 'Testing platform', zh: 'Testing platform' },
};

beforeAll(async () => {
  api = await startTestApi();
  people = (await fillDirectory(api)).people;
  at = `/v1/agreements/${(await api.post('/v1/agreements', startBody())).entityId}`;
  const sides = { ownerOrganisationId: 'org-zzuet', beneficiaryOrganisationId: 'org-cnuktip' };
  await api.post(`${at}/commitments`, { sentence: promise, ...sides });
  await api.post(`${at}/needs`, { partyId: 'org-fine-a', shortcoming: 'Nobody knows our solvent.' });
  const visit = { fromOn: '2026-03-20', direction: 'inbound', hostOrganisationId: 'org-cnuktip' };
  await api.post(`${at}/visits`, visit);
  const proposer = { personId: people[1], organisationId: 'org-zzuet' };
  const build = { form: 'platform', purpose: 'public-testing', name: 'Testing platform', proposer };
  await api.post(`${at}/builds`, { ...build, partnerOrganisationIds: ['org-zzuet'] });
  await api.post(`${at}/stages/waive`, { stage: 'visit', reason: 'x', approverPersonId: people[1] });
  await api.post(`${at}/plans`, { name: 'Cleaner solvents' });
});
afterAll(() => api.stop());

type Named = { about: { id: string; name: unknown } };
const read = async (url: string) => (await api.call('GET', url)).body;
const byId = (items: Named[]) => Object.fromEntries(items.map(({ about }) => [about.id, about.name]));

test.each(['/follow-ups', '/flight-plan', ''])('%s of an agreement names its items', async (part) => {
  const body = await read(`${at}${part}`);
  const items: Named[] = body.rows ?? body.card?.items ?? body.items;
  expect(byId(items.filter(({ about }) => about !== null))).toMatchObject(names);
});

test('so does what is open everywhere, and what there is one of has no name beside its title', async () => {
  const { items } = await read('/v1/follow-ups');
  expect(byId(items)).toMatchObject({ ...names, 'plan-1': { en: 'Cleaner solvents' }, symposium: null });
});

test('the dossier names what was recorded, and its plans', async () => {
  const { items, plans } = await read(at);
  for (const [id, name] of Object.entries(names)) expect(items[id.split('-')[0] ?? '']).toMatchObject([{ id, name }]);
  expect(plans).toMatchObject([{ id: 'plan-1', name: { zh: 'Cleaner solvents' } }]);
  expect((await read(`${at}/plans`)).items).toMatchObject([{ name: { en: 'Cleaner solvents' } }]);
});

test.each([
  ['ours', 0, 'en', 'Evaluate the need (Fine Chemicals A)'],
  ['theirs', 2, 'en', 'Evaluate the need (Fine Chemicals A)'],
  ['another’s', 3, 'en', 'Evaluate the need'],
] as const)('a page behind a link says which of several it is about: %s', async (_who, person, language, title) => {
  const personId = people[person] ?? '';
  await api.db.person.update({ where: { id: personId }, data: { language } });
  const entityId = at.slice('/v1/agreements/'.length);
  const id = newLinkId();
  const facts = { voice: person === 0 ? 'ours' : 'partner', role: 'owner', noticeId: 'none' };
  const link = { id, action: 'open', entityId, agreementId: entityId, followUpId: 'need.need-1', personId, facts };
  await api.db.link.create({ data: { ...link, expiresAt: '2026-04-01T00:00:00.000Z' } });
  const page = await api.app.inject({ method: 'GET', url: `/l/${linkToken('x'.repeat(32), id)}` });
  expect(page.body).toContain(`<h1><span lang="${language}">${title}</span>`);
});

test('an account names its matter, as data and as a page', async () => {
  const url = `${at}/follow-ups/commitment.commitment-1/account`;
  expect((await read(url)).about).toEqual({ kind: 'commitment', id: 'commitment-1', name: said });
  const page = await read(`${url}?format=html&language=zh-CN`);
  expect(page).toContain(`落实约定事项（${said.zh}）`);
  expect(page).toContain(`Keep a commitment (${said.en})`);
});

test('a date that no official calendar covers yet is marked in every list', async () => {
  const sides = { ownerOrganisationId: 'org-zzuet', beneficiaryOrganisationId: 'org-cnuktip' };
  await api.post(`${at}/commitments`, { sentence: 'We build the hall.', ...sides, dueOn: '2029-02-09' });
  type Marked = { about: { id: string }; isProvisional?: boolean };
  const marks = (items: Marked[]) =>
    Object.fromEntries(items.map(({ about, isProvisional = false }) => [about.id, isProvisional]));
  for (const url of [`${at}/follow-ups`, '/v1/follow-ups', at]) {
    const body = await read(url);
    const shown = marks(body.card?.items ?? body.items);
    expect([url, shown['commitment-2'], shown['commitment-1']]).toEqual([url, true, false]);
  }
});
