import { z } from 'zod';

/**
 * Text from people. The same command schema is built twice from these fields: once for HTTP, where they take what a person
 * wrote, and once for Temporal, where they take the id of the stored text, so that free text can never enter a history.
 */
export interface TextFields {
  /** One line, at most 200 characters. */
  line: z.ZodType<string>;
  /** A passage, at most 10,000 characters. */
  passage: z.ZodType<string>;
  /** One line private to the party in the command's `partyId` (an enterprise's need), at most 200 characters. */
  privateLine: z.ZodType<string>;
  /** A passage private to the party in the command's `partyId`, at most 10,000 characters. */
  privatePassage: z.ZodType<string>;
}

export const LINE_MAX = 200;
export const PASSAGE_MAX = 10_000;

// C0 except tab and line feed, DEL, C1, line/paragraph separators, bidi overrides and isolates, lone surrogates:
// Postgres refuses NUL, silently replaces surrogates, and the others make a text read otherwise than it is stored.
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/;
/** Zero-width characters alone are a text that nobody sees. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;
const LINE_BREAK = /[\r\n\t]/;

function hasLoneSurrogate(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(i + 1);
      if (!(next >= 0xdc00 && next <= 0xdfff)) return true;
      i += 1;
    } else if (unit >= 0xdc00 && unit <= 0xdfff) return true;
  }
  return false;
}

/** True if a text may be stored and shown as it is. */
export function isSafeText(text: string): boolean {
  return !UNSAFE.test(text) && !hasLoneSurrogate(text);
}

/**
 * A text from outside that cannot be sent back to be typed again (a mail): what `isSafeText` refuses is taken out, and it is cut
 * to `max` characters. May be empty.
 */
export function safeText(text: string, max: number): string {
  const clean = text
    .replaceAll('\r\n', '\n')
    .replaceAll(new RegExp(UNSAFE, 'g'), '')
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .normalize('NFC')
    .trim();
  return Array.from(clean).slice(0, max).join('');
}

/** A person's text: NFC, trimmed, 1 to `max` characters, no control characters or bidi overrides. */
export function personText(max: number, oneLine: boolean): z.ZodType<string, string> {
  return z
    .string()
    .max(max * 2, `at most ${max} characters`)
    .refine(isSafeText, 'contains control characters, direction overrides or broken characters: type the text again')
    .refine((text) => !oneLine || !LINE_BREAK.test(text.trim()), 'one line only')
    .transform((text) => text.normalize('NFC').replaceAll('\r\n', '\n').trim())
    .refine((text) => VISIBLE.test(text), 'must not be empty')
    .refine((text) => text.length <= max, `at most ${max} characters`);
}

// Marks a text in a parsed body until the API has stored it and put its id there. No text of a person can begin with it: U+0001 is refused.
const OPEN_MARK = '\u0001open:';
const PRIVATE_MARK = '\u0001private:';

const marked = (max: number, oneLine: boolean, mark: string): z.ZodType<string> =>
  personText(max, oneLine).transform((text) => mark + text);

/** For HTTP: takes what a person wrote. */
export const writtenText: TextFields = {
  line: marked(LINE_MAX, true, OPEN_MARK),
  passage: marked(PASSAGE_MAX, false, OPEN_MARK),
  privateLine: marked(LINE_MAX, true, PRIVATE_MARK),
  privatePassage: marked(PASSAGE_MAX, false, PRIVATE_MARK),
};

const textId = z.string().regex(/^text-[A-Za-z0-9_-]{22}$/, 'must be the id of a stored text');

/** For Temporal: takes ids of stored texts. */
export const storedText: TextFields = { line: textId, passage: textId, privateLine: textId, privatePassage: textId };

export interface FoundText {
  content: string;
  isPrivate: boolean;
}

/** Replaces every marked text in a parsed body by what `store` returns for it (its id). The body is not changed. */
export function liftTexts(body: unknown, store: (text: FoundText, pointer: string) => string, pointer = ''): unknown {
  if (typeof body === 'string') {
    if (body.startsWith(OPEN_MARK)) return store({ content: body.slice(OPEN_MARK.length), isPrivate: false }, pointer);
    if (body.startsWith(PRIVATE_MARK)) {
      return store({ content: body.slice(PRIVATE_MARK.length), isPrivate: true }, pointer);
    }
    return body;
  }
  if (Array.isArray(body)) return body.map((entry, index) => liftTexts(entry, store, `${pointer}/${index}`));
  if (body !== null && typeof body === 'object') {
    return Object.fromEntries(
      Object.entries(body).map(([key, value]) => [key, liftTexts(value, store, `${pointer}/${key}`)]),
    );
  }
  return body;
}
