import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { cooperations } from '../../domain/import/columns.ts';
import { personText } from '../../domain/text.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { problemResponses, readProblems } from '../documentation.ts';
import { actorOf } from '../entity-commands.ts';
import { coordinators } from '../policy.ts';
import { checkFile } from './check-file.ts';
import { begin, shownImport, storeImport, tell } from './stored-import.ts';
import {
  checked,
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

const uploadQuery = z.strictObject({ ...uploadParameters, name: personText(200, true).optional() });

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
        await storeImport(db, { id, name, actor: { ...actor }, at }, file);
      }
      const told = await tell(db, id);
      if (told.left > 0) await begin(deps, told);
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
