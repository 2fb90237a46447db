import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { csvOf, readSpreadsheet, xlsxOf } from '../../../api/imports/spreadsheet-files.ts';
import { cooperations } from '../../../domain/import/columns.ts';
import { templateRows } from '../../../domain/import/sheet.ts';
import type { ColumnKey } from '../../../domain/import/columns.ts';
import { readTable } from '../../../domain/import/table.ts';
import { fillDirectory, startTestApi } from '../../support/api.ts';
import type { TestApi } from '../../support/api.ts';
import { plainCsv, sheetOf } from '../../support/spreadsheet.ts';

type Cells = Partial<Record<ColumnKey, string>>;
type Fault = { code: string; row: number; column: string | null; message: { en: string; zh: string } };

let api: TestApi;
/** What is right in every column; the demonstration's first day is 2026-03-02. */
let right: Cells = {};

beforeAll(async () => {
  api = await startTestApi();
  const { people } = await fillDirectory(api);
  const { id: directorId } = await api.post('/v1/people', {
    nameEn: 'Director Li',
    organisationId: 'org-cnuktip',
    ours: true,
  });
  await api.post('/v1/posts', { organisationId: 'org-cnuktip', titleEn: 'Director', holderId: directorId });
  await api.post('/v1/posts', { organisationId: 'org-zzuet', titleEn: 'Dean', titleZh: '院长', holderId: people[1] });
  right = {
    title: 'Fine chemistry',
    homeUnit: 'CNUKTIP Platform',
    parties: 'cnuktip; 郑州工程技术学院',
    fields: 'biomedicine',
    firstEventKind: '来访',
    firstEventOn: '2025/11/12',
    stage: '常态化沟通',
    stageApprover: 'Director Li',
    rhythm: '每月',
    ourLiaison: 'Ren Xiang',
    lastContactOn: '2026年1月20日',
    lastContactWith: 'Bai Zhonghu',
    lastContactNote: 'Visits in March.',
    nextStep: 'Send three needs.',
    nextStepOwner: '院长',
    nextStepDueOn: '2026-04-10',
  };
});
afterAll(() => api.stop());

const send = (bytes: Buffer | string, query: string, type = 'text/csv') =>
  api.app.inject({
    method: 'POST',
    url: `/v1/imports?${query}`,
    headers: { authorization: 'Bearer test-coordinator-token-0123456789abcdef', 'content-type': type },
    payload: bytes,
  });
const dryRun = async (grid: string[][] | Buffer) => {
  const bytes = Buffer.isBuffer(grid) ? grid : Buffer.from(plainCsv(grid));
  const answer = await send(bytes, 'dryRun=true');
  expect([answer.statusCode, answer.body.slice(0, 300)]).toEqual([200, expect.anything()]);
  return answer.json<{ rows: number; good: number; faults: Fault[] }>();
};

test('a row of our post holder with two posts is ambiguous, by title it is right', async () => {
  expect((await dryRun(sheetOf([right]))).faults).toMatchObject([{ code: 'ambiguous', row: 2, column: 'ourLiaison' }]);
  right.ourLiaison = 'Liaison';
  expect(await dryRun(sheetOf([right]))).toEqual({ rows: 1, good: 1, faults: [] });
});

describe('every fault is named by row and column in both languages, and nothing is written', () => {
  const wrong: [code: string, column: ColumnKey | null, cells: Cells][] = [
    ['value-missing', 'homeUnit', { homeUnit: '' }],
    ['unknown-organisation', 'parties', { parties: 'cnuktip; 某某大学' }],
    ['no-home-unit', 'homeUnit', { homeUnit: 'zzuet' }],
    ['too-few-parties', 'parties', { parties: 'zzuet' }],
    ['party-twice', 'parties', { parties: 'cnuktip; zzuet; 郑州工程技术学院' }],
    ['tag-malformed', 'fields', { fields: 'Bio Medicine' }],
    ['date-not-real', 'firstEventOn', { firstEventOn: '2025-02-30' }],
    ['date-in-future', 'lastContactOn', { lastContactOn: '2026-03-09' }],
    ['date-in-past', 'nextStepDueOn', { nextStepDueOn: '2026-02-27' }],
    ['ends-before-starts', 'lastContactOn', { lastContactOn: '2025-11-11' }],
    ['choice-unknown', 'rhythm', { rhythm: 'now and then' }],
    ['unknown-post', 'nextStepOwner', { nextStepOwner: 'Gardener' }],
    ['unknown-person', 'lastContactWith', { lastContactWith: 'Nobody Known' }],
    ['needs-another', 'stage', { stageApprover: '' }],
    ['formula', 'nextStep', { nextStep: '=HYPERLINK("http://x")' }],
    ['control-characters', 'title', { title: 'a\u202Eb' }],
    ['too-long', 'title', { title: 'x'.repeat(201) }],
    ['duplicate-row', 'parties', { parties: 'zzuet; cnuktip' }],
  ];

  test('of a row', async () => {
    const before = [
      await api.db.reservedNumber.count(),
      await api.db.text.count(),
      await api.db.spreadsheetImport.count(),
    ];
    const { rows, good, faults } = await dryRun(
      sheetOf([right, ...wrong.map(([, , cells]) => ({ ...right, ...cells }))]),
    );
    expect([rows, good]).toEqual([wrong.length + 1, 1]);
    const found = wrong.map(([code, column], index) =>
      faults.find((fault) => fault.row === index + 3 && fault.code === code && fault.column === column),
    );
    expect(wrong.filter((_wrong, index) => !found[index]).map(([code]) => code)).toEqual([]);
    for (const { message } of faults) {
      expect(message.en).toMatch(/[a-z]/);
      expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
    }
    expect([
      await api.db.reservedNumber.count(),
      await api.db.text.count(),
      await api.db.spreadsheetImport.count(),
    ]).toEqual(before);
  });

  test('of headings and of the file', async () => {
    const [headings = [], row = []] = sheetOf([right]);
    const codes = async (grid: string[][] | Buffer) => (await dryRun(grid)).faults.map((fault) => fault.code);
    expect(await codes([[...headings, 'Colour'], row])).toEqual(['column-unknown']);
    expect(await codes([[...headings, headings[0] ?? ''], row])).toEqual(['column-twice']);
    expect(await codes([headings.slice(0, 2), row.slice(0, 2)])).toEqual(['column-missing']);
    expect(await codes([headings, [...row, 'astray']])).toEqual(['cell-without-column']);
    expect(await codes([headings])).toEqual(['empty']);
    expect(await codes([headings, ...Array.from({ length: 2_001 }, () => row)])).toEqual(['too-many-rows']);
    expect(await codes(Buffer.from([0xff, 0xfe, 0x00, 0xff, 0x80]))).toEqual(['unreadable']);
    expect(await codes(Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.from('no zip')]))).toEqual(['unreadable']);
  });

  test('what the rules themselves would refuse, and what is open already', async () => {
    const { entityId } = await api.post('/v1/agreements', {
      homeUnitId: 'org-cnuktip',
      parties: ['org-cnuktip', 'org-fine-a'].map((organisationId) => ({ organisationId, role: 'partner' })),
      accept: true,
    });
    const open = await dryRun(sheetOf([{ homeUnit: 'cnuktip', parties: 'fine-a; cnuktip' }]));
    expect(open.faults).toMatchObject([{ code: 'already-exists', row: 2 }]);
    expect(open.faults[0]?.message.zh).toContain(entityId);
  });
});

test('with faults nothing is imported: 422 names them; with skipFaulty the others are; the same file again is the same import', async () => {
  const bytes = Buffer.from(plainCsv(sheetOf([right, { ...right, parties: 'cnuktip; nobody' }])));
  const refused = await send(bytes, 'name=Spring');
  expect(refused.statusCode).toBe(422);
  expect(refused.json()).toMatchObject({ type: '/problems/import-faulty', errors: [{ pointer: '/rows/3/parties' }] });
  expect(await api.db.spreadsheetImport.count()).toBe(0);
  const taken = await send(bytes, 'name=Spring&skipFaulty=true');
  expect([taken.statusCode, taken.headers.location]).toEqual([202, `/v1/imports/${taken.json().id}`]);
  expect(taken.json()).toMatchObject({ name: 'Spring', rows: 1, left: 1, faults: [{ code: 'unknown-organisation' }] });
  const again = await send(bytes, 'skipFaulty=true');
  expect([again.statusCode, again.json().id]).toEqual([202, taken.json().id]);
  expect(await api.db.importRow.count()).toBe(1);
  const shown = await api.call('GET', `/v1/imports/${taken.json().id}`);
  expect(shown.body).toMatchObject({ rows: 1, done: 0, failed: 0, left: 1 });
  expect((await api.call('GET', '/v1/imports/import-0')).status).toBe(404);
});

test('only the file itself, only of four megabytes, only by a coordinator of ours', async () => {
  expect((await send('{}', '', 'application/json')).statusCode).toBe(415);
  expect((await send(Buffer.alloc(4 * 1024 * 1024 + 1, 'a'), '')).statusCode).toBe(413);
  expect((await send('a', 'colour=blue')).statusCode).toBe(400);
  const authorization = await api.tokenFor({ id: 'observer', roles: ['observer'] });
  expect((await api.call('GET', '/v1/imports/template', undefined, { authorization })).status).toBe(403);
  // Other routes go on taking JSON only.
  const elsewhere = await api.app.inject({
    method: 'POST',
    url: '/v1/organisations',
    headers: {
      authorization: 'Bearer test-coordinator-token-0123456789abcdef',
      'content-type': 'text/csv',
      'idempotency-key': 'k',
    },
    payload: 'a,b',
  });
  expect(elsewhere.statusCode).toBe(415);
});

describe('files', () => {
  test('the template comes back as it went out, and its lines for people are passed over', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      for (const format of ['csv', 'xlsx'] as const) {
        const answer = await api.app.inject({
          method: 'GET',
          url: `/v1/imports/template?format=${format}&language=${language}`,
          headers: { authorization: 'Bearer test-coordinator-token-0123456789abcdef' },
        });
        expect(answer.statusCode).toBe(200);
        const grid = await readSpreadsheet(answer.rawPayload, cooperations.mostRows);
        expect(grid).toEqual(templateRows(cooperations, language));
        expect(readTable(cooperations, grid ?? []).faults.map((fault) => fault.code)).toEqual(['empty']);
      }
    }
  });

  test('the template says that people and posts are those of the directory, and that its example is made up', () => {
    const [headings = [], help = [], example = []] = templateRows(cooperations, 'zh-CN');
    for (const [column, said] of [
      ['阶段确认人', '须已在通讯录中'],
      ['最近联络对象', '须已在通讯录中'],
      ['我方联络职务', '通讯录中的职务'],
    ] as const)
      expect(help[headings.findIndex((heading) => heading.startsWith(column))]).toContain(said);
    expect(example[0]).toContain('仅为示例');
    const english = templateRows(cooperations, 'en');
    expect(english[1]?.join()).toContain('a person of ours who is in the directory');
    expect(english[2]?.[0]).toContain('Example only');
  });

  test('GBK as Chinese Excel saves it, UTF-8 with and without BOM, XLSX, semicolons and tabs give the same', async () => {
    const utf8 = '合作方,归口单位\r\n"甲公司;乙大学",平台\r\n';
    // 合作方,归口单位 / "甲公司;乙大学",平台 in GBK.
    const gbk = Buffer.from('bacfd7f7b7bd2cb9e9bfdab5a5cebb0d0a22bcd7b9abcbbe3bd2d2b4f3d1a7222cc6bdcca80d0a', 'hex');
    const wanted = [
      ['合作方', '归口单位'],
      ['甲公司;乙大学', '平台'],
    ];
    expect(await readSpreadsheet(Buffer.from(utf8), cooperations.mostRows)).toEqual(wanted);
    expect(await readSpreadsheet(Buffer.from(`\uFEFF${utf8}`), cooperations.mostRows)).toEqual(wanted);
    // The template's lines end as in Windows; a script appends as elsewhere.
    const mixed = `${utf8.slice(0, utf8.indexOf('\n') + 1)}${utf8.slice(utf8.indexOf('\n') + 1).replace('\r', '')}`;
    expect(await readSpreadsheet(Buffer.from(mixed), cooperations.mostRows)).toEqual(wanted);
    expect(await readSpreadsheet(gbk, cooperations.mostRows)).toEqual(wanted);
    expect(await readSpreadsheet(await xlsxOf(wanted), cooperations.mostRows)).toEqual(wanted);
    expect(await readSpreadsheet(Buffer.from('合作方;归口单位\n"甲公司;乙大学";平台'), cooperations.mostRows)).toEqual(
      wanted,
    );
    expect(await readSpreadsheet(Buffer.from('合作方\t归口单位\n甲公司;乙大学\t平台'), cooperations.mostRows)).toEqual(
      wanted,
    );
  });

  test('no cell of ours is a formula for anybody, and what was guarded is read as it was', async () => {
    const cells = ['=1+1', '+1', '-1', '@x', '＝1', '\t=1', 'plain'];
    const [guarded = []] = (await readSpreadsheet(Buffer.from(csvOf([cells])), cooperations.mostRows)) ?? [];
    expect(guarded.slice(0, 6).every((cell) => cell.startsWith("'"))).toBe(true);
    const key = 'nextStep';
    const head = ['homeUnit', 'parties', key];
    const { rows, faults } = readTable(cooperations, [head, ...guarded.slice(0, 5).map((cell) => ['a', 'b', cell])]);
    expect([rows.map((row) => row.cells[key]), faults]).toEqual([cells.slice(0, 5), []]);
    const unguarded = readTable(cooperations, [head, ...cells.slice(0, 5).map((cell) => ['a', 'b', cell])]);
    expect(unguarded.faults.map((fault) => fault.code)).toEqual(Array.from({ length: 5 }, () => 'formula'));
  });

  test('a few bytes that say they unpack to gigabytes are not unpacked', async () => {
    const bytes = await xlsxOf([['a']]);
    const at = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    bytes.writeUInt32LE(0xf0000000, at + 24);
    expect(await readSpreadsheet(bytes, cooperations.mostRows)).toBeNull();
  });

  test('the columns are few', () => expect(cooperations.keys.length).toBeLessThanOrEqual(18));
});
