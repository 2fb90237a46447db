import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { needClass, needClasses } from '../domain/agreement/need-fields.ts';
import { refuse } from '../domain/refusal.ts';
import { needClassLabels } from '../domain/labels.ts';
import { personText } from '../domain/text.ts';
import type { Database } from '../prisma/client.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { madeOnce } from './directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { bilingual } from './named-about.ts';
import { administrators, readers } from './policy.ts';
import { refused } from './problem.ts';

/** Classes of needs: the four of the report (S43), what fits none of them, and those that an administrator added. */

const shownClass = z
  .object({ id: z.string(), title: bilingual, isUsual: z.boolean().meta({ description: 'It comes with the product' }) })
  .meta({ id: 'NeedClass' });

const usual = needClasses.map((id) => ({ id, title: needClassLabels[id], isUsual: true }));
const isUsual = (id: string): boolean => needClasses.some((known) => known === id);

export async function allClasses(db: Pick<Database, 'needClass'>): Promise<z.input<typeof shownClass>[]> {
  const added = await db.needClass.findMany({ orderBy: { id: 'asc' } });
  const own = added.map(({ id, titleEn: en, titleZh: zh }) => ({ id, title: { en, zh }, isUsual: false }));
  return [...usual, ...own];
}

const named = z.looseObject({ class: z.string().optional() });

/** @throws Problem for a class that nobody added; asked for at the door, as the directory is for people */
export async function checkNeedClass(db: Database, command: string, data: unknown): Promise<void> {
  if (!/^((record|classify|evaluate)Need|answerAsk)$/.test(command)) return;
  const { class: id } = named.parse(data);
  if (id === undefined || isUsual(id) || (await db.needClass.findUnique({ where: { id } }))) return;
  throw refused(refuse('unknown-need-class', `There is no class ${id}.`, `没有类别 ${id}。`), [
    { pointer: '/class', detail: `${id} is no class of needs`, detailZh: `${id} 不是需求类别` },
  ]);
}

export function needClassRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['needs'];

  typed.route({
    method: 'GET',
    url: '/v1/need-classes',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'listNeedClasses',
      summary: 'The classes of needs: the usual ones, and those an administrator added',
      querystring: z.strictObject({}),
      response: { 200: z.object({ items: z.array(shownClass) }), ...readProblems() },
    },
    handler: async () => ({ items: await allClasses(db) }),
  });

  typed.route({
    method: 'POST',
    url: '/v1/need-classes',
    config: { who: administrators, isForOurs: true },
    schema: {
      tags,
      operationId: 'addNeedClass',
      summary: 'Add a class of needs, for all agreements',
      headers: idempotencyHeader,
      body: z.strictObject({ id: needClass, titleEn: personText(100, true), titleZh: personText(100, true) }),
      response: { 201: shownClass, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { id, titleEn, titleZh } = request.body;
      const by = principalFrom(request).id;
      const made = await madeOnce(db, request, 'need-classes', {}, async (tx) => {
        if (isUsual(id) || (await tx.needClass.findUnique({ where: { id } }))) {
          throw refused(refuse('already-exists', `There is a class ${id}.`, `已有类别 ${id}。`));
        }
        await tx.needClass.create({ data: { id, titleEn, titleZh, by, at: nowOf(deps) } });
        return { id, title: { en: titleEn, zh: titleZh }, isUsual: false };
      });
      return reply.code(201).header('location', '/v1/need-classes').send(shownClass.parse(made));
    },
  });
}
