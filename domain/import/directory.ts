import { nameKey } from '../directory/names.ts';

/** The directory as an import looks things up in it: who may be meant by what is written in a cell. */
export interface Entry {
  id: string;
  /** Every name, folded (`nameKey`). */
  keys: readonly string[];
}
export interface OrganisationEntry extends Entry {
  ours: boolean;
  zone: string;
  /** One of our units with a coordinator post, its own or from above. */
  isHomeUnit: boolean;
}
export interface MemberEntry extends Entry {
  organisationId: string | null;
}
export interface Directory {
  organisations: readonly OrganisationEntry[];
  posts: readonly MemberEntry[];
  people: readonly MemberEntry[];
}

/** By id, else by any name. */
export function lookUp<E extends Entry>(entries: readonly E[], said: string): E[] {
  const byId = entries.filter((entry) => entry.id === said.trim());
  if (byId.length > 0) return byId;
  const key = nameKey(said);
  return key === '' ? [] : entries.filter((entry) => entry.keys.includes(key));
}
