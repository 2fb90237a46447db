import type { MatchingInput } from './plan.ts';

/**
 * One order for everything that has none, so that the same people and needs give the same plan and the same hash however the
 * database happened to list them.
 */

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const by =
  <Item>(key: (item: Item) => string) =>
  (a: Item, b: Item): number =>
    byText(key(a), key(b));
const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted(byText);

export function inOrder(input: MatchingInput): MatchingInput {
  return {
    ...input,
    scheme: { ...input.scheme, rules: input.scheme.rules.toSorted(by(({ rule }) => rule)) },
    terms: input.terms.map((term) => ({ ...term, synonyms: sorted(term.synonyms) })).toSorted(by(({ id }) => id)),
    researchers: input.researchers
      .map((one) => ({
        ...one,
        terms: sorted(one.terms),
        languages: sorted(one.languages),
        preferredTerms: sorted(one.preferredTerms),
        knownEnterprises: sorted(one.knownEnterprises),
        absences: one.absences.toSorted(by(({ fromOn, toOn }) => fromOn + toOn)),
        exclusions: one.exclusions.toSorted(by(({ organisationId, kind }) => `${organisationId} ${kind}`)),
        places: one.places.toSorted(by(({ placementId }) => placementId)),
      }))
      .toSorted(by(({ personId }) => personId)),
    needs: input.needs
      .map((one) => ({
        ...one,
        terms: sorted(one.terms),
        languages: sorted(one.languages),
        ...(one.heldBy ? { heldBy: sorted(one.heldBy) } : {}),
      }))
      .toSorted(by(({ key }) => key)),
    pins: input.pins.toSorted(by(({ personId, needKey }) => `${needKey} ${personId}`)),
    excludes: input.excludes.toSorted(by(({ personId, needKey }) => `${needKey ?? ''} ${personId ?? ''}`)),
  };
}

/** 16 hex digits of an input in order. Tells one input from another; it is no seal against somebody who wants to deceive. */
export function hashOf(input: MatchingInput): string {
  const text = JSON.stringify(withSortedKeys(input));
  return fnv(text, 0x811c9dc5) + fnv(text, 0x9e3779b9);
}

/** FNV-1a over 16-bit units, finished so that one changed unit changes all digits. */
function fnv(text: string, seed: number): string {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => byText(a, b))
      .map(([key, inner]) => [key, withSortedKeys(inner)]),
  );
}
