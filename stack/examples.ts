import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { loadConfig } from '../config.ts';
import { besideRunning } from './addresses.ts';

/** A call that a newcomer can make; `{id}` stands for the first agreement of the list. */
export interface Example {
  number: number;
  title: string;
  method: 'GET' | 'POST';
  path: string;
  body?: Record<string, unknown>;
}

export const examples: readonly Example[] = [
  { number: 1, title: 'lists the agreements', method: 'GET', path: '/v1/agreements' },
  {
    number: 2,
    title: 'shows what is open in the first one, and whose turn it is',
    method: 'GET',
    path: '/v1/agreements/{id}/follow-ups',
  },
  {
    number: 3,
    title: 'records what was said in the first one: a principle that both sides discussed',
    method: 'POST',
    path: '/v1/agreements/{id}/points',
    body: { kind: 'principle', standing: 'discussed', text: 'Both sides want to meet more often.' },
  },
];

/**
 * Prints a call as `curl` would make it, makes it against the running API, and prints the answer.
 * @returns the exit code: 0 when the API answered with success
 */
export async function runExample(
  wanted: string | undefined,
  environment: Record<string, string | undefined>,
  print: (text: string) => void = console.log,
): Promise<number> {
  const example = examples.find(({ number }) => String(number) === wanted);
  if (!example) {
    print(`Which one? ${examples.map(({ number, title }) => `\n  npm run example -- ${number}   ${title}`).join('')}`);
    return 1;
  }
  const known = besideRunning(environment);
  const config = loadConfig(known);
  let token: string;
  try {
    token = readFileSync(config.tokenFile, 'utf8').trim();
  } catch {
    print(`There is no token in ${config.tokenFile} yet. Start the system first: npm start`);
    return 1;
  }
  // The token goes to no port that is only guessed.
  if (!known['API_PORT']) {
    print(`The system does not run on ${config.stackDir}, or is not ready yet. Start it first: npm start`);
    return 1;
  }
  const base = `http://127.0.0.1:${config.api.port}`;
  try {
    const path = example.path.includes('{id}')
      ? example.path.replace('{id}', await firstAgreementId(base, token))
      : example.path;
    const key = example.method === 'POST' ? randomUUID() : undefined;
    print(asCurl(example, `${base}${path}`, config.tokenFile, key));
    const response = await fetch(`${base}${path}`, {
      method: example.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(example.body ? { 'content-type': 'application/json' } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      ...(example.body ? { body: JSON.stringify(example.body) } : {}),
      signal: AbortSignal.timeout(15_000),
    });
    print(`\n${response.status} ${response.statusText}\n${pretty(await response.text())}`);
    return response.ok ? 0 : 1;
  } catch (error) {
    const reason =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
    print(`The API at ${base} could not be asked (${reason}). Is the system running? npm start`);
    return 1;
  }
}

const listSchema = z.object({ items: z.array(z.object({ id: z.string() })) });

async function firstAgreementId(base: string, token: string): Promise<string> {
  const response = await fetch(`${base}/v1/agreements?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(15_000),
  });
  const list = listSchema.safeParse(await response.json());
  const id = list.data?.items[0]?.id;
  if (!id) throw new Error(response.ok ? 'there is no agreement yet' : `it answered ${response.status}`);
  return id;
}

function asCurl(example: Example, url: string, tokenFile: string, key: string | undefined): string {
  const parts = [
    'curl',
    ...(example.method === 'POST' ? ['-X POST'] : []),
    `-H "Authorization: Bearer $(cat ${tokenFile})"`,
    ...(key ? [`-H "Idempotency-Key: ${key}"`] : []),
    ...(example.body ? [`-H "Content-Type: application/json" -d '${JSON.stringify(example.body)}'`] : []),
    url,
  ];
  return parts.join(' \\\n  ');
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
