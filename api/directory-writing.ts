import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../domain/decider.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { principalFrom } from './authentication.ts';
import { checkPermission, isFinal } from './entity-commands.ts';
import { forget, idempotencyKey, keepAnswer, once, repeatable } from './idempotency.ts';
import type { Principal } from './principal.ts';
import { Problem } from './problem.ts';
import { checkReferences } from './references.ts';

/** What creating and changing in the directory have in common. */

export type Transaction = Prisma.TransactionClient;

const editors: readonly Role[] = ['coordinator'];

/** Of all transactions that write the directory: numbers are given out one by one, and rules between rows hold. */
const LOCK = 7_310_202;

export async function underLock<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    return work(tx);
  });
}

/** @throws Problem unless the caller may change the directory */
export function editorFrom(request: FastifyRequest, name: string): Principal {
  const principal = principalFrom(request);
  checkPermission({ name, who: editors }, principal);
  return principal;
}

/**
 * Creates once for each Idempotency-Key: row and answer are written together, and a repeat gets the same answer.
 * @param references what of the body names other rows of the directory
 */
export async function createOnce(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  collection: string,
  references: unknown,
  create: (tx: Transaction) => Promise<{ id: string; version: number } & Prisma.InputJsonObject>,
): Promise<void> {
  const principal = editorFrom(request, `POST ${collection}`);
  const repeat = repeatable(principal.id, collection, '', idempotencyKey(request), request.body);
  const body = await once(db, repeat, async ({ answer }) => {
    if (answer) return answer.body;
    try {
      // Before the transaction: what waits for the lock must not need a second connection.
      await checkReferences(db, references);
      return await underLock(db, async (tx) => {
        // Another process may have done it since the key was claimed.
        const stands = await tx.idempotentRequest.findUnique({ where: { commandId: repeat.commandId } });
        if (stands?.status) return stands.answer;
        const made = await create(tx);
        await keepAnswer(tx, repeat.commandId, { status: 201, body: made });
        return made;
      });
    } catch (error) {
      if (isFinal(error)) await forget(db, repeat.commandId);
      throw error;
    }
  });
  const { id, version } = identified(body);
  await reply.code(201).header('location', `/v1/${collection}/${id}`).header('etag', `"v${version}"`).send(body);
}

function identified(body: unknown): { id: string; version: number } {
  if (typeof body !== 'object' || body === null || !('id' in body) || !('version' in body))
    throw new Problem('internal');
  return { id: String(body.id), version: Number(body.version) };
}

/** The version a change is meant for. @throws Problem `if-match-missing`, `version-stale` */
export function expectVersion(request: FastifyRequest, version: number): void {
  const header = request.headers['if-match'];
  if (!header)
    throw new Problem('if-match-missing', undefined, { errors: [{ pointer: ':if-match', detail: 'is needed' }] });
  const wanted = header.split(',').map((tag) => tag.trim());
  if (!wanted.includes(`"v${version}"`) && !wanted.includes('*')) {
    throw new Problem('version-stale', `It is at "v${version}" now.`);
  }
}

/** The next free number for ids like person-12; under the lock. */
export async function nextNumber(tx: Transaction, table: 'person' | 'post'): Promise<number> {
  const from = table === 'person' ? Prisma.sql`person` : Prisma.sql`post`;
  const [row] = await tx.$queryRaw<{ last: number | null }[]>`
    SELECT MAX(substring(id from '-([0-9]{1,9})$')::int) AS last FROM ${from}`;
  return (row?.last ?? 0) + 1;
}
