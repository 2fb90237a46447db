import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const anything = z.any();

/** What an answer holds: read by the tests as what it should be. */
export interface Answer {
  status: number;
  // zod's `any`: each test says what it expects of a body.
  body: z.infer<typeof anything>;
  etag: string | null;
}

/** How often an answer that is not known yet is asked for again: a machine busy with other tests is slow, not wrong. */
const ASKED_AGAIN = 4;

/** Calls the API as one principal. Each POST is a new intention. */
export class Caller {
  readonly #apiUrl: string;
  readonly #token: string;

  constructor(apiUrl: string, token: string) {
    this.#apiUrl = apiUrl;
    this.#token = token;
  }

  /** As a client does: where the outcome is not known yet, it asks again with the same key. */
  async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const keyed = method === 'POST' ? { 'idempotency-key': randomUUID(), ...headers } : headers;
    let answer = await this.#askOnce(method, path, body, keyed);
    for (let again = 0; [503, 504].includes(answer.status) && again < ASKED_AGAIN; again += 1) {
      answer = await this.#askOnce(method, path, body, keyed);
    }
    return answer;
  }

  async #askOnce(method: string, path: string, body: object | undefined, headers: Record<string, string>) {
    const answer = await fetch(`${this.#apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: anything.parse(text === '' ? null : JSON.parse(text)),
      etag: answer.headers.get('etag'),
    };
  }

  /** The body of a page that is there. */
  async get(path: string): Promise<Answer['body']> {
    const { status, body } = await this.ask('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** The answer to a command that is taken. */
  async post(path: string, body: object = {}): Promise<Answer['body']> {
    const answer = await this.ask('POST', path, body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The code with which a command is refused, `taken` if it was not. */
  async refusal(path: string, body: object = {}): Promise<string> {
    const answer = await this.ask('POST', path, body);
    if (answer.status < 300) return 'taken';
    return String(answer.body?.type).replace('/problems/', '');
  }
}
