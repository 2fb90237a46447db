import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';

let api: TestApi;
let base: string;
/** Tokens of people of the university and of an enterprise. */
let university: Record<string, string>;
let enterprise: Record<string, string>;
let dean: string;

/** What a party needs is in no plan and no account; what was promised names its follow-up. */
const CANARY = 'our secret catalyst 秘密催化剂';
const PROMISE = 'We send <b>two experts 派两名专家';

beforeAll(async () => {
  api = await startTestApi();
  const { people, posts } = await fillDirectory(api);
  base = `/v1/agreements/${(await api.post('/v1/agreements', startBody())).entityId}`;
  dean = (
    await api.post('/v1/posts', {
      organisationId: 'org-zzuet',
      titleEn: 'Dean <b>',
      titleZh: '院长',
      holderId: people[1],
    })
  ).id;
  const as = async (personId = '') => ({
    authorization: await api.tokenFor({ id: personId, personId, roles: ['owner'] }),
  });
  university = await as(people[1]);
  enterprise = await as(people[2]);
  const commitment = { sentence: PROMISE, beneficiaryOrganisationId: 'org-cnuktip' };
  await api.post(`${base}/commitments`, { ...commitment, ownerPostId: dean, dueOn: '2026-03-20' });
  await api.post(`${base}/commitments`, { ...commitment, ownerPostId: posts[0], dueOn: '2026-03-27' });
  await api.post(`${base}/commitments`, commitment);
  await api.post(`${base}/needs`, { partyId: 'org-fine-b', shortcoming: CANARY });
  for (const stage of ['visit', 'symposium'])
    await api.post(`${base}/stages/waive`, { stage, reason: 'By letter', approverPersonId: people[0] });
  await api.post(`${base}/plans`, { name: 'Cleaner solvents' });
});
afterAll(() => api.stop());

type Row = Record<string, unknown>;
const rowsOf = ({ body }: Answer): Row[] => body.rows;
const plan = (query = '', headers: Record<string, string> = {}) =>
  api.call('GET', `${base}/flight-plan${query}`, undefined, headers);
const first = 'commitment.commitment-1';

describe('the flight plan', () => {
  test('tells by day what will be due and who will be told, of the agreement and its plans', async () => {
    const answer = await plan();
    expect(answer.body).toMatchObject({ fromOn: '2026-03-02', untilOn: '2027-09-02', standStill: [] });
    const rows = rowsOf(answer);
    const days = rows.map(({ on }) => String(on));
    expect(days).toEqual(days.toSorted((a, b) => a.localeCompare(b)));
    expect(rows.filter((row) => row['followUpId'] === first).slice(0, 3)).toMatchObject([
      { on: '2026-03-17', what: 'reminder', postId: dean, planId: null, title: { en: 'Keep a commitment' } },
      {
        on: '2026-03-20',
        what: 'deadline',
        text: { zh: '到期，责任人' },
        about: { id: 'commitment-1', name: { en: `CNUKTIP: “${PROMISE}”`, zh: `CNUKTIP：“${PROMISE}”` } },
      },
      { on: '2026-03-20', what: 'due' },
    ]);
    expect(rows.some(({ planId, what }) => planId === 'plan-1' && what === 'deadline')).toBe(true);
    expect(answer.body.names).toHaveProperty([dean]);
    const inPlan = rows.find(({ planId }) => planId === 'plan-1');
    expect(inPlan).toMatchObject({ about: { name: { en: 'Cleaner solvents' } } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });

  test('of the other sides shows what is theirs, and nothing of our ladder or of another’s need', async () => {
    const theirs = rowsOf(await plan('', university));
    expect(theirs.length).toBeGreaterThan(0);
    expect(new Set(theirs.map(({ followUpId }) => followUpId))).toEqual(new Set([first]));
    expect(theirs.map(({ what }) => what)).not.toContain('escalation');
    expect(theirs.find(({ what }) => what === 'overdue')).toMatchObject({ text: { zh: '再次恳请' } });
    expect(rowsOf(await plan('', enterprise))).toEqual([]);
  });

  test.each(['?months=0', '?months=37', '?months=x', '?format=pdf', '?language=fr', '?until=2026-09-01'])(
    '%s is not understood',
    async (query) =>
      expect(await plan(query)).toMatchObject({ status: 400, body: { type: '/problems/shape-invalid' } }),
  );

  test('as a page: both languages, the asked one first, escaped, without scripts, for A4', async () => {
    const page = await plan('?format=html&language=zh-CN&months=3');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.body).toContain('<html lang="zh-CN">');
    expect(page.body).toContain('<span lang="zh-CN">跟进日程表</span><small lang="en">Flight plan</small>');
    expect(page.body).toContain('2026年3月20日（周五）');
    expect(page.body).toContain('Dean &lt;b&gt;');
    expect(page.body).toContain('落实约定事项（CNUKTIP：“We send &lt;b&gt;two experts 派两名专家”）');
    expect(page.body).not.toMatch(/<script|<b>|secret|秘密/);
    expect(page.body).toContain('@page{size:A4');
    const english = await plan('?format=html&language=en&months=3');
    expect(english.body).toContain('<span lang="en">Flight plan</span><small lang="zh-CN">跟进日程表</small>');
    expect(english.body).toContain('Friday, 20 March 2026');
  });

  test('to a partner the page speaks no word of lateness', async () => {
    const { body } = await plan('?format=html', university);
    expect(body).toContain('<html lang="zh-CN">');
    expect(body).toContain('再次恳请');
    expect(body).not.toMatch(/overdue|escalation|逾期|督办|催办/i);
  });

  test('as a calendar: one whole day for each date, in UTC, with ids that stay when a date moves', async () => {
    const read = async (query: string) => {
      const { body, headers } = await plan(query);
      expect(headers['content-type']).toContain('text/calendar');
      expect(body).not.toMatch(/TZID|VTIMEZONE/);
      const calendar = new ICAL.Component(ICAL.parse(body));
      return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
    };
    const before = await read('?format=ics');
    expect(before.map(({ summary }) => summary)).toContain(`Keep a commitment (CNUKTIP: “${PROMISE}”)`);
    const deadlines = rowsOf(await plan()).filter(({ what }) => what === 'deadline');
    expect(before.map((event) => event.startDate.toString()).toSorted()).toEqual(deadlines.map(({ on }) => on));
    expect(new Set(before.map((event) => event.uid)).size).toBe(before.length);
    const one = before.find((event) => event.uid.includes(first));
    expect([one?.startDate.isDate, one?.startDate.toString(), one?.endDate.toString()]).toEqual([
      true,
      '2026-03-20',
      '2026-03-21',
    ]);
    await api.post(`${base}/flight-plan/amendments`, { amendments: [{ followUpId: first, dueOn: '2026-03-24' }] });
    const moved = (await read('?format=ics')).find((event) => event.uid === one?.uid);
    expect(moved?.startDate.toString()).toBe('2026-03-24');
    expect(moved?.sequence).toBeGreaterThan(one?.sequence ?? Infinity);
  });
});

describe('amending it before the meeting ends', () => {
  const third = 'commitment.commitment-3';

  test('makes what was assumed a confirmed value, and the plan follows', async () => {
    const amendments = [{ followUpId: third, dueOn: '2026-04-15', ownerPostId: dean }];
    const answer = await api.post(`${base}/flight-plan/amendments`, { amendments, reason: 'Said at the table' });
    expect(answer).toMatchObject({ created: ['commitment-3'] });
    const row = rowsOf(await plan()).find(({ followUpId, what }) => followUpId === third && what === 'deadline');
    expect(row).toMatchObject({ on: '2026-04-15', postId: dean, isAssumed: false });
  });

  test('says of each date what was asked for and what stands, and why; a repeat says the same', async () => {
    const settle = (dueOn: string, key: string) =>
      api.call(
        'POST',
        `${base}/flight-plan/amendments`,
        { amendments: [{ followUpId: third, dueOn }] },
        { 'idempotency-key': key },
      );
    // 1 May is a holiday until the 5th.
    const { body } = await settle('2026-05-01', 'a-holiday');
    const stands = { followUpId: third, dueOn: '2026-05-06', ownerPostId: dean };
    expect(body.amendments).toEqual([
      {
        ...stands,
        became: 'moved',
        wasDueOn: '2026-04-15',
        askedDueOn: '2026-05-01',
        why: {
          en: expect.stringMatching(/^2026-05-01 is no working day .*2026-05-06/),
          zh: expect.stringMatching(/^2026-05-01 .*非工作日，顺延至 2026-05-06/),
        },
        makeUpDay: null,
        provisional: null,
      },
    ]);
    const same = await settle('2026-05-06', 'the-day-that-stands');
    const confirmed = {
      became: 'confirmed',
      wasDueOn: '2026-05-06',
      askedDueOn: '2026-05-06',
      why: null,
      makeUpDay: null,
      provisional: null,
    };
    expect(same.body.amendments).toEqual([{ ...stands, ...confirmed }]);
    expect((await settle('2026-05-01', 'a-holiday')).body).toEqual(body);
  });

  test('one that cannot stand refuses all, and each is pointed at in both languages', async () => {
    const before = await plan();
    const answer = await api.call('POST', `${base}/flight-plan/amendments`, {
      amendments: [
        { followUpId: third, dueOn: '2026-05-15' },
        { followUpId: 'commitment.commitment-9', dueOn: '2026-05-15' },
        { followUpId: first, dueOn: '2026-02-15' },
      ],
    });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        type: '/problems/unknown-item',
        errors: [
          { pointer: '/amendments/1/followUpId', detailZh: expect.stringContaining('没有') },
          { pointer: '/amendments/2/dueOn', detail: expect.stringContaining('before today') },
        ],
      },
    });
    expect((await plan()).body).toEqual(before.body);
  });

  test('of a date that no official calendar covers yet it says so', async () => {
    const amendments = [{ followUpId: third, dueOn: '2027-06-15' }];
    const answer = await api.post(`${base}/flight-plan/amendments`, { amendments });
    expect(answer.amendments[0]).toMatchObject({
      dueOn: '2027-06-15',
      provisional: { en: expect.stringContaining('provisional'), zh: expect.stringContaining('暂定') },
    });
  });

  test('a post that nobody knows, too many, no key', async () => {
    const post = (amendments: object[], headers = {}) =>
      api.call('POST', `${base}/flight-plan/amendments`, { amendments }, headers);
    const one = { followUpId: third, dueOn: '2026-05-15' };
    expect(await post([{ ...one, ownerPostId: 'post-nobody' }])).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/amendments/0/ownerPostId' }] },
    });
    expect(await post(Array.from({ length: 51 }, () => one))).toMatchObject({ body: { type: '/problems/too-many' } });
    expect(await post([one], { 'idempotency-key': '' })).toMatchObject({ status: 400 });
  });

  test('repeated with the same key it counts once', async () => {
    const key = { 'idempotency-key': 'the-meeting-of-march' };
    const body = { amendments: [{ followUpId: third, dueOn: '2026-04-17' }] };
    const once = await api.call('POST', `${base}/flight-plan/amendments`, body, key);
    expect(await api.call('POST', `${base}/flight-plan/amendments`, body, key)).toMatchObject({ body: once.body });
  });

  test('a plan’s dates are amended at the plan', async () => {
    const row = rowsOf(await plan()).find(({ planId, what }) => planId === 'plan-1' && what === 'deadline');
    const amendments = [{ followUpId: row?.['followUpId'], dueOn: '2026-06-05' }];
    await api.post(`${base}/plans/plan-1/flight-plan/amendments`, { amendments });
    expect(rowsOf(await plan()).find((one) => one['planId'] === 'plan-1' && one['on'] === '2026-06-05')).toBeDefined();
  });
});

describe('the account of a follow-up', () => {
  const account = (id: string, query = '', headers: Record<string, string> = {}) =>
    api.call('GET', `${base}/follow-ups/${id}/account${query}`, undefined, headers);

  test('tells rule, clock, versions, what was told and what comes next', async () => {
    const { body } = await account(first);
    expect(body).toMatchObject({
      status: 'open',
      statusText: { zh: '未结' },
      about: { id: 'commitment-1', name: { en: `CNUKTIP: “${PROMISE}”` } },
      clock: { openedOn: '2026-03-02', dueOn: '2026-03-24', certainty: 'confirmed' },
      basis: { policyVersion: 1, origin: 'inferred', zone: 'Asia/Shanghai' },
      changes: [{ what: 'opened', dueOn: '2026-03-20' }, { what: 'set-anew' }],
      told: [{ kind: 'assigned', status: 'open', postId: dean, statusText: { en: expect.stringContaining('waits') } }],
      untold: [],
    });
    expect(body.next.map(({ what }: Row) => what).slice(0, 5)).toEqual([
      'reminder',
      'deadline',
      'due',
      'overdue',
      'escalation',
    ]);
    expect(body.next[0].rule.en).toBe('3 working days before its date');
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  test('as a page, in both languages', async () => {
    const { body, headers } = await account(first, '?format=html&language=en');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(body).toContain('<span lang="en">Why did I get this?</span><small lang="zh-CN">为何收到此信？</small>');
    expect(body).toContain('What comes next if nothing is done');
    expect(body).toContain('Keep a commitment (CNUKTIP: “We send &lt;b&gt;two experts 派两名专家”)');
    expect(body).not.toMatch(/<script|<b>|secret/);
  });

  test('to its own side tells what is theirs, to another side that there is none', async () => {
    const { body } = await account(first, '', university);
    expect(body.next.map(({ what }: Row) => what)).not.toContain('escalation');
    expect(await account(first, '', enterprise)).toMatchObject({ status: 404 });
    expect(await account('need.need-1', '', university)).toMatchObject({ status: 404 });
    expect(await account('need.need-1')).toMatchObject({ status: 200 });
  });

  test('names a notice that is gone', async () => {
    const where = { type: 'followUpOpened', aboutId: 'commitment-2' };
    const { notify: _notify, ...opened } = await api.db.event.findFirstOrThrow({ where });
    const id = 'commitment.commitment-2';
    const reminded = { type: 'followUpReminded', data: { id, steps: ['before'], level: 0 } };
    await api.db.event.create({ data: { ...opened, ...reminded, seq: 9_000 } });
    expect((await account(id)).body.untold).toEqual([{ on: '2026-03-02', steps: ['before'] }]);
    await api.db.event.delete({ where: { entityId_seq: { entityId: opened.entityId, seq: 9_000 } } });
  });

  test('of a plan, of nothing, with unknown parameters', async () => {
    const row = rowsOf(await plan()).find(({ planId, what }) => planId === 'plan-1' && what === 'deadline');
    const url = `${base}/plans/plan-1/follow-ups/${String(row?.['followUpId'])}/account`;
    expect(await api.call('GET', url)).toMatchObject({ status: 200, body: { entityId: row?.['entityId'] } });
    expect(await account('commitment.commitment-77')).toMatchObject({ status: 404 });
    expect(await api.call('GET', url.replace('plan-1', 'plan-9'))).toMatchObject({ status: 404 });
    expect(await account(first, '?x=1')).toMatchObject({ status: 400 });
  });
});

describe('what is open though its date has passed', () => {
  test('stands first on the plan, at that date, for us and for whoever owes it, without a word of lateness', async () => {
    // As it stands when nobody has done anything and everybody has been told.
    const late = JSON.stringify({ dueOn: '2026-02-20', steps: [], sideOrgId: 'org-zzuet' });
    const id = base.slice('/v1/agreements/'.length);
    await api.db.$executeRaw`
      UPDATE entity SET state = jsonb_set(state, '{followUps,commitment.commitment-1}',
        state #> '{followUps,commitment.commitment-1}' || ${late}::jsonb) WHERE id = ${id}`;
    const rows = rowsOf(await plan());
    expect(rows[0]).toMatchObject({ on: '2026-02-20', what: 'deadline', followUpId: first, postId: dean });
    expect(rows.filter(({ followUpId }) => followUpId === first)).toHaveLength(1);
    expect(rowsOf(await plan('', university))[0]).toMatchObject({ on: '2026-02-20', followUpId: first });
    const { body } = await plan('?format=html', university);
    expect(body).toContain(
      '<span lang="zh-CN">此前事项，尚待办理</span><small lang="en">Still open from before</small>',
    );
    expect(body).not.toMatch(/overdue|escalation|逾期|督办|催办/i);
  });
});
