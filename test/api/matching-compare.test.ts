import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';
import { codeOf, judgedWorld, placesIn, quotesIn, sentTo } from './judged-world.ts';
import type { JudgedWorld } from './judged-world.ts';

/** Two plans side by side, as a page: who is where in each, and why it is not the same. */

let api: TestApi;
let world: JudgedWorld;
let plan: Answer['body'];
beforeAll(async () => {
  api = await startTestApi();
  world = await judgedWorld(api);
  plan = await propose();
}, 120_000);
afterAll(() => api.stop());

const propose = (more: object = {}): Promise<Answer['body']> =>
  api.post('/v1/matchings', { agreementIds: [world.agreementId], schemeId: 'own', ...more });
const person = (name: string): string => world.people[name] ?? '';
const compared = async (b: { id: number }, language = 'en', a: { id: number } = plan): Promise<string> => {
  const { status, body } = await api.call(
    'GET',
    `/v1/matchings/${a.id}/compare/${b.id}?format=html&language=${language}`,
  );
  expect(status).toBe(200);
  return String(body).replaceAll(/\s+/g, ' ');
};
/** Without markup: a sentence as it is read. */
const read = (page: string): string => page.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
/** The row of a table below a heading that names something. */
function rowOf(page: string, heading: string, named: string): string {
  const [, part = ''] = page.split(`>${heading}</span>`);
  const row = (part.split('<h2>')[0] ?? '').match(/<tr[^]*?<\/tr>/g)?.find((each) => each.includes(named));
  return read(row ?? '');
}

describe('a plan with somebody fixed', () => {
  let pinned: Answer['body'];
  beforeAll(async () => {
    pinned = await propose({ pinned: [{ personId: person('process'), needKey: world.keyOf(9) }] });
  });

  test('shows of each need that differs who is there in either, the points of each, and why', async () => {
    const page = await compared(pinned);
    const row = rowOf(page, 'What differs', '>Example Enterprise 9<');
    const [before, after] = [plan, pinned].map((of) => placesIn(of).find(({ needKey }) => needKey === world.keyOf(9)));
    for (const place of [before, after]) expect(row).toContain(String((place as { points?: number }).points));
    expect(row).toMatch(/周数据.*钱工艺/);
    expect(row).toContain('Example process is fixed here in plan B by a coordinator.');
    expect(row).toContain('Example data: Would fit here as well, and is worth more to the whole plan at another need.');
    // Every need stands once, under what differs or under what is the same, unless nobody is at it in both.
    for (const { needKey } of pinned.matched as { needKey: string }[]) {
      const name = `>Example Enterprise ${needKey.split('need-')[1] ?? ''}<`;
      const rows = ['What differs', 'The same people, other points', 'The same in both'].map((heading) =>
        rowOf(page, heading, name),
      );
      expect([needKey, rows.filter((found) => found !== '').length]).toEqual([needKey, 1]);
    }
  });

  test('shows what was asked otherwise and what it costs in all', async () => {
    const page = await compared(pinned);
    const change = pinned.totalPoints - plan.totalPoints;
    expect(rowOf(page, 'In all', '>Points<')).toContain(`${plan.totalPoints} `);
    expect(rowOf(page, 'In all', '>Points<')).toContain(`−${Math.abs(change)}`);
    expect(rowOf(page, 'What was asked otherwise', '>Fixed<')).toMatch(/– .*Example process → Example Enterprise 9 ·/);
    const people = rowOf(page, 'Who goes elsewhere', 'Example data');
    expect(people).toContain('Example Enterprise 9 ');
  });

  test('shows who is left with nobody in either, and what would match it', async () => {
    const page = await compared(pinned);
    const open = [plan, pinned].flatMap((of) => of.unmatched as { needKey: string; sentences: { en: string }[] }[]);
    expect(open.length).toBeGreaterThan(1);
    for (const { needKey, sentences } of open) {
      const name = `>Example Enterprise ${needKey.split('need-')[1] ?? ''}<`;
      const row = rowOf(page, 'Nobody found, and what would match it', name);
      for (const { en } of sentences) expect(row).toContain(en.replaceAll("'", '&#39;').replaceAll('"', '&quot;'));
    }
  });

  test('is in both languages, the reader’s first, without scripts, and quotes no need', async () => {
    for (const [language, first, second] of [
      ['en', 'Two plans side by side', '两个匹配方案对照'],
      ['zh-CN', '两个匹配方案对照', 'Two plans side by side'],
    ] as const) {
      const { headers, body } = await api.call(
        'GET',
        `/v1/matchings/${plan.id}/compare/${pinned.id}?format=html&language=${language}`,
      );
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      const page = String(body).split('<h1>')[1] ?? '';
      expect(page.indexOf(first)).toBeGreaterThan(0);
      expect(page.indexOf(second)).toBeGreaterThan(page.indexOf(first));
      expect(body).not.toMatch(/<script|style="|\son\w+="/);
      expect(quotesIn(String(body))).toEqual([]);
    }
    expect(await compared(pinned, 'zh-CN')).toContain('由协调人在方案 B 中固定于此。');
  });

  test('is led to from the page of the what-if, and from no other', async () => {
    const links = async (id: number): Promise<string[]> => {
      const { body } = await api.call('GET', `/v1/matchings/${id}?format=html&language=en`);
      return [...String(body).matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
    };
    const at = 'http://127.0.0.1:3000';
    const link = `${at}/v1/matchings/${plan.id}/compare/${pinned.id}?format=html&language=en`;
    expect(await links(pinned.id)).toEqual([link]);
    expect((await api.call('GET', link.replace(at, ''))).status).toBe(200);
    expect(await links(plan.id)).toEqual([]);
    // Held against the plan without conditions, not against another what-if, and against none of other needs.
    const second = await propose({ weights: { travel: 0 } });
    expect(await links(second.id)).toEqual([link.replace(`/${pinned.id}?`, `/${second.id}?`)]);
    const ofUnit = { homeUnitId: 'org-cnuktip', schemeId: 'own', weights: { travel: 0 } };
    expect(await links((await api.post('/v1/matchings', ofUnit)).id)).toEqual([]);
  });
});

test('people, needs and pairs that are left out are named as such, and by whom it is', async () => {
  const pair = { personId: person('data'), needKey: world.keyOf(9) };
  const out = [pair, { personId: person('catalysis') }, { needKey: world.keyOf(10) }];
  const without = await propose({ excluded: out });
  const page = await compared(without);
  expect(rowOf(page, 'What differs', '>Example Enterprise 9<')).toContain(
    'Example data is left out here in plan B by a coordinator.',
  );
  const [their] = placesIn(plan).filter(({ personId }) => personId === person('catalysis'));
  const name = `>Example Enterprise ${their?.needKey.split('need-')[1] ?? ''}<`;
  expect(rowOf(page, 'What differs', name)).toContain('Example catalysis is left out of plan B by a coordinator.');
  expect(sentTo(plan, world.keyOf(10))).not.toEqual([]);
  expect(rowOf(page, 'What differs', '>Example Enterprise 10<')).toContain('Plan B leaves this need out.');
  // The other way round it is plan A that leaves them out.
  const back = await compared(plan, 'en', without);
  expect(rowOf(back, 'What differs', '>Example Enterprise 9<')).toContain('Example data was left out here in plan A.');
  expect(rowOf(back, 'What differs', '>Example Enterprise 10<')).toContain('Plan A leaves this need out.');
});

test('other weights are named with both values, and the same people with other points are no other people', async () => {
  const other = await propose({ weights: { travel: 0, urgency: 100 }, leastFitPercent: 0 });
  const page = await compared(other);
  expect(rowOf(page, 'What was asked otherwise', 'Weight: short ways')).toContain(` ${plan.weights.travel} `);
  expect(rowOf(page, 'What was asked otherwise', 'Weight: urgency of the need')).toContain(' 100 ');
  expect(rowOf(page, 'What was asked otherwise', 'Least fit')).toMatch(/35 .* 0/);
  expect(page).toContain('The points were counted by other weights.');
});

test('a plan beside itself says that nothing differs', async () => {
  const page = await compared(plan);
  expect(read(page)).toContain('Everybody is at the same needs in both.');
  expect(page).not.toContain('Who goes elsewhere');
  expect((await api.call('GET', `/v1/matchings/${plan.id}/compare/999?format=html`)).status).toBe(404);
});

test('it is for coordinators and directors, and why somebody is kept from an enterprise for their own unit alone', async () => {
  const as = async (...roles: string[]) => ({
    authorization: await api.tokenFor({ id: randomUUID(), personId: world.directory.people[0] ?? '', roles }),
  });
  const free = await propose({ excluded: [{ needKey: world.keyOf(5) }] });
  const url = `/v1/matchings/${free.id}/compare/${plan.id}?format=html&language=en`;
  expect(codeOf(await api.call('GET', url, undefined, await as('leader', 'observer')))).toBe('403 not-permitted');
  const { status, body } = await api.call('GET', url, undefined, await as('coordinator'));
  expect([status, String(body).includes('conflict of interest')]).toEqual([200, false]);
});

test('what has come between two plans that were asked the same is told: a no to a pair, a rule that is against it now', async () => {
  const [first] = placesIn(plan).filter(({ needKey }) => needKey === world.keyOf(9));
  await api.post(`/v1/matchings/${plan.id}/proposals/${first?.proposal}/refuse`, { reason: 'Not this one.' });
  const [other] = placesIn(plan).filter(({ needKey }) => needKey === world.keyOf(3));
  const of = { where: { personId: other?.personId ?? '' } };
  const { version } = await api.db.researcher.findUniqueOrThrow(of);
  const url = `/v1/researchers/${of.where.personId}/home-unit-consent`;
  expect((await api.call('PUT', url, { answer: 'no' }, { 'if-match': `"v${version}"` })).status).toBeLessThan(300);
  const page = await compared(await propose());
  expect(read(page)).toContain('Asked the same. What differs has come of people, needs or rules since.');
  expect(rowOf(page, 'What differs', '>Example Enterprise 9<')).toContain(
    'Example data is proposed here no more: the pair was refused.',
  );
  expect(page).not.toContain('Not this one.');
  expect(rowOf(page, 'What differs', '>Example Enterprise 3<')).toMatch(
    /Example environment: .*unit does not consent.* \(home-unit-consent, CX7/,
  );
});
