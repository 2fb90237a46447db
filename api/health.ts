import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { knownMigrations } from '../prisma/migrate.ts';
import type { ApiDeps } from './deps.ts';

const answer = z.object({ status: z.enum(['ok', 'not-ready']), checks: z.record(z.string(), z.string()) });

/** What went wrong, without addresses or passwords. */
const reason = (error: unknown): string => (error instanceof Error ? error.name : 'failed');

/** `/healthz`: the process lives. `/readyz`: what it needs answers, each named. Both without a token. */
export function healthRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const config = { rateLimit: false };
  app.get(
    '/healthz',
    { config, logLevel: 'warn', schema: { tags: ['operations'], summary: 'The process lives' } },
    () => ({ status: 'ok' }),
  );
  app.get(
    '/readyz',
    {
      config,
      logLevel: 'warn',
      schema: {
        tags: ['operations'],
        summary: 'Database, migrations and Temporal answer',
        response: { 200: answer, 503: answer },
      },
    },
    async (_request, reply) => {
      const expected = knownMigrations();
      const [migrations, temporal] = await Promise.allSettled([appliedMigrations(deps), deps.gateway.check()]);
      const missing =
        migrations.status === 'fulfilled' ? expected.filter((name) => !migrations.value.includes(name)) : [];
      const checks = {
        database: migrations.status === 'fulfilled' ? 'ok' : reason(migrations.reason),
        migrations:
          migrations.status === 'rejected' ? 'unknown' : missing.length === 0 ? 'ok' : `missing: ${missing.join(', ')}`,
        temporal: temporal.status === 'fulfilled' ? 'ok' : reason(temporal.reason),
      };
      const isReady = Object.values(checks).every((state) => state === 'ok');
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'not-ready', checks });
    },
  );
}

async function appliedMigrations({ db }: ApiDeps): Promise<string[]> {
  await db.$queryRaw`SELECT 1`;
  const [table] = await db.$queryRaw<{ name: string | null }[]>`SELECT to_regclass('_prisma_migrations')::text AS name`;
  if (!table?.name) return [];
  const rows = await db.$queryRaw<{ migration_name: string }[]>`
    SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  return rows.map((row) => row.migration_name);
}
