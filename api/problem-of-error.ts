import type { FastifyError } from 'fastify';
import { RequestValidationError } from 'fastify-zod-openapi';
import type { core } from 'zod';
import { Prisma } from '../prisma/generated/client.ts';
import { Problem } from './problem.ts';
import type { FieldError } from './problem.ts';
import { issueZh } from '../domain/shape-words.ts';

const inPlace: Record<string, (path: string) => string> = {
  querystring: (path) => `?${path}`,
  params: (path) => `/${path}`,
  headers: (path) => `:${path}`,
};

/** What zod found, as fields that can be pointed at. Never repeats what was sent: it may be private. */
function fieldErrors(issues: readonly core.$ZodIssue[], context = 'body'): FieldError[] {
  return issues.slice(0, 50).flatMap((issue) => {
    const at = issue.path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: point([...at, key], context),
        detail: 'this field is not known here',
        detailZh: issueZh(issue),
      }));
    }
    return [{ pointer: point(at, context), detail: issue.message, detailZh: issueZh(issue) }];
  });
}

function point(path: string[], context: string): string {
  const place = inPlace[context];
  return place ? place(path.join('/')) : `/${path.join('/')}`;
}

/** A body or parameters that do not fit. Too long a list has a code of its own: the sender splits it. */
export function shapeProblem(issues: readonly core.$ZodIssue[], context = 'body'): Problem {
  const errors = fieldErrors(issues, context);
  const isTooMany = issues.length > 0 && issues.every((issue) => issue.code === 'too_big' && issue.origin === 'array');
  const code = isTooMany ? 'too-many' : 'shape-invalid';
  const [first, ...others] = errors;
  if (!first) return new Problem(code);
  const { pointer, detail, detailZh } = first;
  const more = others.length;
  return new Problem(code, `${pointer}: ${detail}${more > 0 ? ` (and ${more} more)` : ''}`, {
    detailZh: `${pointer}：${detailZh}${more > 0 ? `（另有 ${more} 处）` : ''}`,
    errors,
  });
}

const byFastifyCode: Record<string, (error: FastifyError) => Problem> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Problem('media-type-unsupported'),
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Problem('body-too-large'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new Problem('not-json', 'The body is empty.', { detailZh: '内容为空。' }),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new Problem('not-json'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem('not-json', 'The body is not as long as announced.', { detailZh: '内容长度与所报不符。' }),
  FST_ERR_BAD_URL: () => new Problem('no-such-page'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('address-too-long'),
};

/** Whatever was thrown, as a problem. Only what we do not know becomes `internal`. */
export function problemOf(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  const issues = error.validation?.flatMap((found) =>
    found instanceof RequestValidationError ? [found.params.issue] : [],
  );
  if (issues && issues.length > 0) return shapeProblem(issues, error.validationContext);
  const known = byFastifyCode[error.code];
  if (known) return known(error);
  if (error.statusCode === 429) return new Problem('too-many-requests');
  if (error instanceof SyntaxError && error.statusCode === 400) return new Problem('not-json');
  if (isDatabaseAway(error)) return new Problem('database-away');
  if (error.statusCode === 400) return new Problem('shape-invalid', error.message);
  return new Problem('internal', 'Something went wrong on our side.', { detailZh: '系统内部出错。' });
}

const AWAY =
  /ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|closed the connection|connection error|timeout|terminating connection|the database system is|DatabaseNotReachable|Can't reach/i;

function isDatabaseAway(error: Error): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2037'].includes(error.code) || AWAY.test(error.message);
  }
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return error.name === 'DriverAdapterError' || AWAY.test(`${error.message} ${cause}`);
}
