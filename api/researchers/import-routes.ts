import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { researcherSheet } from '../../domain/import/researcher-columns.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { problemResponses } from '../documentation.ts';
import {
  checked,
  faulty,
  fileBody,
  fileOf,
  importIdOf,
  TABLE_LIMIT,
  templateRoute,
  uploadParameters,
} from '../imports/uploads.ts';
import { coordinators } from '../policy.ts';
import { checkResearchers, foreseeResearchers, writeResearchers } from './import.ts';

const uploadQuery = z.strictObject(uploadParameters);
const imported = checked
  .extend({
    dryRun: z.boolean(),
    /** Entered anew, because the unit has nobody of the name. */
    people: z.number(),
    /** Profiles made, changed, and those that said nothing new. */
    made: z.number(),
    changed: z.number(),
    unchanged: z.number(),
  })
  .meta({ id: 'ResearcherImport' });

/** In the context of the routes that take files. */
export function researcherImportRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const config = { who: coordinators, isForOurs: true };
  const tags = ['matching'];
  const url = '/v1/researchers/imports';

  templateRoute(app, researcherSheet, {
    url: `${url}/template`,
    config,
    tags,
    operationId: 'getResearcherTemplate',
    fileName: 'researchers',
  });

  app.route<{ Querystring: z.output<typeof uploadQuery> }>({
    method: 'POST',
    url,
    config,
    bodyLimit: TABLE_LIMIT,
    schema: {
      tags,
      operationId: 'importResearchers',
      summary:
        'Import researchers from a spreadsheet (.xlsx, or CSV in UTF-8 or GB18030); dryRun only names the faults and what it would come to',
      description:
        'The body is the file itself, 16 MB and 20,000 rows at the most. People are known by name and home unit; whom the unit does not have is entered. With faults nothing is imported, unless skipFaulty says that the other rows are to be. The same file again changes nothing.',
      querystring: uploadQuery,
      body: fileBody(),
      response: {
        200: { description: 'What it came to, or would', content: { 'application/json': { schema: imported } } },
        ...problemResponses(),
      },
    },
    handler: async (request) => {
      const { dryRun, skipFaulty } = uploadQuery.parse(request.query);
      const bytes = fileOf(request);
      const { rowCount, good, faults } = await checkResearchers(db, bytes);
      const file = { rows: rowCount, good: good.length, faults };
      if (dryRun === 'true') return { ...file, dryRun: true, ...(await foreseeResearchers(db, good)) };
      if (good.length === 0 || (faults.length > 0 && skipFaulty === 'false')) throw faulty(faults);
      const outcome = await writeResearchers(db, good, { fileId: importIdOf(bytes), at: nowOf(deps) });
      return { ...file, dryRun: false, ...outcome };
    },
  });
}
