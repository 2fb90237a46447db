import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importActivities } from '../../../activities/import-rows.ts';
import { rowRunner } from '../../../api/imports/run-row.ts';
import { csvOf, readSpreadsheet } from '../../../api/imports/spreadsheet-files.ts';
import { demonstrationClock } from '../../../domain/calendar/business-clock.ts';
import { needSheet } from '../../../domain/import/need-columns.ts';
import type { NeedColumn } from '../../../domain/import/need-columns.ts';
import { templateRows } from '../../../domain/import/sheet.ts';
import { fillDirectory, startBody, startTestApi, TOKEN } from '../../support/api.ts';
import type { TestApi } from '../../support/api.ts';
import { gridOf, plainCsv } from '../../support/spreadsheet.ts';

type Cells = Partial<Record<NeedColumn, string>>;

let api: TestApi;
let first = '';
let second = '';
const clock = { ...demonstrationClock(new Date().toISOString(), 86_400_000), endsAt: null };

beforeAll(async () => {
  api = await startTestApi();
  await fillDirectory(api);
  await api.post('/v1/organisations', { code: 'lone', nameEn: 'Lone Dyes', nameZh: '独家染料', kind: 'enterprise' });
  await api.post('/v1/organisations', { code: 'idle', nameEn: 'Idle Works', kind: 'enterprise' });
  first = (await api.post('/v1/agreements', startBody())).entityId;
  const parties = ['org-cnuktip', 'org-fine-a', 'org-lone'].map((organisationId) => ({
    organisationId,
    role: 'partner',
  }));
  second = (await api.post('/v1/agreements', startBody({ parties, besideOpenOne: true }))).entityId;
});
afterAll(() => api.stop());

const send = async (bytes: Buffer | string, query = '') => {
  const answer = await api.app.inject({
    method: 'POST',
    url: `/v1/needs/imports?${query}`,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' },
    payload: bytes,
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
};
const csv = (rows: Cells[]) => Buffer.from(plainCsv(gridOf(needSheet, rows)));
const row = (more: Cells = {}): Cells => ({ agreement: first, party: 'fine-a', shortcoming: 'Low yield', ...more });
/** Agreements have their ids only once the tests run. */
const withId = (cells: Cells): Cells => (cells.agreement === 'SECOND' ? { ...cells, agreement: second } : cells);
const needsIn = async (id: string) => {
  const { state } = await api.db.entity.findUniqueOrThrow({ where: { id } });
  return Object.values((state as unknown as { needs: Record<string, { partyId: string }> }).needs);
};
/** As the workflow has them carried out, row by row. */
async function carryOut(importId: string): Promise<{ done: number; failed: number }> {
  const { db, gateway } = api;
  const { importNextRow } = importActivities({ db, clock, ...rowRunner({ db, gateway, clock }) });
  for (;;) {
    const progress = await importNextRow({ importId });
    if (progress.left === 0) return progress;
  }
}
const rowsThere = async () => [await api.db.event.count(), await api.db.text.count(), await api.db.importRow.count()];

describe('every fault is named by row and column in both languages, and nothing is written', () => {
  const wrong: [code: string, column: NeedColumn, cells: Cells][] = [
    ['value-missing', 'party', { party: '' }],
    ['unknown-organisation', 'party', { party: 'Nobody Ltd' }],
    ['unknown-agreement', 'agreement', { agreement: 'agreement-2020-0001-x-y' }],
    ['not-a-party', 'party', { agreement: 'SECOND', party: 'fine-b' }],
    ['no-agreement', 'agreement', { agreement: '', party: 'Idle Works' }],
    ['ambiguous', 'agreement', { agreement: '', party: 'fine-a' }],
    ['choice-unknown', 'class', { class: 'magic' }],
    ['nothing-told', 'shortcoming', { shortcoming: '' }],
    ['choice-unknown', 'urgency', { urgency: 'yesterday' }],
    ['unknown-term', 'terms', { terms: 'catalysis; alchemy' }],
    ['choice-unknown', 'languages', { languages: 'Latin' }],
    ['place-malformed', 'area', { area: 'Kaifeng!' }],
    ['date-not-real', 'fromOn', { fromOn: '2026-02-30' }],
    ['ends-too-early', 'toOn', { fromOn: '2026-04-01', toOn: '2026-03-31' }],
    ['number-unfit', 'daysAYear', { daysAYear: '366' }],
    ['number-unfit', 'teamWanted', { teamLeast: '3', teamWanted: '2' }],
    ['need-twice', 'party', {}],
    ['control-characters', 'shortcoming', { shortcoming: 'a\u202Eb' }],
  ];

  test('of a row', async () => {
    const before = await rowsThere();
    const { status, body } = await send(
      csv([row(), ...wrong.map(([, , cells]) => row(cells))].map(withId)),
      'dryRun=true',
    );
    expect([status, body.rows, body.good]).toEqual([200, wrong.length + 1, 1]);
    for (const [index, [code, column]] of wrong.entries()) {
      const found = body.faults.filter((fault: { row: number }) => fault.row === index + 3);
      expect(found).toContainEqual(expect.objectContaining({ code, column }));
      for (const { message } of found) {
        expect([message.en, message.zh]).toEqual([
          expect.stringMatching(/[a-z]/),
          expect.stringMatching(/\p{Script=Han}/u),
        ]);
      }
    }
    const byRule = body.faults.flatMap(({ code, rule, source }: Record<string, string>) =>
      rule ? [`${code}: ${rule} (${source})`] : [],
    );
    expect(byRule).toEqual([
      'unknown-term: terms-of-the-vocabulary (inferred)',
      'ends-too-early: end-not-before-start (inferred)',
    ]);
    expect((await send(csv([row(), row()]))).body).toMatchObject({
      type: '/problems/import-faulty',
      errors: [{ pointer: '/rows/3/party' }],
    });
    expect(await rowsThere()).toEqual(before);
  });

  test('what the rules themselves would refuse', async () => {
    const proposed = (await api.post('/v1/agreements', startBody({ accept: false, besideOpenOne: true }))).entityId;
    const { body } = await send(csv([row({ agreement: proposed })]), 'dryRun=true');
    expect(body).toMatchObject({ good: 0, faults: [{ code: 'refused', row: 2 }] });
    await api.post(`/v1/agreements/${proposed}/intake/decline`, { reason: 'Only for this test' });
    const closed = await send(csv([row({ agreement: proposed })]), 'dryRun=true');
    expect(closed.body.faults).toMatchObject([{ code: 'unknown-agreement' }]);
  });
});

test('a row is recorded in its agreement with all it says, its texts private to its party', async () => {
  const full = {
    agreement: '',
    party: '独家染料',
    class: '工艺改造升级',
    shortcoming: 'canary of lone dyes',
    mainProducts: '染料中间体',
    urgency: '高',
    terms: '催化; process design',
    languages: '中文;英文',
    area: 'henan/kaifeng',
    point: '二号车间',
    fromOn: '2026年4月1日',
    toOn: '2027/3/31',
    daysAYear: '60',
    teamWanted: '2',
  };
  const file = csv([full]);
  const sent = await send(file, 'name=Spring');
  expect([sent.status, sent.headers['location'], sent.body.left]).toEqual([202, `/v1/imports/${sent.body.id}`, 1]);
  expect(await carryOut(sent.body.id)).toMatchObject({ done: 1, failed: 0 });
  const recorded = await api.db.event.findFirstOrThrow({ where: { entityId: second, type: 'needRecorded' } });
  expect(recorded).toMatchObject({
    by: 'token-coordinator',
    data: {
      partyId: 'org-lone',
      class: 'process-upgrading',
      urgency: 'high',
      termIds: ['term-catalysis', 'term-process-engineering'],
      languages: ['zh-CN', 'en'],
      area: 'henan/kaifeng',
      fromOn: '2026-04-01',
      toOn: '2027-03-31',
      daysAYear: 60,
      team: { least: 1, wanted: 2 },
    },
  });
  const texts = await api.db.text.findMany({ where: { entityId: second } });
  expect(texts.map(({ ownerPartyId }) => ownerPartyId)).toEqual(['org-lone', 'org-lone', 'org-lone']);
  expect(JSON.stringify(recorded.data)).not.toContain('canary');
  expect(JSON.stringify((await api.call('GET', `/v1/imports/${sent.body.id}`)).body)).not.toContain('canary');

  // The same file is the same import; a mended one records only what is new.
  expect((await send(file)).body).toMatchObject({ id: sent.body.id, left: 0, done: 1 });
  const mended = csv([full, row({ shortcoming: 'Something else' })]);
  expect((await send(mended, 'dryRun=true')).body).toMatchObject({
    good: 2,
    known: 1,
    agreements: [
      { agreementId: second, needs: 1 },
      { agreementId: first, needs: 1 },
    ],
  });
  expect(await carryOut((await send(mended)).body.id)).toMatchObject({ done: 1, failed: 0 });
  // With another name for nothing new there is nothing to do.
  const again = await send(csv([row({ shortcoming: 'Something else' }), full]));
  expect([again.status, again.body.rows, again.body.finishedAt !== null]).toEqual([202, 0, true]);
  expect([(await needsIn(first)).length, (await needsIn(second)).length]).toEqual([1, 1]);
});

test('a need that comes over the API asks for terms of the vocabulary too', async () => {
  const need = { partyId: 'org-fine-a', shortcoming: 'x', termIds: ['term-catalysis', 'term-alchemy'] };
  const { status, body } = await api.call('POST', `/v1/agreements/${first}/needs`, need);
  expect([status, body.type, body.errors[0].pointer]).toEqual([422, '/problems/unknown-skill', '/termIds/1']);
});

test('10,000 needs of which 17 are wrong: all are named on the dry run, and nothing is written', async () => {
  const agreements: string[] = [];
  for (let n = 0; n < 36; n += 1)
    agreements.push((await api.post('/v1/agreements', startBody({ besideOpenOne: true }))).entityId);
  const wrong = [
    { code: 'unknown-term', column: 'terms', cells: { terms: 'alchemy' } },
    { code: 'unknown-organisation', column: 'party', cells: { party: 'Nobody Ltd' } },
    { code: 'nothing-told', column: 'shortcoming', cells: { shortcoming: '' } },
  ];
  const faulty = new Map(Array.from({ length: 17 }, (_, n) => [n * 571 + 11, wrong[n % 3]]));
  const rows = Array.from({ length: 10_000 }, (_, n) =>
    row({
      agreement: agreements[n % 36] ?? '',
      party: ['fine-a', 'Fine Chemicals B', '郑州工程技术学院'][n % 3] ?? '',
      shortcoming: `技术短板 ${n}`,
      terms: '催化; dyes',
      ...faulty.get(n)?.cells,
    }),
  );
  const before = await rowsThere();
  const { body } = await send(csv(rows), 'dryRun=true');
  expect([body.rows, body.good, body.known, body.agreements.length]).toEqual([10_000, 9_983, 0, 36]);
  const named = body.faults.map((fault: { row: number; code: string; column: string }) => [
    fault.row,
    fault.code,
    fault.column,
  ]);
  // The headings are row 1.
  expect(named).toEqual([...faulty].map(([n, fault]) => [n + 2, fault?.code, fault?.column]));
  expect(await rowsThere()).toEqual(before);

  // One agreement has so many needs at the most, with those it has.
  const crowded = await send(csv(rows.map((cells) => ({ ...cells, agreement: first }))), 'dryRun=true');
  expect(crowded.body.good).toBe(299);
  expect(crowded.body.faults.at(-1)).toMatchObject({ code: 'too-many-needs', column: 'agreement' });
}, 120_000);

test('default dates are spread over all agreements of an owner: five a day at the most, the next working days in order', async () => {
  const into = [first, second];
  const rows = Array.from({ length: 24 }, (_, n) =>
    row({ agreement: into[n % 2] ?? '', party: 'fine-a', shortcoming: `spread ${n}` }),
  );
  const file = csv(rows);
  const { body } = await send(file);
  expect(await carryOut(body.id)).toMatchObject({ done: 24, failed: 0 });
  const due = await api.db.followUp.findMany({
    where: { kind: 'need', status: 'open', entityId: { in: into } },
    orderBy: { dueOn: 'asc' },
  });
  const counts = new Map<string, number>();
  for (const { ownerPostId, dueOn } of due) {
    const key = `${ownerPostId} ${dueOn}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(Math.max(...counts.values())).toBe(5);
  // As close as it can be: 26 needs of one coordinator are on six days, none of them a day off.
  expect(due.length).toBe(26);
  expect([...counts.keys()].map((key) => key.split(' ')[1])).toEqual([
    '2026-03-30',
    '2026-03-31',
    '2026-04-01',
    '2026-04-02',
    '2026-04-03',
    '2026-04-07',
  ]);
  expect(due.every(({ dueCertainty }) => dueCertainty === 'default')).toBe(true);
  const kept = await api.db.event.findFirstOrThrow({ where: { type: 'needRecorded' }, orderBy: { at: 'desc' } });
  expect(JSON.stringify(kept.data)).not.toContain('laterByWorkingDays');
  // What was moved is the same need all the same.
  expect((await send(csv([...rows, row({ shortcoming: 'one more' })]), 'dryRun=true')).body).toMatchObject({
    known: 24,
  });
});

test('nobody moves a date of their own need by the API', async () => {
  const need = { partyId: 'org-fine-a', shortcoming: 'x', laterByWorkingDays: 5 };
  const { status, body } = await api.call('POST', `/v1/agreements/${first}/needs`, need);
  expect([status, body.type, body.errors[0].pointer]).toEqual([400, '/problems/shape-invalid', '/laterByWorkingDays']);
});

test('an agreement has 300 needs at the most, those it has and those of the file: each further row is named, with what to do', async () => {
  const target = (await api.post('/v1/agreements', startBody({ besideOpenOne: true }))).entityId;
  await api.post(`/v1/agreements/${target}/needs`, { partyId: 'org-fine-a', shortcoming: 'the first' });
  const rows = Array.from({ length: 301 }, (_, n) => row({ agreement: target, shortcoming: `need ${n}` }));
  const { status, body } = await send(csv(rows));
  expect([status, body.type]).toEqual([422, '/problems/import-faulty']);
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
    '/rows/301/agreement',
    '/rows/302/agreement',
  ]);
  const { faults } = (await send(csv(rows), 'dryRun=true')).body;
  expect(faults[0]).toMatchObject({
    code: 'too-many-needs',
    message: { en: expect.stringContaining('300 needs at the most'), zh: expect.stringContaining('最多 300 项') },
  });
});

test('300 needs with faults among them: the good ones on request, each once', async () => {
  const target = (await api.post('/v1/agreements', startBody({ besideOpenOne: true }))).entityId;
  const rows = Array.from({ length: 300 }, (_, n) =>
    row({
      agreement: target,
      party: n % 2 ? 'fine-a' : 'fine-b',
      shortcoming: `need ${n}`,
      ...(n % 100 === 50 ? { urgency: 'never' } : {}),
    }),
  );
  const refused = await send(csv(rows));
  expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(
    [52, 152, 252].map((n) => `/rows/${n}/urgency`),
  );
  const { body } = await send(csv(rows), 'skipFaulty=true');
  expect(body).toMatchObject({ rows: 297, left: 297, faults: [{ row: 52 }, { row: 152 }, { row: 252 }] });
  expect(await carryOut(body.id)).toMatchObject({ done: 297, failed: 0 });
  const needs = await needsIn(target);
  expect([needs.length, needs.filter(({ partyId }) => partyId === 'org-fine-a').length]).toEqual([297, 150]);
  // Mended, the three are added and nothing is recorded twice.
  const mended = csv(rows.map(({ urgency: _urgency, ...cells }) => cells));
  expect((await send(mended, 'dryRun=true')).body).toMatchObject({ good: 300, known: 297, faults: [] });
  expect(await carryOut((await send(mended)).body.id)).toMatchObject({ done: 3, failed: 0 });
  expect((await needsIn(target)).length).toBe(300);
}, 300_000);

describe('files', () => {
  test('the template comes back as it went out, and its example is right where its party is known', async () => {
    const answer = await api.app.inject({
      method: 'GET',
      url: '/v1/needs/imports/template?format=csv&language=en',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(await readSpreadsheet(answer.rawPayload, needSheet.mostRows)).toEqual(templateRows(needSheet, 'en'));
    const [headings = []] = templateRows(needSheet, 'en');
    const cells = needSheet.keys.map((key) => (key === 'party' ? 'lone' : needSheet.columns[key].example));
    expect((await send(csvOf([headings, cells]), 'dryRun=true')).body).toMatchObject({ good: 1, faults: [] });
  });

  test('only by a coordinator of ours', async () => {
    const authorization = await api.tokenFor({ id: 'observer', roles: ['observer', 'leader', 'liaison'] });
    expect((await api.call('POST', '/v1/needs/imports', undefined, { authorization })).status).toBe(403);
  });
});
