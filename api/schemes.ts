import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { schemesInForce, schemeVersions } from '../activities/schemes.ts';
import type { SchemeVersion } from '../activities/schemes.ts';
import { Role } from '../domain/decider.ts';
import { readScheme, ruleSentence, schemeSchema } from '../domain/matching/schemes.ts';
import type { Scheme } from '../domain/matching/schemes.ts';
import { refuse } from '../domain/refusal.ts';
import { isSafeText } from '../domain/text.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { createOnce, expectVersion } from './directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { readers } from './policy.ts';
import { Problem, refused } from './problem.ts';

/** The schemes under which researchers are sent: hard rules, each with its source. Data, so that a new one needs no code. */

const nullable = z.string().nullable();
const shownScheme = z
  .object({
    id: z.string(),
    version: z.number(),
    title: z.object({ en: z.string(), zh: z.string() }),
    source: z.string(),
    /** As they were written, each with its sentence in both languages. */
    rules: z.array(
      z.looseObject({ rule: z.string(), source: z.string(), sentence: z.object({ en: z.string(), zh: z.string() }) }),
    ),
    weights: z.record(z.string(), z.number()).nullable(),
    /** Null for one that is shipped. */
    by: nullable,
    at: nullable,
  })
  .meta({ id: 'Scheme' });

const shown = ({ scheme, version, by, at }: SchemeVersion) => ({
  id: scheme.id,
  version,
  title: scheme.title,
  source: scheme.source,
  rules: scheme.rules.map((rule) => ({ ...rule, sentence: ruleSentence(rule) })),
  weights: scheme.weights ?? null,
  by,
  at: at?.toISOString() ?? null,
});

/** Who says by which rules people are sent. */
const schemeMakers: readonly Role[] = [Role.coordinator, Role.administrator];

const written = z.looseObject({ rules: z.array(z.unknown()) });
const MOST_RULES = 20;

const isSafe = (value: unknown): boolean =>
  typeof value === 'string'
    ? isSafeText(value)
    : typeof value !== 'object' || value === null || Object.values(value).every(isSafe);

/** @throws Problem `scheme-without-limits`, or `shape-invalid` that points at each place */
function schemeOf(body: unknown): Scheme {
  if (!isSafe(body)) {
    throw new Problem('shape-invalid', 'It contains control characters, direction overrides or broken characters.', {
      detailZh: '含有控制字符、方向控制符或损坏的字符，请重新输入。',
    });
  }
  const read = readScheme(body);
  if ('scheme' in read) return read.scheme;
  const errors = read.faults.map(({ pointer, detail }) => ({ pointer, detail: detail.en, detailZh: detail.zh }));
  const rules = written.safeParse(body).data?.rules;
  const isUnlimited =
    rules !== undefined && rules.length <= MOST_RULES && errors.some(({ pointer }) => pointer === '/rules');
  const [first] = errors.filter(({ pointer }) => !isUnlimited || pointer === '/rules');
  if (isUnlimited) {
    const en = 'A scheme needs a limit: of enterprises, days, time, months or people.';
    throw refused(refuse('scheme-without-limits', en, '派驻办法须有限制：企业数、天数、时间、期限或人数。'), errors);
  }
  throw new Problem('shape-invalid', first && `${first.pointer}: ${first.detail}`, {
    ...(first ? { detailZh: `${first.pointer}：${first.detailZh}` } : {}),
    errors,
  });
}

export function schemeRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['matching'];

  typed.route({
    method: 'GET',
    url: '/v1/schemes',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'listSchemes',
      summary: 'The schemes in force: their rules, each with its source and in a sentence',
      querystring: z.strictObject({}),
      response: { 200: z.object({ items: z.array(shownScheme) }), ...readProblems() },
    },
    handler: async () => ({ items: [...(await schemesInForce(db)).values()].map(shown) }),
  });

  typed.route({
    method: 'GET',
    url: '/v1/schemes/:id',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'getScheme',
      summary: 'A scheme in force, and all its versions, the last one first',
      params: z.object({ id: z.string() }),
      response: {
        200: shownScheme.extend({ versions: z.array(shownScheme) }).meta({ id: 'SchemeHistory' }),
        ...readProblems(),
      },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const versions = (await schemeVersions(db, id)).map(shown).toReversed();
      const [last] = versions;
      if (!last) throw new Problem('no-such-page', `There is no scheme ${id}.`, { detailZh: `没有派驻办法 ${id}。` });
      reply.header('etag', `"v${last.version}"`);
      return { ...last, versions };
    },
  });

  // Unlike the other bodies it is read by the domain, which says of each rule what is wrong with it.
  app.route({
    method: 'POST',
    url: '/v1/schemes',
    config: { who: schemeMakers, isForOurs: true },
    validatorCompiler: () => (value) => ({ value }),
    schema: {
      tags,
      operationId: 'addScheme',
      summary: 'Add a scheme, or the next version of one (with If-Match, the ETag of the last)',
      headers: idempotencyHeader.extend({ 'if-match': z.string().optional() }),
      body: schemeSchema,
      response: {
        201: { description: 'In force', content: { 'application/json': { schema: shownScheme } } },
        ...problemResponses(),
      },
    },
    handler: (request, reply) => {
      const scheme = schemeOf(request.body);
      return createOnce(db, request, reply, 'schemes', {}, async (tx) => {
        const last = (await schemeVersions(tx, scheme.id)).at(-1);
        if (last) expectVersion(request, last.version);
        const version = (last?.version ?? 0) + 1;
        const document = JSON.parse(JSON.stringify(scheme));
        const { by, at } = { by: principalFrom(request).id, at: new Date(nowOf(deps)) };
        await tx.scheme.create({ data: { id: scheme.id, version, document, by, at } });
        return JSON.parse(JSON.stringify(shown({ scheme, version, by, at })));
      });
    },
  });
}
