import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { planApart } from '../../api/matchings/plan-apart.ts';
import { planNames } from '../../api/matchings/plan-names.ts';
import { planPicture } from '../../api/matchings/plan-picture.ts';
import { randomBatch } from '../domain/matching/random-batch.ts';
import { judgedNeeds, judgements } from '../domain/matching/judged-set.ts';
import { startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';
import { codeOf, judgedWorld, placesIn, quotesIn, sentTo as sentToKey } from './judged-world.ts';
import type { JudgedWorld, Place } from './judged-world.ts';

/** From imported researchers and needs to a plan with its reasons, in answers and on paper (S44, S53, check 6). */

let api: TestApi;
let world: JudgedWorld;
/** The answer of the first plan. */
let plan: Answer['body'];

beforeAll(async () => {
  api = await startTestApi();
  world = await judgedWorld(api);
  plan = await propose();
}, 120_000);
afterAll(() => api.stop());

const asked = (more: object = {}) => ({ agreementIds: [world.agreementId], schemeId: 'own', ...more });
const propose = (more: object = {}): Promise<Answer['body']> => api.post('/v1/matchings', asked(more));
const person = (name: string): string => world.people[name] ?? '';
const as = async (personId: string | null, ...roles: string[]) => ({
  authorization: await api.tokenFor({ id: randomUUID(), roles, ...(personId ? { personId } : {}) }),
});

/** By the number in the judged set. */
const sentTo = (of: Answer['body'], need: number): string[] => sentToKey(of, world.keyOf(need));

describe('a plan for ten people and twelve needs', () => {
  test('says of each need who goes, as judged by hand, or why nobody does', () => {
    expect(plan.summary).toMatchObject({ people: 10, needs: 12 });
    expect(plan.summary.matched + plan.summary.unmatched).toBe(12);
    const names = Object.entries(world.people).map(([name, id]) => [id, `person-${name}`]);
    const nameOf = Object.fromEntries(names) as Record<string, string>;
    const hits = judgedNeeds.filter(({ needId }, index) => {
      const send = judgements[`agreement-park/${needId}`]?.send ?? [];
      const sent = sentTo(plan, index + 1).map((id) => nameOf[id] ?? '');
      return send.length === 0 ? sent.length === 0 : sent.length > 0 && sent.every((id) => send.includes(id));
    });
    expect(hits.length).toBeGreaterThanOrEqual(11);
    expect(sentTo(plan, 11)).toEqual([]);
    const selling = plan.unmatched.find((need: { needKey: string }) => need.needKey === world.keyOf(11));
    expect(selling).toMatchObject({ cause: 'nobody-fits', sentences: [{ en: expect.any(String) }, {}] });
  });

  test('with reasons in both languages: why this one, why not the next, which rule keeps whom out', () => {
    for (const { parts } of placesIn(plan)) {
      const [first] = parts;
      expect(first?.sentence.en).toMatch(/[a-z]/);
      expect(first?.sentence.zh).toMatch(/\p{Script=Han}/u);
    }
    const catalysis = plan.matched.find((need: { needKey: string }) => need.needKey === world.keyOf(1));
    expect(catalysis.next[0]).toMatchObject({ kind: 'fewer-points', sentence: { zh: expect.stringMatching(/低/) } });
    const kept = plan.blocked.find(({ personId }: Place) => personId === person('automation'));
    expect(kept).toMatchObject({
      needKey: world.keyOf(6),
      blocks: [{ rule: 'home-unit-consent', source: expect.stringContaining('CX7') }],
    });
    expect(plan.names[person('automation')]).toMatchObject({ nameZh: '陈自控', namePinyin: 'Example automation' });
    expect(plan.names['org-e6']).toMatchObject({ nameEn: 'Example Enterprise 6', nameZh: '示例企业6' });
  });

  test('and never a word of what a need is about, neither as JSON nor in the database nor on the page', async () => {
    const row = await api.db.matching.findUniqueOrThrow({ where: { id: plan.id } });
    const page = await api.call('GET', `/v1/matchings/${plan.id}?format=html`);
    for (const told of [JSON.stringify(plan), JSON.stringify(row), String(page.body)]) {
      expect(quotesIn(told)).toEqual([]);
    }
  });

  test('is the same for the same input; a repeat makes no second one', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const again = await api.call('POST', '/v1/matchings', asked(), key);
    expect(again).toMatchObject({ status: 201, headers: { location: `/v1/matchings/${again.body.id}` } });
    const { id: _id, ...rest } = plan;
    const { id, ...anew } = again.body;
    expect({ ...anew, at: rest.at }).toEqual(rest);
    expect((await api.call('POST', '/v1/matchings', asked(), key)).body.id).toBe(id);
    expect(codeOf(await api.call('POST', '/v1/matchings', asked({ withRefused: true }), key))).toBe(
      '422 idempotency-key-reused',
    );
    const { items } = (await api.call('GET', '/v1/matchings?limit=1')).body;
    expect(items).toMatchObject([{ id, summary: plan.summary, scheme: { id: 'own', version: 1 } }]);
    expect(items[0]).not.toHaveProperty('matched');
    expect((await api.call('GET', `/v1/matchings/${plan.id}`)).body).toEqual(plan);
  });

  test('is for the home unit too, and says what of a question is not there', async () => {
    const ofUnit = await api.post('/v1/matchings', { homeUnitId: 'org-cnuktip', schemeId: 'own' });
    expect(ofUnit.inputHash).toBe(plan.inputHash);
    const wrong: [body: object, code: string][] = [
      [{ schemeId: 'own' }, '400 shape-invalid'],
      [asked({ homeUnitId: 'org-cnuktip' }), '400 shape-invalid'],
      [asked({ excluded: [{}] }), '400 shape-invalid'],
      [asked({ schemeId: 'none' }), '422 unknown-scheme'],
      [asked({ agreementIds: ['agreement-2020-0001-x-y'] }), '404 not-started'],
      [asked({ pinned: [{ personId: 'person-none', needKey: world.keyOf(1) }] }), '422 unknown-person'],
      [asked({ pinned: [{ personId: person('data'), needKey: `${world.keyOf(1)}99` }] }), '422 pin-not-possible'],
    ];
    for (const [body, code] of wrong) {
      expect([body, codeOf(await api.call('POST', '/v1/matchings', body))]).toEqual([body, code]);
    }
    expect((await api.call('GET', '/v1/matchings/999')).status).toBe(404);
  });
});

describe('what if', () => {
  test('somebody is fixed: the others make room, and two plans side by side show what it costs', async () => {
    const needKey = world.keyOf(9);
    const other = await propose({ pinned: [{ personId: person('process'), needKey }] });
    expect(sentTo(other, 9)).toEqual([person('process')]);
    const { body } = await api.call('GET', `/v1/matchings/${plan.id}/compare/${other.id}`);
    expect(body.points).toEqual({ before: plan.totalPoints, after: other.totalPoints });
    expect(other.totalPoints).toBeLessThan(plan.totalPoints);
    expect(body.needs).toContainEqual({ needKey, before: [person('data')], after: [person('process')] });
    expect(body.of).toContainEqual(expect.objectContaining({ key: needKey, enterpriseId: 'org-e9' }));
    expect(body.names[person('process')]).toMatchObject({ nameZh: '钱工艺' });
    expect([body.isSameInput, body.kept > 5]).toEqual([false, true]);
  });

  test('a person or a pair is left out, or a weight is another', async () => {
    const pair = { personId: person('data'), needKey: world.keyOf(9) };
    const without = await propose({ excluded: [pair, { personId: person('catalysis') }] });
    expect(sentTo(without, 9)).not.toContain(person('data'));
    expect(placesIn(without).filter(({ personId }) => personId === person('catalysis'))).toEqual([]);
    const other = await propose({ weights: { travel: 0, urgency: 100 }, leastFitPercent: 0 });
    expect(other.weights).toEqual({ ...plan.weights, travel: 0, urgency: 100 });
    const { body } = await api.call('GET', `/v1/matchings/${plan.id}/compare/${other.id}`);
    expect(body.weights).toEqual([
      { part: 'travel', before: plan.weights.travel, after: 0 },
      { part: 'urgency', before: plan.weights.urgency, after: 100 },
    ]);
    expect(body.newlyMatched).toContain(world.keyOf(11));
  });

  test('a pin that a rule is against is refused in the name of the rule', async () => {
    const pinned = [{ personId: person('automation'), needKey: world.keyOf(6) }];
    const answer = await api.call('POST', '/v1/matchings', asked({ pinned }));
    expect(codeOf(answer)).toBe('422 pin-not-possible');
    expect(answer.body).toMatchObject({ rule: 'home-unit-consent', source: expect.stringMatching(/^CX7/) });
    expect(answer.body.detail).toMatch(/unit does not consent.*rule home-unit-consent, source CX7/);
    expect(answer.body.detailZh).toMatch(/单位不同意.*规则 home-unit-consent，出处 CX7/);
    expect(answer.body.errors).toMatchObject([{ pointer: '/pinned/0', detail: expect.stringContaining('CX7') }]);
  });

  test('as are pins that only together go beyond a limit', async () => {
    const title = { en: 'One enterprise each', zh: '一人一企' };
    const rules = [{ rule: 'max-enterprises', value: 1, source: 'rule of the house' }];
    await api.post('/v1/schemes', { id: 'one-each', title, source: 'made up', rules });
    const pinned = [9, 6].map((need) => ({ personId: person('data'), needKey: world.keyOf(need) }));
    const { body } = await api.call('POST', '/v1/matchings', asked({ schemeId: 'one-each', pinned }));
    expect(body.detail).toMatch(/rule max-enterprises, source rule of the house/);
    const twice = ['data', 'process'].map((name) => ({ personId: person(name), needKey: world.keyOf(9) }));
    const crowded = await api.call('POST', '/v1/matchings', asked({ pinned: twice }));
    expect(crowded.body.detail).toMatch(/More people are fixed .* than it wants.*rule team-size/);
  });
});

describe('one plan at a time', () => {
  test('the others are told to come again, and their key still holds', async () => {
    const keys = [1, 2].map(() => ({ 'idempotency-key': randomUUID() }));
    const both = await Promise.all(keys.map((key) => api.call('POST', '/v1/matchings', asked(), key)));
    const late = both.findIndex(({ status }) => status !== 201);
    expect(both[late]).toMatchObject({ status: 409, body: { type: '/problems/matching-under-way' } });
    expect(both[late]?.headers['retry-after']).toBe('5');
    expect((await api.call('POST', '/v1/matchings', asked(), keys[late])).status).toBe(201);
  });

  test('and requests are answered while it is computed', async () => {
    const order: string[] = [];
    const planning = planApart(randomBatch(7, { people: 40, needs: 120 })).then(() => order.push('plan'));
    for (let n = 0; n < 3; n += 1) {
      expect((await api.call('GET', '/v1/schemes')).status).toBe(200);
      order.push('answer');
    }
    await planning;
    expect(order).toEqual(['answer', 'answer', 'answer', 'plan']);
  });
});

describe('the printed plan', () => {
  const read = async (language: string) => api.call('GET', `/v1/matchings/${plan.id}?format=html&language=${language}`);

  test.each([
    ['en', 'Why not the next two', '次选两人未入选原因'],
    ['zh-CN', '次选两人未入选原因', 'Why not the next two'],
  ])('in both languages, the reader’s first: %s', async (language, first, second) => {
    const { status, headers, body } = await read(language);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body.indexOf(first)).toBeGreaterThan(0);
    expect(body.indexOf(second)).toBeGreaterThan(body.indexOf(first));
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).not.toMatch(/<script|style="|href=|\son\w+="/);
  });

  test('draws a line for each proposal, as thick as it has points', async () => {
    const { body } = await read('en');
    const lines = [...String(body).matchAll(/stroke-width="([\d.]+)"\s+stroke-opacity="0.75"/g)];
    const widths = lines.map(([, width]) => Number(width));
    expect(widths).toHaveLength(placesIn(plan).length);
    const points = plan.matched.flatMap((need: { places: { points: number }[] }) => need.places.map((p) => p.points));
    expect(widths).toEqual(points.map((each: number) => Math.max(1, Math.round((9 * each) / 100) / 10)));
    for (const name of ['Example Enterprise 12', '陈自控', 'need-11']) expect(body).toContain(name);
  });
});

test('the picture keeps names within its edges, however long they are, and is moved in its own box where a screen is narrow', async () => {
  const names = await planNames(api.db, plan);
  const long = {
    en: 'Demonstration teacher 4 (waste gas, VOC abatement, wastewater; name not reported)',
    zh: '演示教师四（废气与 VOCs 治理、废水处理；来源未列姓名，示例）',
  };
  const [width = '0'] = /(?<=viewBox="0 0 )\d+/.exec(String(planPicture(plan, names, 'en'))) ?? [];
  for (const language of ['en', 'zh-CN'] as const) {
    const drawn = String(planPicture(plan, { ...names, person: () => long, enterprise: () => long }, language));
    const texts = [...drawn.matchAll(/<text x="(\d+)" y="\d+" text-anchor="(end|start)"([^>]*)>([^<]+)</g)];
    expect(texts.filter(([, , , , text = '']) => text.endsWith('…')).length).toBeGreaterThan(20);
    for (const [, x, anchor, attributes = '', text = ''] of texts) {
      const size = Number(/font-size="(\d+)"/.exec(attributes)?.[1] ?? 14);
      // Of a letter 0.6 of its size, of a character of Chinese all of it.
      const wide = Array.from(text).reduce(
        (sum, sign) => sum + size * (/[\u3000-\u9FFF\uFF00-\uFFEF]/.test(sign) ? 1 : 0.6),
        0,
      );
      const room = anchor === 'end' ? Number(x) : Number(width) - Number(x);
      expect([text, wide <= room]).toEqual([text, true]);
    }
  }
  const { body } = await api.call('GET', `/v1/matchings/${plan.id}?format=html`);
  expect(body).toMatch(/\.picture\{overflow-x:auto\}.*<div class="picture" tabindex="0">\s*<svg/s);
  expect(body).toContain('people who are proposed nowhere');
});

test('a plan of more needs than a picture holds is printed without one', async () => {
  const names = await planNames(api.db, plan);
  const many = { ...plan, needs: Array.from({ length: 61 }, () => plan.needs[0]) };
  expect([planPicture(plan, names, 'en'), planPicture(many, names, 'en')]).toEqual([expect.anything(), null]);
});

describe('who may', () => {
  const everywhere = (): [method: 'GET' | 'POST', url: string, body?: object][] => [
    ['GET', '/v1/matchings'],
    ['GET', `/v1/matchings/${plan.id}`],
    ['GET', `/v1/matchings/${plan.id}?format=html`],
    ['GET', `/v1/matchings/${plan.id}/compare/${plan.id}`],
    ['POST', '/v1/matchings', asked()],
    ['POST', `/v1/matchings/${plan.id}/proposals/1/accept`, {}],
    ['POST', `/v1/matchings/${plan.id}/proposals/1/change`, { personId: person('data') }],
    ['POST', `/v1/matchings/${plan.id}/proposals/1/refuse`, { reason: 'x' }],
  ];

  test('no leader, observer or liaison of ours, and nobody of another side whatever the role', async () => {
    const [ours = '', theirs = ''] = world.directory.people;
    const passive = ['leader', 'observer', 'secretary', 'liaison', 'owner', 'confirmer', 'administrator'];
    const callers = [await as(ours, ...passive), await as(theirs, 'coordinator', 'director')];
    for (const headers of callers) {
      for (const [method, url, body] of everywhere()) {
        const answer = await api.call(method, url, body, headers);
        expect([url, codeOf(answer)]).toEqual([url, '403 not-permitted']);
        expect(JSON.stringify(answer.body)).not.toContain(person('catalysis'));
      }
    }
    expect(await api.db.event.count({ where: { type: 'placementProposed' } })).toBe(0);
  });

  test('a director plans, and the coordinators decide', async () => {
    const director = await as(world.directory.people[0] ?? '', 'director');
    const statuses = [];
    for (const [method, url, body] of everywhere()) {
      statuses.push((await api.call(method, url, body, director)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 201, 403, 403, 403]);
  });

  test('why somebody is never sent to an enterprise is read by their own unit alone', async () => {
    const own = (await api.post('/v1/people', { nameEn: 'Dean', organisationId: 'org-pharmacy', ours: true })).id;
    const post = await api.post('/v1/posts', { organisationId: 'org-pharmacy', titleEn: 'Dean', holderId: own });
    const line = { directorPostId: post.id, coordinatorPostId: post.id };
    await api.call('PUT', '/v1/organisations/org-pharmacy/reporting-line', line, { 'if-match': '"v1"' });
    const blockFor = async (headers: Record<string, string>) => {
      const { body } = await api.call('GET', `/v1/matchings/${plan.id}`, undefined, headers);
      const found = body.blocked.find(({ personId }: Place) => personId === person('enzymes'));
      expect(found.needKey).toBe(world.keyOf(5));
      return found.blocks[0];
    };
    expect(await blockFor(await as(own, 'director'))).toMatchObject({
      source: 'inferred',
      sentence: { en: 'There is a conflict of interest with this enterprise.' },
    });
    const elsewhere = await as(world.directory.people[0] ?? '', 'coordinator');
    expect(await blockFor(elsewhere)).toMatchObject({
      facts: {},
      sentence: { en: 'This person is not sent to this enterprise.', zh: '该人员不派驻该企业。' },
    });
    const pinned = [{ personId: person('enzymes'), needKey: world.keyOf(5) }];
    const { body } = await api.call('POST', '/v1/matchings', asked({ pinned }), elsewhere);
    expect([body.type, /interest with/.test(JSON.stringify(body))]).toEqual(['/problems/pin-not-possible', false]);
  });
});
