import { z } from 'zod';
import { Problem } from './problem.ts';

/** Pages of 50, at most 200; the cursor is opaque to callers: the last row's sort value and id. */
export const pageParameters = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
};

export interface Position {
  value: string;
  id: string;
}

const position = z.tuple([z.string(), z.string()]);

function cursorOf({ value, id }: Position): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url');
}

/** @throws Problem for a cursor that is not one of ours */
export function positionOf(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  try {
    const [value, id] = position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { value, id };
  } catch {
    throw new Problem('shape-invalid', 'Take the cursor from nextCursor of the page before, unchanged.', {
      detailZh: '请原样使用上一页的 nextCursor。',
      errors: [{ pointer: '?cursor', detail: 'is not a cursor of this list', detailZh: '不是本列表的游标' }],
    });
  }
}

/** Cuts one row more than asked for into a page with a cursor. */
export function page<T>(
  rows: readonly T[],
  limit: number,
  at: (row: T) => Position,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(at(last)) : null };
}

/** `rel="next"` with the same filters. */
export function nextLink(url: string, nextCursor: string | null): Record<string, string> {
  if (!nextCursor) return {};
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', nextCursor);
  return { link: `<${path}?${parameters.toString()}>; rel="next"` };
}

/** `a,b` as a list of what is allowed. */
export const listOf = (allowed: readonly [string, ...string[]]) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .pipe(z.array(z.enum(allowed)).min(1));
