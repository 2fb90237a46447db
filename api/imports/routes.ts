import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { progressOf } from '../../activities/import-rows.ts';
import { cooperations } from '../../domain/import/columns.ts';
import { personText } from '../../domain/text.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from '../../prisma/client.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { problemResponses, readProblems } from '../documentation.ts';
import { actorOf } from '../entity-commands.ts';
import { coordinators } from '../policy.ts';
import { Problem, refused } from '../problem.ts';
import { checkFile } from './check-file.ts';
import type { CheckedFile } from './check-file.ts';
import {
  checked,
  fault,
  faulty,
  fileBody,
  fileOf,
  importIdOf,
  takeFiles,
  templateRoute,
  uploadParameters,
} from './uploads.ts';

/** 2,000 rows with long sentences; of this route only. */
const FILE_LIMIT = 4 * 1024 * 1024;

export const shownImport = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    rows: z.number(),
    done: z.number(),
    failed: z.number(),
    left: z.number(),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
    /** The agreements, in the order of the rows. */
    agreements: z.array(z.object({ row: z.number(), agreementId: z.string() })),
    /** Rows that did not get to their end; an agreement that was begun is named. */
    failures: z.array(
      z.object({
        row: z.number(),
        agreementId: z.string().nullable(),
        reason: z.object({ code: z.string(), en: z.string(), zh: z.string() }),
      }),
    ),
    /** Of the rows that were left out when it was sent with skipFaulty. */
    faults: z.array(fault),
  })
  .meta({ id: 'SpreadsheetImport' });

const uploadQuery = z.strictObject({ ...uploadParameters, name: personText(200, true).optional() });

const reasonSchema = z.object({ code: z.string(), en: z.string(), zh: z.string() });
const faultsSchema = z.array(fault);

export async function tell(db: Database, id: string): Promise<z.input<typeof shownImport>> {
  const found = await db.spreadsheetImport.findUnique({
    where: { id },
    include: { rows: { select: { row: true, status: true, entityId: true, reason: true }, orderBy: { row: 'asc' } } },
  });
  if (!found) throw refused(refuse('unknown-item', `There is no import ${id}.`, `没有导入 ${id}。`));
  const failed = found.rows.filter((row) => row.status === 'failed');
  return {
    id,
    name: found.name,
    rows: found.rowCount,
    ...(await progressOf(db, id)),
    startedAt: found.at.toISOString(),
    finishedAt: found.finishedAt?.toISOString() ?? null,
    agreements: found.rows.flatMap(({ row, status, entityId }) =>
      status === 'done' && entityId ? [{ row, agreementId: entityId }] : [],
    ),
    failures: failed.map(({ row, entityId, reason }) => ({
      row,
      agreementId: entityId,
      reason: reasonSchema.parse(reason),
    })),
    faults: faultsSchema.parse(found.faults),
  };
}

/** Stored in one transaction; somebody who sends the same file at the same moment finds it there. */
async function store(
  db: Database,
  made: { id: string; name: string | undefined; actor: Prisma.InputJsonObject; at: string },
  { good, faults }: CheckedFile,
): Promise<void> {
  const { id, name, actor, at } = made;
  await db.$transaction(async (tx) => {
    const { count } = await tx.spreadsheetImport.createMany({
      data: [{ id, name: name ?? null, actor, at, rowCount: good.length, faults: JSON.parse(JSON.stringify(faults)) }],
      skipDuplicates: true,
    });
    if (count === 0) return;
    const rows = good.map(({ row, commands }) => ({
      importId: id,
      row,
      commands: JSON.parse(JSON.stringify(commands)),
    }));
    await tx.importRow.createMany({ data: rows });
  });
}

/** Cooperations that a coordinator has in a spreadsheet. The file itself is the key: sent twice, it is imported once. */
export function importRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  takeFiles(app, FILE_LIMIT);
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const config = { who: coordinators, isForOurs: true };
  const tags = ['imports'];

  templateRoute(app, cooperations, {
    url: '/v1/imports/template',
    config,
    tags,
    operationId: 'getImportTemplate',
    fileName: 'cooperations',
  });

  app.route<{ Querystring: z.output<typeof uploadQuery> }>({
    method: 'POST',
    url: '/v1/imports',
    config,
    bodyLimit: FILE_LIMIT,
    schema: {
      tags,
      operationId: 'importSpreadsheet',
      summary:
        'Import cooperations from a spreadsheet (.xlsx, or CSV in UTF-8 or GB18030); dryRun only names the faults',
      description:
        'The body is the file itself, 4 MB and 2,000 rows at the most. With faults nothing is imported, unless skipFaulty says that the other rows are to be. The same file again is the same import.',
      querystring: uploadQuery,
      body: fileBody(),
      response: {
        200: { description: 'Of a dry run', content: { 'application/json': { schema: checked } } },
        202: {
          description: 'It is being imported; Location tells how far it is',
          content: { 'application/json': { schema: shownImport } },
        },
        ...problemResponses(),
      },
    },
    handler: async (request, reply) => {
      const { dryRun, skipFaulty, name } = uploadQuery.parse(request.query);
      const bytes = fileOf(request);
      const id = importIdOf(bytes);
      const actor = actorOf(principalFrom(request));
      const at = nowOf(deps);
      const known = await db.spreadsheetImport.findUnique({ where: { id } });
      if (!known || dryRun === 'true') {
        const file = await checkFile(db, bytes, { actor, at });
        if (dryRun === 'true') {
          return { rows: file.rowCount, good: file.good.length, faults: file.faults };
        }
        if (file.good.length === 0 || (file.faults.length > 0 && skipFaulty === 'false')) throw faulty(file.faults);
        await store(db, { id, name, actor: { ...actor }, at }, file);
      }
      const told = await tell(db, id);
      if (told.left > 0) {
        await deps.startImport({ importId: id, rowCount: told.rows }).catch(() => {
          // It stands in the rows; the same file again has it go on.
          throw new Problem(
            'engine-away',
            'The spreadsheet is stored and nothing of it is imported yet: send it again.',
            { detailZh: '表格已保存，尚未导入：请再次提交。' },
          );
        });
      }
      return reply.code(202).header('location', `/v1/imports/${id}`).send(told);
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/imports/:id',
    config,
    schema: {
      tags,
      operationId: 'getImport',
      summary: 'How far an import is: rows done, failed with the reason, to come',
      params: z.object({ id: z.string() }),
      response: { 200: shownImport, ...readProblems() },
    },
    handler: (request) => tell(db, request.params.id),
  });
}
