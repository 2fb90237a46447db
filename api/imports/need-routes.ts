import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { needSheet } from '../../domain/import/need-columns.ts';
import { personText } from '../../domain/text.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { problemResponses } from '../documentation.ts';
import { actorOf } from '../entity-commands.ts';
import { coordinators } from '../policy.ts';
import { checkNeeds } from './check-needs.ts';
import { begin, shownImport, storeImport, tell } from './stored-import.ts';
import {
  checked,
  faulty,
  fileBody,
  fileOf,
  importIdOf,
  TABLE_LIMIT,
  templateRoute,
  uploadParameters,
} from './uploads.ts';

const uploadQuery = z.strictObject({ ...uploadParameters, name: personText(200, true).optional() });
const checkedNeeds = checked
  .extend({
    /** Of the good rows those that were recorded already, when the file was here before. */
    known: z.number(),
    agreements: z.array(z.object({ agreementId: z.string(), needs: z.number() })),
  })
  .meta({ id: 'NeedsCheck' });

/** Needs that a coordinator has in a spreadsheet, into the agreements that are open. In the context of the routes that take files. */
export function needImportRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const config = { who: coordinators, isForOurs: true };
  const tags = ['needs'];
  const url = '/v1/needs/imports';

  templateRoute(app, needSheet, {
    url: `${url}/template`,
    config,
    tags,
    operationId: 'getNeedsTemplate',
    fileName: 'needs',
  });

  app.route<{ Querystring: z.output<typeof uploadQuery> }>({
    method: 'POST',
    url,
    config,
    bodyLimit: TABLE_LIMIT,
    schema: {
      tags,
      operationId: 'importNeeds',
      summary:
        'Import needs of parties of open agreements from a spreadsheet (.xlsx, or CSV in UTF-8 or GB18030); dryRun only names the faults',
      description:
        'The body is the file itself, 16 MB and 20,000 rows at the most. With faults nothing is imported, unless skipFaulty says that the other rows are to be. A row is known by what it says: the same file, or a mended one, records nothing twice. An agreement has 300 needs at the most (too-many-needs); the default dates are spread over working days, at most five for one owner and day.',
      querystring: uploadQuery,
      body: fileBody(),
      response: {
        200: { description: 'Of a dry run', content: { 'application/json': { schema: checkedNeeds } } },
        202: {
          description: 'They are being recorded; Location tells how far it is',
          content: { 'application/json': { schema: shownImport } },
        },
        ...problemResponses(),
      },
    },
    handler: async (request, reply) => {
      const { dryRun, skipFaulty, name } = uploadQuery.parse(request.query);
      const bytes = fileOf(request);
      const id = importIdOf(bytes, 'needs');
      const actor = actorOf(principalFrom(request));
      const at = nowOf(deps);
      const stands = await db.spreadsheetImport.findUnique({ where: { id } });
      if (!stands || dryRun === 'true') {
        const { rowCount, good, faults } = await checkNeeds(db, bytes, { actor, at });
        if (dryRun === 'true') {
          const known = good.filter(({ isKnown }) => isKnown).length;
          return { rows: rowCount, good: good.length, faults, known, agreements: countsOf(good) };
        }
        if (good.length === 0 || (faults.length > 0 && skipFaulty === 'false')) throw faulty(faults);
        const rows = good
          .filter(({ isKnown }) => !isKnown)
          .map(({ row, agreementId, command }) => ({ row, entityId: agreementId, commands: [command] }));
        await storeImport(db, { id, name, actor: { ...actor }, at }, { good: rows, faults });
      }
      const told = await tell(db, id);
      if (told.left > 0) await begin(deps, told);
      return reply.code(202).header('location', `/v1/imports/${id}`).send(told);
    },
  });
}

function countsOf(good: readonly { agreementId: string }[]): { agreementId: string; needs: number }[] {
  const counts = new Map<string, number>();
  for (const { agreementId } of good) counts.set(agreementId, (counts.get(agreementId) ?? 0) + 1);
  return [...counts].map(([agreementId, needs]) => ({ agreementId, needs }));
}
