import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { Problem } from './problem.ts';

export interface Repeatable {
  /** 22 characters of base64url; also the update's id in Temporal and the row's in `command`. */
  commandId: string;
  bodyHash: string;
}

const KEY = /^"?([\x21\x23-\x7e]{1,200})"?$/;

/** The Idempotency-Key, with or without the quotes of the draft standard. @throws Problem without a usable one */
export function idempotencyKey(request: FastifyRequest): string {
  const header = request.headers['idempotency-key'];
  const key = typeof header === 'string' ? KEY.exec(header.trim())?.[1] : undefined;
  if (!key) {
    throw new Problem('idempotency-key-missing', undefined, {
      errors: [
        {
          pointer: ':idempotency-key',
          detail: 'must be 1 to 200 visible characters',
          detailZh: '须为 1 至 200 个可见字符',
        },
      ],
    });
  }
  return key;
}

const sha256 = (parts: readonly string[]): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest();

/**
 * The same principal, route, target and key are the same command, whichever process gets it.
 * @param route name of the command or of the collection @param target id of the entity, or empty
 */
export function repeatable(principalId: string, route: string, target: string, key: string, body: unknown): Repeatable {
  return {
    commandId: sha256([principalId, route, target, key]).toString('base64url').slice(0, 22),
    bodyHash: bodyHashOf(body),
  };
}

/** The same for the same request, in whatever order it was written. */
export const bodyHashOf = (body: unknown): string => sha256([canonical(body)]).toString('hex');

/** JSON with sorted keys: the same request written in another order is the same request. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

export interface StoredAnswer {
  status: number;
  body: unknown;
}

export interface Claim {
  /** True if this key has been used before for the same request. */
  isRepeat: boolean;
  answer: StoredAnswer | null;
}

const inFlight = new WeakMap<Database, Set<string>>();

/**
 * Runs `work` for a request that may come again. Two of the same at once in this process: the second is told to wait.
 * @throws Problem `idempotency-key-reused`, `request-in-flight`
 */
export async function once<T>(db: Database, request: Repeatable, work: (claim: Claim) => Promise<T>): Promise<T> {
  const running = inFlight.get(db) ?? new Set();
  inFlight.set(db, running);
  if (running.has(request.commandId)) throw new Problem('request-in-flight');
  running.add(request.commandId);
  try {
    return await work(await claim(db, request));
  } finally {
    running.delete(request.commandId);
  }
}

async function claim(db: Database, { commandId, bodyHash }: Repeatable): Promise<Claim> {
  // By hand, as the other statements that each command waits for: preparing a query object costs more than the query.
  const made = await db.$executeRaw`
    INSERT INTO idempotent_request ("commandId", "bodyHash") VALUES (${commandId}, ${bodyHash}) ON CONFLICT DO NOTHING`;
  if (made === 1) return { isRepeat: false, answer: null };
  const stored = await db.idempotentRequest.findUnique({ where: { commandId } });
  if (stored && stored.bodyHash !== bodyHash) throw new Problem('idempotency-key-reused');
  const answer = stored?.status ? { status: stored.status, body: stored.answer } : null;
  return { isRepeat: true, answer };
}

/** Keeps the answer of a request that is no command of an entity; in the transaction that makes what it tells of. */
export async function keepAnswer(
  tx: Prisma.TransactionClient,
  commandId: string,
  answer: { status: number; body: Prisma.InputJsonValue },
) {
  await tx.idempotentRequest.update({ where: { commandId }, data: { status: answer.status, answer: answer.body } });
}

/** A refused request leaves nothing behind: its key may be used again. */
export async function forget(db: Database, commandId: string): Promise<void> {
  await db.idempotentRequest.deleteMany({ where: { commandId, status: null } });
}
