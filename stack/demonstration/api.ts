import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** The few calls that entering data needs. Each throws an Error with the API's own words when it is refused for good. */
export interface Api {
  get(path: string): Promise<unknown>;
  /** `key` names the intention: the same key is applied once, however often it is sent. */
  post(path: string, key: string, body: object): Promise<unknown>;
  /** Reads the version at `readPath` first, because a change has to say what it changes. */
  put(path: string, readPath: string, body: object): Promise<unknown>;
}

/** What it is for may take a while just after a start; then the same call with the same key is harmless. */
const tries = 12;
const waitMs = 1_000;
const callTimeoutMs = 15_000;
const prefix = 'demonstration/';
const problem = z.object({ title: z.string(), detail: z.string().optional(), errors: z.unknown().optional() });

export function createApi({ apiUrl, token }: { apiUrl: string; token: string }): Api {
  async function call(method: string, path: string, more: { headers?: Record<string, string>; body?: object }) {
    let last = '';
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const answer = await fetch(`${apiUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(more.body ? { 'content-type': 'application/json' } : {}),
          ...more.headers,
        },
        ...(more.body ? { body: JSON.stringify(more.body) } : {}),
        signal: AbortSignal.timeout(callTimeoutMs),
      }).catch((error: unknown) => String(error));
      if (typeof answer === 'string') last = answer;
      else if (answer.ok) return { body: await bodyOf(answer), etag: answer.headers.get('etag') };
      else {
        last = `${answer.status} ${await reasonOf(answer)}`;
        if (!mayBeRepeated(answer)) break;
      }
      await sleep(waitMs);
    }
    throw new Error(`${method} ${path}: ${last}`);
  }

  return {
    get: async (path) => (await call('GET', path, {})).body,
    post: async (path, key, body) =>
      (await call('POST', path, { body, headers: { 'idempotency-key': `${prefix}${key}` } })).body,
    put: async (path, readPath, body) => {
      const { etag } = await call('GET', readPath, {});
      return (await call('PUT', path, { body, headers: etag ? { 'if-match': etag } : {} })).body;
    },
  };
}

/** Not known, not reached, too busy, or still being worked on: asking again with the same key finds out. */
function mayBeRepeated(answer: Response): boolean {
  return answer.status >= 502 || answer.status === 429 || (answer.status === 409 && answer.headers.has('retry-after'));
}

async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  return text === '' ? null : JSON.parse(text);
}

async function reasonOf(answer: Response): Promise<string> {
  const body = problem.safeParse(await bodyOf(answer).catch(() => null));
  if (!body.success) return answer.statusText;
  const { title, detail, errors } = body.data;
  return [title, detail, errors ? JSON.stringify(errors) : ''].filter(Boolean).join(': ');
}
