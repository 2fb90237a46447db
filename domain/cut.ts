/**
 * Texts that have to fit: cut between words or characters, never within one, with an ellipsis where something is missing; what
 * was opened before the cut, a bracket or a quotation, is closed behind it.
 */

const pairs: Readonly<Record<string, string>> = {
  '(': ')',
  '（': '）',
  '[': ']',
  '［': '］',
  '{': '}',
  '【': '】',
  '「': '」',
  '『': '』',
  '《': '》',
  '〈': '〉',
  '“': '”',
  '‘': '’',
};
const closers: ReadonlySet<string> = new Set(Object.values(pairs));
const STRAIGHT = '"';
const ELLIPSIS = '…';
/** A word is given up for the one before only where that costs no more than this share of the text. */
const MOST_GIVEN_UP = 0.4;

/** Characters as people count them, by code points. */
export const characterCount = (text: string): number => Array.from(text).length;

/** UTF-8 bytes. */
export function byteCount(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character);
  return bytes;
}

/** How wide a text stands: a Chinese character takes the room of two Latin letters. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += bytesOf(character) > 2 && character !== ELLIPSIS ? 2 : 1;
  return width;
}

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** A text of at most `most`, counted by `sizeOf`; as it is where it fits. */
export function cut(text: string, most: number, sizeOf: (text: string) => number = characterCount): string {
  if (sizeOf(text) <= most) return text;
  const characters = Array.from(text);
  let room = most - sizeOf(ELLIPSIS);
  const fits = characters.findIndex((character) => (room -= sizeOf(character)) < 0);
  for (let kept = fits; kept > 0; kept -= 1) {
    const shorter = finished(characters, kept);
    if (sizeOf(shorter) <= most) return shorter;
  }
  return ELLIPSIS;
}

/** Cuts a text to a number of UTF-8 bytes. */
export const cutToBytes = (text: string, most: number): string => cut(text, most, byteCount);

function finished(characters: readonly string[], fits: number): string {
  const body = characters.slice(0, boundary(characters, fits)).join('').replace(DANGLING, '');
  return `${body}${ELLIPSIS}${unclosed(body).toReversed().join('')}`;
}

/** White space, a comma or the like, and brackets that were only just opened. */
const DANGLING = /[\s,;:·，；：、–—(（[［{【「『《〈“‘-]+$/u;
const WITHIN_WORD = /^[\p{L}\p{N}'’-]$/u;
const WITHOUT_SPACES = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;
const HANGS_ON = /^[\p{M}\u200D]$/u;

const isInWord = (character = ' '): boolean => WITHIN_WORD.test(character) && !WITHOUT_SPACES.test(character);

/** Where to cut, at `fits` or before. */
function boundary(characters: readonly string[], fits: number): number {
  let at = fits;
  while (at > 0 && (HANGS_ON.test(characters[at] ?? '') || characters[at - 1] === '\u200D')) at -= 1;
  const whole = at;
  while (at > 0 && isInWord(characters[at]) && isInWord(characters[at - 1])) at -= 1;
  return at >= whole * (1 - MOST_GIVEN_UP) ? at : whole;
}

/** What has been opened and not closed, as what closes it, the outermost first. */
function unclosed(text: string): string[] {
  const open: string[] = [];
  for (const character of text) {
    const closer = pairs[character];
    if (closer) open.push(closer);
    else if (character === STRAIGHT) {
      if (open.at(-1) === STRAIGHT) open.pop();
      else open.push(STRAIGHT);
    } else if (closers.has(character) && open.at(-1) === character) open.pop();
  }
  return open;
}
