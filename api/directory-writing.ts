import type { FastifyReply, FastifyRequest } from 'fastify';
import { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { principalFrom } from './authentication.ts';
import { forget, idempotencyKey, keepAnswer, once, repeatable } from './idempotency.ts';
import { isFinal, Problem } from './problem.ts';
import { checkReferences } from './references.ts';

/** What creating and changing in the directory have in common. */

export type Transaction = Prisma.TransactionClient;

/** Of all transactions that write the directory: numbers are given out one by one, and rules between rows hold. */
const LOCK = 7_310_202;

export async function underLock<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    return work(tx);
  });
}

/**
 * Makes something once for each Idempotency-Key: row and answer are written together, and a repeat gets the same answer.
 * @param target what is made or changed, e.g. the collection
 * @param references what of the body names rows of the directory
 * @returns the stored answer
 */
export async function madeOnce(
  db: Database,
  request: FastifyRequest,
  target: string,
  references: unknown,
  make: (tx: Transaction) => Promise<Prisma.InputJsonObject>,
): Promise<unknown> {
  const repeat = repeatable(principalFrom(request).id, target, '', idempotencyKey(request), request.body);
  return once(db, repeat, async ({ answer }) => {
    if (answer) return answer.body;
    try {
      // Before the transaction: what waits for the lock must not need a second connection.
      await checkReferences(db, references);
      return await underLock(db, async (tx) => {
        // Another process may have done it since the key was claimed.
        const stands = await tx.idempotentRequest.findUnique({ where: { commandId: repeat.commandId } });
        if (stands?.status) return stands.answer;
        const made = await make(tx);
        await keepAnswer(tx, repeat.commandId, { status: 201, body: made });
        return made;
      });
    } catch (error) {
      if (isFinal(error)) await forget(db, repeat.commandId);
      throw error;
    }
  });
}

/** Answers a POST to a collection of the directory with what it made, its address and version. */
export async function createOnce(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  collection: string,
  references: unknown,
  create: (tx: Transaction) => Promise<{ id: string; version: number } & Prisma.InputJsonObject>,
): Promise<void> {
  const body = await madeOnce(db, request, collection, references, create);
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
    throw new Problem('if-match-missing', undefined, {
      errors: [{ pointer: ':if-match', detail: 'is needed', detailZh: '必填' }],
    });
  const wanted = header.split(',').map((tag) => tag.trim());
  if (!wanted.includes(`"v${version}"`) && !wanted.includes('*')) {
    throw new Problem('version-stale', `It is at "v${version}" now.`, { detailZh: `现为 "v${version}"。` });
  }
}

/** The next free number for ids like person-12; under the lock. */
export async function nextNumber(tx: Transaction, table: 'person' | 'post'): Promise<number> {
  const from = table === 'person' ? Prisma.sql`person` : Prisma.sql`post`;
  const [row] = await tx.$queryRaw<{ last: number | null }[]>`
    SELECT MAX(substring(id from '-([0-9]{1,9})$')::int) AS last FROM ${from}`;
  return (row?.last ?? 0) + 1;
}
