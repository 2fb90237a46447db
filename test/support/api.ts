import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { hashToken, storeBootstrapToken } from '../../api/authentication.ts';
import type { EntityGateway } from '../../api/gateway.ts';
import { buildServer } from '../../api/server.ts';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { inlineGateway } from './inline-gateway.ts';
import { startTestPostgres } from './postgres.ts';

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

export interface TestApi {
  app: FastifyInstance;
  db: Database;
  gateway: ReturnType<typeof inlineGateway>;
  /** With the coordinator's token unless another is given, and a fresh Idempotency-Key for each POST. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** A POST that must succeed. */
  post(url: string, body?: unknown): Promise<Answer['body']>;
  /** Another caller's token. */
  tokenFor(principal: { id: string; personId?: string; roles: string[] }): Promise<string>;
  stop(): Promise<void>;
}

export const TOKEN = 'test-coordinator-token-0123456789abcdef';

/** The API on a Postgres of its own, on the demonstration's first day, with the domain behind it instead of Temporal. */
export async function startTestApi(
  replace: { gateway?: Partial<EntityGateway>; logTo?: { write(line: string): void }; clock?: BusinessClock } = {},
): Promise<TestApi> {
  const postgres = await startTestPostgres();
  const db = connectDatabase(postgres.url);
  // Real speed: business time is 2026-03-02, 08:30 in China, for the whole test.
  const clock = replace.clock ?? { ...demonstrationClock(new Date().toISOString(), 86_400_000), endsAt: null };
  const gateway = inlineGateway(db, clock);
  const app = await buildServer({
    db,
    gateway: { ...gateway, ...replace.gateway },
    clock,
    publicUrl: 'http://127.0.0.1:3000',
    mailFrom: 'Cooperation office <cooperation@example.org>',
    linkSecret: 'x'.repeat(32),
    logLevel: replace.logTo ? 'info' : 'silent',
    ...(replace.logTo ? { logTo: replace.logTo } : {}),
    isDemonstration: true,
    sendCode: () => Promise.reject(new Error('no mail here')),
    wakePostboxes: () => Promise.resolve(),
    startImport: () => Promise.resolve(),
  });
  await storeBootstrapToken(db, TOKEN);

  const call: TestApi['call'] = async (method, url, body, headers = {}) => {
    const response = await app.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = String(response.headers['content-type']).includes('json');
    return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : response.body };
  };
  return {
    app,
    db,
    gateway,
    call,
    post: async (url, body) => {
      const answer = await call('POST', url, body ?? {});
      if (answer.status >= 300) throw new Error(`POST ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    tokenFor: async ({ id, personId, roles }) => {
      const token = `token-${randomUUID()}`;
      await db.apiToken.create({
        data: { id, hash: hashToken(token), principal: id, personId: personId ?? null, roles },
      });
      return `Bearer ${token}`;
    },
    stop: async () => {
      await app.close();
      await db.$disconnect();
      await postgres.stop();
    },
  };
}

/** A small directory: a platform of ours with a reporting line, a university, two enterprises, and people with posts. */
export async function fillDirectory({
  post,
  call,
}: TestApi): Promise<{ unit: string; partner: string; enterprises: string[]; people: string[]; posts: string[] }> {
  await post('/v1/organisations', {
    code: 'cnuktip',
    nameEn: 'China-UK Technology and Innovation Platform',
    kind: 'platform',
    ours: true,
    aliases: ['CNUKTIP Platform'],
  });
  await post('/v1/organisations', {
    code: 'zzuet',
    nameEn: 'Zhengzhou University of Engineering and Technology',
    nameZh: '郑州工程技术学院',
    kind: 'university',
  });
  await post('/v1/organisations', { code: 'fine-a', nameEn: 'Fine Chemicals A', kind: 'enterprise' });
  await post('/v1/organisations', { code: 'fine-b', nameEn: 'Fine Chemicals B', kind: 'enterprise' });
  const people = [];
  for (const person of [
    { nameEn: 'Ren Xiang', organisationId: 'org-cnuktip', ours: true, email: 'ren@example.org' },
    { nameEn: 'Bai Zhonghu', organisationId: 'org-zzuet', email: 'bai@example.org', language: 'zh-CN' },
    { nameAsPrinted: "Liu Jian 'en", organisationId: 'org-fine-a' },
    { nameEn: 'Wu Bo', organisationId: 'org-fine-b' },
  ]) {
    people.push((await post('/v1/people', person)).id);
  }
  const posts = [];
  for (const office of [
    { organisationId: 'org-cnuktip', titleEn: 'Liaison', holderId: people[0] },
    { organisationId: 'org-cnuktip', titleEn: 'Coordinator', holderId: people[0] },
  ]) {
    posts.push((await post('/v1/posts', office)).id);
  }
  const line = { liaisonPostId: posts[0], coordinatorPostId: posts[1] };
  const set = await call('PUT', '/v1/organisations/org-cnuktip/reporting-line', line, { 'if-match': '"v1"' });
  if (set.status !== 200) throw new Error(JSON.stringify(set.body));
  return { unit: 'org-cnuktip', partner: 'org-zzuet', enterprises: ['org-fine-a', 'org-fine-b'], people, posts };
}

export const startBody = (more: object = {}) => ({
  homeUnitId: 'org-cnuktip',
  parties: [
    { organisationId: 'org-cnuktip', role: 'host' },
    { organisationId: 'org-zzuet', role: 'guest' },
    { organisationId: 'org-fine-a', role: 'partner' },
    { organisationId: 'org-fine-b', role: 'partner' },
  ],
  accept: true,
  ...more,
});
