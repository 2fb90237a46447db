import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { csvOf, readSpreadsheet, xlsxOf } from '../../../api/imports/spreadsheet-files.ts';
import { researcherSheet } from '../../../domain/import/researcher-columns.ts';
import type { ResearcherColumn } from '../../../domain/import/researcher-columns.ts';
import { readTable } from '../../../domain/import/table.ts';
import { templateRows } from '../../../domain/import/sheet.ts';
import { organisations } from '../../../stack/demonstration/organisations.ts';
import { fillDirectory, startTestApi, TOKEN } from '../../support/api.ts';
import type { TestApi } from '../../support/api.ts';
import { gridOf, plainCsv } from '../../support/spreadsheet.ts';

type Cells = Partial<Record<ResearcherColumn, string>>;

let api: TestApi;
let known = '';
beforeAll(async () => {
  api = await startTestApi();
  await fillDirectory(api);
  const unit = { kind: 'college', ours: true, parentId: 'org-cnuktip' };
  for (const code of ['chem', 'robots'])
    await api.post('/v1/organisations', { ...unit, code, nameEn: `College of ${code}` });
  const person = (more: object) => api.post('/v1/people', { organisationId: 'org-chem', ours: true, ...more });
  known = (await person({ nameZh: '孙文', namePinyin: 'Sun Wen', email: 'sun@example.org' })).id;
  await person({ nameZh: '王伟', email: 'wang1@example.org' });
  await person({ nameZh: '王伟', email: 'wang2@example.org' });
});
afterAll(() => api.stop());

const send = async (bytes: Buffer | string, query = '') => {
  const answer = await api.app.inject({
    method: 'POST',
    url: `/v1/researchers/imports?${query}`,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv' },
    payload: bytes,
  });
  return { status: answer.statusCode, body: answer.json() };
};
const csv = (rows: Cells[]) => Buffer.from(plainCsv(gridOf(researcherSheet, rows)));
const row = (more: Cells = {}): Cells => ({ person: '孙文', homeUnit: 'chem', level: '副教授', ...more });
const rowsThere = async () => [
  await api.db.person.count(),
  await api.db.post.count(),
  await api.db.tenure.count(),
  await api.db.researcher.count(),
];

describe('every fault is named by row and column in both languages', () => {
  const wrong: [code: string, column: ResearcherColumn, cells: Cells][] = [
    ['value-missing', 'person', { person: '' }],
    ['value-missing', 'homeUnit', { homeUnit: '' }],
    ['value-missing', 'level', { level: '' }],
    ['unknown-organisation', 'homeUnit', { homeUnit: '某某大学' }],
    ['not-our-unit', 'homeUnit', { homeUnit: 'zzuet' }],
    ['choice-unknown', 'level', { level: 'wizard' }],
    ['ambiguous', 'person', { person: '王伟' }],
    ['unknown-person', 'person', { person: 'person-99999' }],
    ['person-of-another-unit', 'person', { person: 'THE-ID', homeUnit: 'robots' }],
    ['unknown-term', 'terms', { terms: '精细化工; 绣花' }],
    ['choice-unknown', 'languages', { languages: '中文; 火星文' }],
    ['number-unfit', 'halfDaysAWeek', { halfDaysAWeek: '25' }],
    ['number-unfit', 'teachingHalfDaysAWeek', { teachingHalfDaysAWeek: 'many' }],
    ['email-malformed', 'email', { email: 'sun(at)example' }],
    ['place-malformed', 'area', { area: '开封' }],
    ['unknown-organisation', 'formerEmployers', { formerEmployers: 'Nobody Ltd' }],
    ['formula', 'text', { text: '=1+1' }],
  ];

  test('and nothing is written', async () => {
    const before = await rowsThere();
    const rows = wrong.map(([, , cells]) => ({
      ...row(cells),
      ...(cells.person === 'THE-ID' ? { person: known } : {}),
    }));
    const { status, body } = await send(csv([row(), ...rows]), 'dryRun=true');
    expect([status, body.dryRun, body.rows]).toEqual([200, true, wrong.length + 1]);
    for (const [index, [code, column]] of wrong.entries()) {
      const found = body.faults.filter((fault: { row: number }) => fault.row === index + 3);
      expect(found).toContainEqual(expect.objectContaining({ code, column }));
      for (const { message, heading } of found) {
        expect([message.en, heading.en]).toEqual([expect.stringMatching(/[a-z]/), expect.stringMatching(/[a-z]/)]);
        for (const zh of [message.zh, heading.zh]) expect(zh).toMatch(/\p{Script=Han}/u);
      }
    }
    const term = body.faults.find((fault: { code: string }) => fault.code === 'unknown-term');
    expect(term.message.zh).toContain('绣花');
    expect((await send(csv([row(), ...rows]))).status).toBe(422);
    expect(await rowsThere()).toEqual(before);
  });

  test('a person stands in one row only', async () => {
    const twice = await send(csv([row(), row({ email: 'sun@example.org' })]), 'dryRun=true');
    expect(twice.body.faults).toMatchObject([
      { code: 'person-twice', row: 3, column: 'person', message: { en: expect.stringContaining('row 2') } },
    ]);
  });
});

describe('people are known by name and unit', () => {
  test('who is there is taken, namesakes by their address, and whom the unit does not have is entered', async () => {
    const file = csv([
      row({ terms: '精细化工; dyes', formerEmployers: 'fine-a', languages: '中文；英文', halfDaysAWeek: '4' }),
      row({ person: '王伟', email: 'wang2@example.org' }),
      row({ person: '李新', latinName: 'Li Xin', homeUnit: 'robots', email: 'li@example.org' }),
      row({ person: 'Jane New', homeUnit: 'robots' }),
    ]);
    const expected = { rows: 4, good: 4, faults: [], people: 2, made: 4, changed: 0, unchanged: 0 };
    expect((await send(file, 'dryRun=true')).body).toEqual({ ...expected, dryRun: true });
    expect((await send(file)).body).toEqual({ ...expected, dryRun: false });
    const { body } = await api.call('GET', `/v1/researchers/${known}`);
    expect(body).toMatchObject({
      terms: ['term-fine-chemicals', 'term-dyes'],
      languages: ['zh-CN', 'en'],
      halfDaysAWeek: 4,
      exclusions: [{ organisationId: 'org-fine-a', kind: 'former-employer' }],
    });
    const post = (await api.call('GET', `/v1/posts/${body.postId}`)).body;
    expect(post).toMatchObject({ titleZh: '研究人员', holderId: known, tenures: [{ personId: known, toAt: null }] });
    const entered = await api.db.person.findMany({
      where: { organisationId: 'org-robots' },
      orderBy: { nameKey: 'asc' },
    });
    expect(entered).toMatchObject([
      { nameEn: 'Jane New', nameZh: null, channel: 'office', nameKey: 'janenew', ours: true },
      { nameZh: '李新', namePinyin: 'Li Xin', nameEn: null, channel: 'email', nameKey: 'lixin', ours: true },
    ]);

    const before = await rowsThere();
    expect((await send(file)).body).toMatchObject({ people: 0, made: 0, changed: 0, unchanged: 4 });
    expect(await rowsThere()).toEqual(before);
  });

  test('a changed row changes what it says, and what it leaves empty stays', async () => {
    const wish = { exclusions: [{ organisationId: 'org-fine-b', kind: 'own-wish' }] };
    await api.call('PATCH', `/v1/researchers/${known}`, wish, { 'if-match': '*' });
    const file = csv([
      row({ level: '教授', conflicts: 'fine-a' }),
      row({ person: '王伟', email: 'wang2@example.org' }),
    ]);
    expect((await send(file)).body).toMatchObject({ made: 0, changed: 1, unchanged: 1 });
    expect((await api.call('GET', `/v1/researchers/${known}`)).body).toMatchObject({
      level: 'professor',
      halfDaysAWeek: 4,
      version: 3,
      exclusions: [
        { organisationId: 'org-fine-a', kind: 'conflict-of-interest' },
        { organisationId: 'org-fine-b', kind: 'own-wish' },
      ],
    });
  });

  test('the same file twice at once makes nobody twice', async () => {
    const file = csv([row({ person: 'At Once' }), row({ person: 'Also Once' })]);
    const both = await Promise.all([send(file), send(file)]);
    expect(both.map(({ body }) => body.made).toSorted((a, b) => a - b)).toEqual([0, 2]);
    expect(await api.db.person.count({ where: { nameEn: 'At Once' } })).toBe(1);
  });
});

test('10,000 rows of which 17 are wrong: all are named, nothing on the dry run, the good ones on request, once', async () => {
  const wrong = [
    { code: 'unknown-term', column: 'terms', cells: { terms: 'alchemy' } },
    { code: 'choice-unknown', column: 'level', cells: { level: 'druid' } },
    { code: 'number-unfit', column: 'halfDaysAWeek', cells: { halfDaysAWeek: '11' } },
  ];
  const faulty = new Map(Array.from({ length: 17 }, (_, n) => [n * 571 + 11, wrong[n % 3]]));
  const terms = ['精细化工', 'catalysis', '催化; dyes', 'polymers'];
  const rows = Array.from({ length: 10_000 }, (_, n) => ({
    person: `张${String.fromCodePoint(0x4e00 + n)}`,
    homeUnit: n % 2 ? 'chem' : 'College of robots',
    level: '讲师',
    terms: terms[n % 4] ?? '',
    halfDaysAWeek: String(n % 11),
    ...faulty.get(n)?.cells,
  }));
  const file = await xlsxOf(gridOf(researcherSheet, rows));
  const before = await rowsThere();
  const dry = await send(file, 'dryRun=true');
  expect(dry.body).toMatchObject({ rows: 10_000, good: 9_983, people: 9_983, made: 9_983 });
  const named = dry.body.faults.map((fault: { row: number; code: string; column: string }) => [
    fault.row,
    fault.code,
    fault.column,
  ]);
  // The headings are row 1.
  expect(named).toEqual([...faulty].map(([n, fault]) => [n + 2, fault?.code, fault?.column]));
  expect(await rowsThere()).toEqual(before);

  const refused = await send(file);
  expect([refused.status, refused.body.type, refused.body.errors.length]).toEqual([422, '/problems/import-faulty', 17]);
  expect(refused.body.errors[0].pointer).toBe('/rows/13/terms');
  expect(await rowsThere()).toEqual(before);

  expect((await send(file, 'skipFaulty=true')).body).toMatchObject({
    people: 9_983,
    made: 9_983,
    faults: dry.body.faults,
  });
  expect(await rowsThere()).toEqual(before.map((count) => count + 9_983));
  expect((await send(file, 'skipFaulty=true')).body).toMatchObject({
    people: 0,
    made: 0,
    changed: 0,
    unchanged: 9_983,
  });
  expect(await rowsThere()).toEqual(before.map((count) => count + 9_983));
}, 180_000);

describe('files', () => {
  test('the template comes back as it went out, its lines for people are passed over, and its example is right', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      for (const format of ['csv', 'xlsx'] as const) {
        const answer = await api.app.inject({
          method: 'GET',
          url: `/v1/researchers/imports/template?format=${format}&language=${language}`,
          headers: { authorization: `Bearer ${TOKEN}` },
        });
        const grid = await readSpreadsheet(answer.rawPayload, researcherSheet.mostRows);
        expect(grid).toEqual(templateRows(researcherSheet, language));
        expect(readTable(researcherSheet, grid ?? []).faults.map((fault) => fault.code)).toEqual(['empty']);
      }
    }
    // As the demonstration has it.
    const unit = organisations.find(({ code }) => code === researcherSheet.columns.homeUnit.example);
    await api.post('/v1/organisations', { code: 'ccce', kind: 'college', nameEn: unit?.nameEn, ours: unit?.ours });
    const [headings = [], , example = []] = templateRows(researcherSheet, 'en');
    const file = csvOf([headings, example.map((cell) => cell.replace(/^# /, ''))]);
    expect((await send(file, 'dryRun=true')).body).toMatchObject({ good: 1, faults: [] });
    expect(example.slice(0, 2).join()).toMatch(/示例.*example/);
  });

  test('GB18030 as Chinese Excel saves it', async () => {
    // 姓名,所在单位,职称级别 / 孙文,chem,教授
    const gbk = Buffer.from('d0d5c3fb2ccbf9d4dab5a5cebb2cd6b0b3c6bcb6b1f00d0acbefcec42c6368656d2cbdcccada0d0a', 'hex');
    expect((await send(gbk, 'dryRun=true')).body).toMatchObject({ rows: 1, good: 1, faults: [] });
  });

  test('only by a coordinator of ours, and only the file itself', async () => {
    const authorization = await api.tokenFor({ id: 'observer', roles: ['observer', 'leader', 'liaison'] });
    expect((await api.call('POST', '/v1/researchers/imports', undefined, { authorization })).status).toBe(403);
    expect((await api.call('POST', '/v1/researchers/imports', {})).status).toBe(415);
    expect((await send('a,b\n', 'colour=blue')).status).toBe(400);
  });
});
