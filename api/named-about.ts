import { z } from 'zod';
import { nameKeyOf } from '../activities/name-of.ts';
import type { ItemName } from '../activities/name-of.ts';
import type { Bilingual } from '../domain/decider.ts';

/** A sentence or name in both languages. */
export const bilingual = z.object({ en: z.string(), zh: z.string() });

/**
 * What something is about. `name` tells several of a kind apart: the party of a need, the name of a base, who promised what in its
 * first words. Null for what there is one of, for what has no name, and where the reader may not know it.
 */
export const namedAbout = z.object({ kind: z.string(), id: z.string(), name: bilingual.nullable() });

/** The name of something from `itemNames`; null where nothing tells it from others of its kind. */
export function nameIn(
  names: ReadonlyMap<string, ItemName>,
  entityId: string,
  about: { kind: string; id: string } | null,
): Bilingual | null {
  return about && (names.get(nameKeyOf({ entityId, ...about }))?.name ?? null);
}
