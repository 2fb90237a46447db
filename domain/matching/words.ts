/**
 * Text cut into units that can be compared: each Han character by itself, each Latin word without its endings. Nothing is looked
 * up outside and nothing depends on the machine's locale, so the same text gives the same units everywhere.
 */

/** A run of units without punctuation between; phrases and pairs of characters never reach over its ends. */
export type Run = readonly string[];

const HAN = /\p{Script=Han}/u;
const PIECE = /\p{Script=Han}|[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu;
/** Between two pieces of one run: nothing, spaces, or a sign within a word as in `waste-water` and `R&D`. */
const JOINT = /^[\s\u2010\u2011&-]*$/u;

export const isHan = (unit: string): boolean => HAN.test(unit);

/** Runs of units in the order of the text. Full-width forms, case and diacritics make no difference. */
export function runsOf(text: string): Run[] {
  const folded = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC').toLowerCase();
  const runs: string[][] = [];
  let end = -1;
  for (const found of folded.matchAll(PIECE)) {
    const isJoined = end >= 0 && JOINT.test(folded.slice(end, found.index));
    const unitsHere = piecesOf(found[0]);
    if (isJoined) runs.at(-1)?.push(...unitsHere);
    else runs.push(unitsHere);
    end = found.index + found[0].length;
  }
  return runs;
}

/** A Latin word may touch Han characters (`DCS系统`); the letter class of the pattern takes both. */
function piecesOf(piece: string): string[] {
  return piece
    .split(/(\p{Script=Han})/u)
    .filter((part) => part !== '')
    .map((part) => (isHan(part) ? part : stem(part)));
}

const ENDINGS: readonly [ending: RegExp, instead: string, least: number][] = [
  [/(?:is|iz)(?:ations?|es?|ed|ing|ers?)$/, 'iz', 4],
  [/(?:at)(?:ions?|ors?|ed|es?|ing|ive)$/, '', 4],
  [/ies$/, 'y', 3],
  [/(?:sses)$/, 'ss', 2],
  [/ings?$/, '', 4],
  [/ed$/, '', 4],
  [/(?<![sui])s$/, '', 3],
];

/**
 * An English word without its commonest endings; British and American spellings meet (`crystallisation`, `crystallization`).
 * Deliberately rough: it has to bring forms of one word together, not to be a word again.
 */
export function stem(word: string): string {
  const bare = word.replace(/['’]\w*$/u, '');
  if (!/^[a-z]{4,}$/.test(bare)) return bare;
  for (const [ending, instead, least] of ENDINGS) {
    const rest = bare.replace(ending, '');
    if (rest !== bare && rest.length >= least) return settle(rest + instead);
  }
  return settle(bare);
}

/** `scaling` and `scale`, `programmed` and `program`: neither the mute e nor a doubled letter is kept. */
const settle = (word: string): string =>
  word.length > 4 ? word.replace(/e$/, '').replace(/([bdfgmnprt])\1$/, '$1') : word;
