import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ProblemWords } from '../domain/problem-words.ts';
import { isProblemCode, problemTypes } from './problem-types.ts';
import { Problem } from './problem.ts';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>
<body><main>${body}</main></body></html>`;

/** Every `type` of a problem is the address of a page that says what it means and what to do. */
export function problemPages(app: FastifyInstance): void {
  const hidden = { schema: { hide: true } };
  app.get('/problems', hidden, (_request, reply) => {
    const rows = Object.entries(problemTypes).map(
      ([code, type]) =>
        `<li><a href="/problems/${code}">${code}</a> (${type.status}): ${escape(type.title)} · ${escape(type.titleZh)}</li>`,
    );
    return reply.type('text/html; charset=utf-8').send(page('Problems', `<h1>Problems</h1><ul>${rows.join('')}</ul>`));
  });
  app.get('/problems/:code', { schema: { hide: true, params: z.object({ code: z.string() }) } }, (request, reply) => {
    const { code } = z.object({ code: z.string() }).parse(request.params);
    if (!isProblemCode(code)) throw new Problem('no-such-page');
    const type: ProblemWords = problemTypes[code];
    const { basis } = type;
    const rule = basis ? `<p>Rule · 规则 ${escape(basis.rule)}, source · 出处 ${escape(basis.source)}</p>` : '';
    return reply.type('text/html; charset=utf-8').send(
      page(
        type.title,
        `<h1>${escape(type.title)}</h1><p>${code}, HTTP ${type.status}</p><p>${escape(type.advice)}</p>${rule}
<div lang="zh-CN"><h2>${escape(type.titleZh)}</h2><p>${escape(type.adviceZh)}</p></div>`,
      ),
    );
  });
}
