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
  parentId: string | null;
}
export interface MemberEntry extends Entry {
  organisationId: string | null;
}
export interface PersonEntry extends MemberEntry {
  email: string | null;
  /** Where the person is reached and where they hold posts. */
  placeIds: readonly string[];
}
export interface Directory {
  organisations: readonly OrganisationEntry[];
  posts: readonly MemberEntry[];
  people: readonly PersonEntry[];
}

/** By id, else by any name. */
export function lookUp<E extends Entry>(entries: readonly E[], said: string): E[] {
  const byId = entries.filter((entry) => entry.id === said.trim());
  if (byId.length > 0) return byId;
  const key = nameKey(said);
  return key === '' ? [] : entries.filter((entry) => entry.keys.includes(key));
}

/** The same as `lookUp` for files of thousands of rows: everything is put under its names once. */
export function finder<E extends Entry>(entries: readonly E[]): (said: string) => E[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const byKey = new Map<string, E[]>();
  for (const entry of entries) {
    for (const key of new Set(entry.keys)) {
      const found = byKey.get(key);
      if (found) found.push(entry);
      else byKey.set(key, [entry]);
    }
  }
  return (said) => {
    const known = byId.get(said.trim());
    return known ? [known] : (byKey.get(nameKey(said)) ?? []);
  };
}
