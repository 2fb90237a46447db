import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Bilingual } from '../domain/decider.ts';
import { pageHeaders, renderPage } from './link-page.ts';
import { said } from './link-words.ts';
import type { WordKey } from './link-words.ts';
import { problemOf } from './problem-of-error.ts';
import { Problem, problemBody, problemHeaders } from './problem.ts';

/** Every error of every route, and what no route takes, becomes `application/problem+json`. */
export function answerProblems(app: FastifyInstance): void {
  const routes: { method: string; pattern: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(
      `^${url
        .split('/')
        .map((part) => (part.startsWith(':') ? '[^/]+' : escaped(part)))
        .join('/')}$`,
    );
    for (const each of [method].flat()) routes.push({ method: each, pattern });
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'internal' || problem.code === 'database-away')
      request.log.error({ err: error }, problem.code);
    return answer(problem, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const allowed = [...new Set(routes.filter((route) => route.pattern.test(path)).map((route) => route.method))];
    const problem =
      allowed.length > 0
        ? new Problem('method-not-allowed', `Allowed: ${allowed.join(', ')}.`, {
            detailZh: `可用：${allowed.join('、')}。`,
            headers: { allow: allowed.join(', ') },
          })
        : new Problem('no-such-page');
    return answer(problem, request, reply);
  });
}

/** An address that the router itself refuses (over-long, broken escapes); no hook has run by then. */
export function answerRouterError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void answer(problemOf(error), request, reply.header('x-request-id', request.id));
}

function escaped(part: string): string {
  return part === '*' ? '.*' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function answer(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isPage(request)) return answerPage(problem, request, reply);
  const body = problemBody(problem, request.url.split('?')[0] ?? '', request.id);
  return reply
    .code(body.status)
    .headers(problemHeaders(problem))
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}

/** Pages behind links in mails are read by people; a calendar is fetched by programs, and by whoever opens its address. */
function isPage({ url, headers }: FastifyRequest): boolean {
  return url.startsWith('/l/') || (url.startsWith('/c/') && headers.accept?.includes('text/html') === true);
}

function answerPage(problem: Problem, { url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status } = problemBody(problem, '', '');
  const page = renderPage({
    language: null,
    isDemonstration: false,
    message: status === 404 && url.startsWith('/c/') ? ofProblem(problem) : said(pageWord(status)),
    matter: null,
    form: null,
    why: null,
  });
  return reply
    .code(status)
    .headers({ ...problemHeaders(problem), ...pageHeaders })
    .send(page);
}

const ofProblem = ({ message, detailZh }: Problem): Bilingual => ({ en: message, zh: detailZh });

function pageWord(status: number): WordKey {
  if (status === 429) return 'tooOften';
  if (status === 413) return 'tooLong';
  return status >= 500 ? 'notNow' : 'unknown';
}
