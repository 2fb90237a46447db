import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { faultCodes } from '../../domain/import/faults.ts';
import type { Fault } from '../../domain/import/faults.ts';
import { templateRows } from '../../domain/import/sheet.ts';
import type { Sheet } from '../../domain/import/sheet.ts';
import type { Role } from '../../domain/decider.ts';
import { readProblems } from '../documentation.ts';
import { Problem } from '../problem.ts';
import { csvOf, xlsxOf } from './spreadsheet-files.ts';

/** What the routes that take spreadsheets have in common. */

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const FILE_TYPES = ['text/csv', XLSX, 'application/octet-stream'];

const bilingual = z.object({ en: z.string(), zh: z.string() });
export const fault = z
  .object({
    /** Stable. */
    code: z.enum(faultCodes),
    /** As the spreadsheet counts; 0 where it is the file. */
    row: z.number(),
    column: z.string().nullable(),
    heading: bilingual.nullable(),
    message: bilingual,
    /** The rule that is against it, and who says so; left out where no rule stands behind it. */
    rule: z.string().optional(),
    source: z.string().optional(),
  })
  .meta({ id: 'SpreadsheetFault' });
export const checked = z
  .object({ rows: z.number(), good: z.number(), faults: z.array(fault) })
  .meta({ id: 'SpreadsheetCheck' });

const flag = z.enum(['true', 'false']).default('false');
/** `dryRun` only names the faults; with `skipFaulty` the other rows are imported. */
export const uploadParameters = { dryRun: flag, skipFaulty: flag };
const templateQuery = z.strictObject({
  format: z.enum(['csv', 'xlsx']).default('xlsx'),
  language: z.enum(['en', 'zh-CN']).default('zh-CN'),
});

/** 20,000 rows with a few sentences each. */
export const TABLE_LIMIT = 16 * 1024 * 1024;

/** Has the routes of a context take files as they are; everywhere else JSON only. */
export function takeFiles(app: FastifyInstance, bodyLimit: number): void {
  app.addContentTypeParser(FILE_TYPES, { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
    done(null, body);
  });
}

// Made anew for each route: the generator of the document fills in the same object only once.
export const fileBody = () => ({ content: Object.fromEntries(FILE_TYPES.map((type) => [type, { schema: z.any() }])) });

/** @throws Problem `file-empty` where nothing came, `media-type-unsupported` where what came is no file */
export function fileOf(request: FastifyRequest): Buffer {
  const bytes: unknown = request.body;
  if (Buffer.isBuffer(bytes) && bytes.length > 0) return bytes;
  if (bytes === undefined || bytes === null || Buffer.isBuffer(bytes)) throw new Problem('file-empty');
  throw new Problem('media-type-unsupported', `Send the file itself as one of ${FILE_TYPES.join(', ')}.`, {
    detailZh: `请直接发送文件，类型为 ${FILE_TYPES.join('、')} 之一。`,
  });
}

/** The file itself is the key: sent twice, it is imported once. `into` is what it goes into, if that is one of many. */
export function importIdOf(bytes: Buffer, into = ''): string {
  const hash = createHash('sha256').update(bytes).update(into);
  return `import-${hash.digest('hex').slice(0, 32)}`;
}

/** The faults as a problem: each pointed at by row and column, told in both languages. */
export function faulty(faults: readonly Fault[]): Problem {
  const first = faults[0];
  return new Problem('import-faulty', first?.message.en, {
    ...(first ? { detailZh: first.message.zh } : {}),
    errors: faults.map(({ code, row, column, message }) => ({
      pointer: column ? `/rows/${row}/${column}` : `/rows/${row}`,
      detail: `${code}: ${message.en}`,
      detailZh: `${code}：${message.zh}`,
    })),
  });
}

export interface TemplateAt {
  url: string;
  config: { who: readonly Role[]; isForOurs: boolean };
  tags: string[];
  operationId: string;
  fileName: string;
}

/** The spreadsheet to fill in. */
export function templateRoute<K extends string>(
  app: FastifyInstance,
  sheet: Sheet<K>,
  { url, config, tags, operationId, fileName }: TemplateAt,
): void {
  app.route<{ Querystring: z.output<typeof templateQuery> }>({
    method: 'GET',
    url,
    config,
    schema: {
      tags,
      operationId,
      summary: 'The spreadsheet to fill in: headings in both languages, what to write, an example',
      querystring: templateQuery,
      response: {
        200: { description: 'A CSV (UTF-8) or .xlsx file', content: { 'text/csv': { schema: z.string() } } },
        ...readProblems(),
      },
    },
    handler: async (request, reply) => {
      const { format, language } = request.query;
      const rows = templateRows(sheet, language);
      reply.header('content-disposition', `attachment; filename="${fileName}.${format}"`);
      if (format === 'csv') return reply.type('text/csv; charset=utf-8').send(csvOf(rows));
      reply.type(XLSX);
      return reply.send(await xlsxOf(rows));
    },
  });
}
