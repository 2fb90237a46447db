import type { RefusalCode } from '../domain/refusal.ts';
import type { Database } from '../prisma/client.ts';
import { Problem } from './problem.ts';
import type { FieldError } from './problem.ts';

const kinds = [
  { prefix: 'person-', code: 'unknown-person' },
  { prefix: 'org-', code: 'unknown-organisation' },
  { prefix: 'post-', code: 'unknown-post' },
] as const satisfies { prefix: string; code: RefusalCode }[];
const ID = /^(person|org|post)-[a-z0-9-]{1,60}$/;

/** An item of an agreement that is private to a party: its need, the letter that asks for one, or our list of who has told none. */
export const PRIVATE_ID = /^(need|ask|collection)-\d{1,4}$/;
/** A need alone. */
export const NEED_ID = /^need-\d{1,4}$/;

interface Reference {
  id: string;
  pointer: string;
}

/** Every id of the directory (or of `pattern`) anywhere in a body. Texts of people are marked and so never taken for ids. */
export function referencesIn(body: unknown, pattern = ID, pointer = ''): Reference[] {
  if (typeof body === 'string') return pattern.test(body) ? [{ id: body, pointer }] : [];
  if (Array.isArray(body)) return body.flatMap((entry, index) => referencesIn(entry, pattern, `${pointer}/${index}`));
  if (body === null || typeof body !== 'object') return [];
  return Object.entries(body).flatMap(([key, value]) => referencesIn(value, pattern, `${pointer}/${key}`));
}

/** Nothing is ever taken out of the directory, so what was there once need not be looked up again. */
const seen = new WeakMap<Database, Set<string>>();

/** @throws Problem that points at each id that the directory does not have */
export async function checkReferences(db: Database, body: unknown): Promise<void> {
  const known = seen.get(db) ?? new Set();
  seen.set(db, known);
  const references = referencesIn(body).filter(({ id }) => !known.has(id));
  if (references.length === 0) return;
  const ids = [...new Set(references.map(({ id }) => id))];
  const where = (prefix: string) => ({
    where: { id: { in: ids.filter((id) => id.startsWith(prefix)) } },
    select: { id: true },
  });
  const found = (
    await Promise.all([
      ids.some((id) => id.startsWith('person-')) ? db.person.findMany(where('person-')) : [],
      ids.some((id) => id.startsWith('org-')) ? db.organisation.findMany(where('org-')) : [],
      ids.some((id) => id.startsWith('post-')) ? db.post.findMany(where('post-')) : [],
    ])
  ).flat();
  for (const { id } of found) known.add(id);
  const missing = references.filter(({ id }) => !known.has(id));
  const first = missing[0];
  if (!first) return;
  const code = kinds.find(({ prefix }) => first.id.startsWith(prefix))?.code ?? 'unknown-item';
  const errors: FieldError[] = missing.map(({ id, pointer }) => ({
    pointer,
    detail: `${id} is not in the directory`,
    detailZh: `名录中没有 ${id}`,
  }));
  const named = [...new Set(missing.map(({ id }) => id))].slice(0, 5);
  throw new Problem(code, `${named.join(', ')}: not in the directory.`, {
    errors,
    detailZh: `${named.join('、')}：名录中没有。`,
  });
}
