import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
  const body = problemBody(problem, request.url.split('?')[0] ?? '', request.id);
  return reply
    .code(body.status)
    .headers(problemHeaders(problem))
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}
