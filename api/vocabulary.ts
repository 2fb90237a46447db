import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { keptTerm, readLexicon } from '../activities/lexicon.ts';
import { idsWithin, keysOf, nearest, termKey } from '../domain/matching/lexicon.ts';
import type { KeptTerm, Lexicon } from '../domain/matching/lexicon.ts';
import { changedTerm, newTerm, termIdOf, termRefused } from '../domain/matching/term-change.ts';
import { refuse } from '../domain/refusal.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { createOnce, expectVersion, underLock } from './directory-writing.ts';
import type { Transaction } from './directory-writing.ts';
import { idempotencyHeader, ifMatchHeader, problemResponses, readProblems } from './documentation.ts';
import { nextLink, page, pageParameters, positionOf } from './paging.ts';
import { coordinators, readers } from './policy.ts';
import { Problem, refused } from './problem.ts';

/** The shared vocabulary of fields and skills: what researchers know and needs ask for, in both languages. */

const nullable = z.string().nullable();
const shownTerm = z
  .object({
    id: z.string(),
    kind: z.enum(['field', 'skill']),
    nameEn: z.string(),
    nameZh: z.string(),
    synonyms: z.array(z.string()),
    parentId: nullable,
    /** What it was merged into: whoever has it has that one. */
    mergedIntoId: nullable,
    retired: z.boolean(),
    version: z.number(),
  })
  .meta({ id: 'VocabularyTerm' });

const shown = ({ en, zh, synonyms, ...term }: KeptTerm) => ({
  ...term,
  nameEn: en,
  nameZh: zh,
  synonyms: [...synonyms],
});

const parameters = z.strictObject({
  q: z.string().trim().min(1).max(100).optional(),
  kind: z.enum(['field', 'skill']).optional(),
  /** A term with all below it. */
  within: z.string().max(60).optional(),
  retired: z.enum(['true', 'false']).default('false'),
  ...pageParameters,
});

/** By any name in either language; where nothing has the word in it, what is most like it. */
function found(lexicon: Lexicon, { q, kind, within, retired }: z.output<typeof parameters>): KeptTerm[] {
  const isAsked = (term: KeptTerm): boolean =>
    (kind === undefined || term.kind === kind) && (retired === 'true' || !term.retired);
  const inside = within === undefined ? null : new Set(idsWithin(lexicon, within));
  const all = [...lexicon.terms.values()].filter((term) => isAsked(term) && (inside?.has(term.id) ?? true));
  if (q === undefined) return all;
  const key = termKey(q);
  const named = all.filter((term) => key !== '' && keysOf(term).some((each) => each.includes(key)));
  return named.length > 0 ? named : nearest(lexicon, q, 10).filter((term) => all.includes(term));
}

const missing = (id: string) =>
  new Problem('no-such-page', `There is no term ${id}.`, { detailZh: `词表中没有 ${id}。` });

async function write(tx: Transaction, { en, zh, synonyms, ...term }: KeptTerm, written: { by: string; at: string }) {
  const { id, ...data } = { ...term, ...written, nameEn: en, nameZh: zh, synonyms: [...synonyms] };
  return shown(keptTerm(await tx.vocabularyTerm.upsert({ where: { id }, create: { id, ...data }, update: data })));
}

export function vocabularyRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['matching'];
  const params = z.object({ id: z.string() });

  typed.route({
    method: 'GET',
    url: '/v1/vocabulary-terms',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'listTerms',
      summary: 'Fields and skills; q finds any name or synonym in either language, else what is most like it',
      querystring: parameters,
      response: { 200: z.object({ items: z.array(shownTerm), nextCursor: nullable }), ...readProblems() },
    },
    handler: async (request, reply) => {
      const after = positionOf(request.query.cursor)?.id ?? '';
      const terms = found(await readLexicon(db), request.query)
        .filter(({ id }) => id > after)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const { items, nextCursor } = page(terms, request.query.limit, ({ id }) => ({ value: '', id }));
      reply.headers(nextLink(request.url, nextCursor));
      return { items: items.map(shown), nextCursor };
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/vocabulary-terms/:id',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'getTerm',
      summary: 'One term',
      params,
      response: { 200: shownTerm, ...readProblems() },
    },
    handler: async (request, reply) => {
      const term = (await readLexicon(db)).terms.get(request.params.id);
      if (!term) throw missing(request.params.id);
      reply.header('etag', `"v${term.version}"`);
      return shown(term);
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/vocabulary-terms',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'createTerm',
      summary: 'Add a field or a skill, with its names in both languages and all words for it',
      headers: idempotencyHeader,
      body: newTerm,
      response: { 201: shownTerm, ...problemResponses() },
    },
    handler: (request, reply) =>
      createOnce(db, request, reply, 'vocabulary-terms', {}, async (tx) => {
        const { nameEn: en, nameZh: zh, ...body } = request.body;
        const id = body.id ?? termIdOf(en);
        if (id === null) {
          throw new Problem('shape-invalid', 'Give an id: the English name has no Latin letters.', {
            detailZh: '英文名称中没有拉丁字母，请填写编号。',
            errors: [{ pointer: '/id', detail: 'is needed', detailZh: '必填' }],
          });
        }
        const lexicon = await readLexicon(tx);
        if (lexicon.terms.has(id)) {
          throw refused(refuse('already-exists', `${id} exists.`, `${id} 已存在。`), [
            { pointer: '/id', detail: 'is taken', detailZh: '已被使用' },
          ]);
        }
        const term: KeptTerm = { ...body, id, en, zh, version: 1, retired: false, mergedIntoId: null };
        const no = termRefused(lexicon, term);
        if (no) throw refused(no);
        return write(tx, term, { by: principalFrom(request).id, at: nowOf(deps) });
      }),
  });

  typed.route({
    method: 'PATCH',
    url: '/v1/vocabulary-terms/:id',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'changeTerm',
      summary: 'Change a term, retire it, or merge it into another; what has it already keeps it or has the other',
      params,
      headers: ifMatchHeader,
      body: changedTerm,
      response: { 200: shownTerm, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const term = await underLock(db, async (tx) => {
        const lexicon = await readLexicon(tx);
        const before = lexicon.terms.get(request.params.id);
        if (!before) throw missing(request.params.id);
        expectVersion(request, before.version);
        const after = changed(before, request.body);
        const no = termRefused(lexicon, after);
        if (no) throw refused(no);
        return write(tx, after, { by: principalFrom(request).id, at: nowOf(deps) });
      });
      reply.header('etag', `"v${term.version}"`);
      return term;
    },
  });
}

/** A term that is merged is retired with it; one whose merge is taken back is in use again. */
function changed(before: KeptTerm, { nameEn, nameZh, ...body }: z.output<typeof changedTerm>): KeptTerm {
  const { mergedIntoId } = body;
  const retired = mergedIntoId === undefined ? before.retired : mergedIntoId !== null;
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  return {
    ...before,
    ...(nameEn === undefined ? {} : { en: nameEn }),
    ...(nameZh === undefined ? {} : { zh: nameZh }),
    retired,
    ...given,
    version: before.version + 1,
  };
}
