import type { Basis, ProblemWords } from '../domain/problem-words.ts';
import type { Refusal } from '../domain/refusal.ts';
import { problemTypes } from './problem-types.ts';
import type { ProblemCode } from './problem-types.ts';

export interface FieldError {
  /** RFC 6901, into the body; `?name` for a parameter, `:name` for a header. */
  pointer: string;
  detail: string;
  detailZh: string;
}

/** Thrown by routes; answered as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldError[];
  readonly detailZh: string;
  readonly headers: Record<string, string>;
  readonly basis: Basis | undefined;

  constructor(
    code: ProblemCode,
    detail?: string,
    more: {
      errors?: FieldError[];
      detailZh?: string;
      headers?: Record<string, string>;
      basis?: Basis | undefined;
    } = {},
  ) {
    super(detail ?? problemTypes[code].advice);
    this.name = 'Problem';
    this.code = code;
    this.errors = more.errors ?? [];
    // Without words of its own it says in general what to do.
    this.detailZh = more.detailZh ?? problemTypes[code].adviceZh;
    this.headers = more.headers ?? {};
    // As with its words: the rule that it is about, else the one that the code stands for.
    const { basis }: ProblemWords = problemTypes[code];
    this.basis = more.basis ?? basis;
  }
}

/** A refusal of the domain, as it goes out. `errors` where the fault can be pointed at. */
export function refused(refusal: Refusal, errors: FieldError[] = faultsOf(refusal)): Problem {
  const { refused: code, detail, basis } = refusal;
  return new Problem(code, detail.en, { detailZh: detail.zh, errors, basis });
}

/** Whether a problem means that what was asked for was not and will not be done. */
export function isFinal(error: unknown): boolean {
  return error instanceof Problem && error.code !== 'outcome-unknown';
}

const faultsOf = ({ faults = [] }: Refusal): FieldError[] =>
  faults.map(({ pointer, detail }) => ({ pointer, detail: detail.en, detailZh: detail.zh }));

const RETRY_AFTER_SECONDS: Partial<Record<ProblemCode, number>> = {
  'outcome-unknown': 2,
  'engine-away': 5,
  'too-busy': 1,
  'not-running': 60,
  'database-away': 5,
  'request-in-flight': 1,
  'matching-under-way': 5,
};

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  titleZh: string;
  detail: string;
  detailZh: string;
  advice: string;
  adviceZh: string;
  /** The rule that refuses, and who says so; left out where no rule stands behind it. */
  rule?: string;
  source?: string;
  instance: string;
  requestId: string;
  errors?: FieldError[];
}

export function problemBody(problem: Problem, instance: string, requestId: string): ProblemBody {
  const type = problemTypes[problem.code];
  return {
    type: `/problems/${problem.code}`,
    title: type.title,
    titleZh: type.titleZh,
    status: type.status,
    detail: problem.message,
    detailZh: problem.detailZh,
    advice: type.advice,
    adviceZh: type.adviceZh,
    ...problem.basis,
    instance,
    requestId,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}

export function problemHeaders(problem: Problem): Record<string, string> {
  const seconds = RETRY_AFTER_SECONDS[problem.code];
  return { ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }), ...problem.headers };
}
