import { refusals } from '../domain/refusal.ts';
import type { RefusalCode } from '../domain/refusal.ts';

/** Problems of the transport; those of the domain are its refusals. */
export const transportProblems = {
  unauthorised: {
    status: 401,
    title: 'Who is asking?',
    advice:
      'Send "Authorization: Bearer <token>". The first coordinator’s token is in the file that the start screen names.',
  },
  'no-such-page': { status: 404, title: 'There is nothing at this address', advice: 'See /docs for all addresses.' },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take this method',
    advice: 'The header Allow names the methods it takes.',
  },
  'media-type-unsupported': {
    status: 415,
    title: 'This kind of content is not taken',
    advice: 'Send JSON with "Content-Type: application/json".',
  },
  'not-json': { status: 400, title: 'The body is not JSON', advice: 'Check quotes and commas; send UTF-8.' },
  'body-too-large': {
    status: 413,
    title: 'The request is too large',
    advice: 'At most 256 KB at once. Put long documents where both sides can read them, and record the link.',
  },
  'import-faulty': {
    status: 422,
    title: 'The spreadsheet has faults',
    advice: 'Mend what is named under errors, or send it again with skipFaulty=true to import the other rows.',
  },
  'address-too-long': { status: 414, title: 'The address is too long', advice: 'Shorten the id or the parameters.' },
  'too-many-requests': { status: 429, title: 'Too many requests', advice: 'Wait as long as Retry-After says.' },
  'idempotency-key-missing': {
    status: 400,
    title: 'An Idempotency-Key is needed',
    advice: 'Send "Idempotency-Key: <something new for each intention>", the same one when you repeat a request.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    advice: 'Take a new key for a new request; repeat a request unchanged under its own key.',
  },
  'request-in-flight': {
    status: 409,
    title: 'This request is being worked on',
    advice: 'Ask again with the same key in a moment.',
  },
  'if-match-missing': {
    status: 428,
    title: 'Which version do you change?',
    advice: 'Read it first and send its ETag as If-Match, so that nobody’s change is overwritten.',
  },
  'version-stale': {
    status: 412,
    title: 'It has been changed meanwhile',
    advice: 'Read it again and apply your change to what stands.',
  },
  'outcome-unknown': {
    status: 504,
    title: 'The outcome is not known yet',
    advice: 'Ask again with the same Idempotency-Key: the request is applied once, whatever happens.',
  },
  'engine-away': {
    status: 503,
    title: 'The workflow engine cannot be reached',
    advice: 'Nothing was sent. Ask again with the same Idempotency-Key after Retry-After.',
  },
  'too-busy': {
    status: 503,
    title: 'Too many changes of this agreement at once',
    advice: 'Nothing was sent. Ask again with the same Idempotency-Key after Retry-After.',
  },
  'not-running': {
    status: 503,
    title: 'The workflow of this agreement is not running',
    advice: 'It was ended from outside. Put it back by "npm run restore -- <id>", then ask again with the same key.',
  },
  'database-away': { status: 503, title: 'The database cannot be reached', advice: 'Ask again after Retry-After.' },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    advice: 'Ask again with the same key; if it stays, tell the operator the requestId.',
  },
} as const satisfies Record<string, { status: number; title: string; advice: string }>;

export const problemTypes = { ...refusals, ...transportProblems } as const;
export type ProblemCode = RefusalCode | keyof typeof transportProblems;

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemTypes, code);
}
export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code);
}
