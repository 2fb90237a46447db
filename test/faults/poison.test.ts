import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import { changedOrganisation, newOrganisation, personBody, postBody } from '../../domain/directory/schemas.ts';
import { schemeSchema } from '../../domain/matching/schemes.ts';
import { deciders } from '../../domain/deciders.ts';
import { isSafeText, safeText, storedText, writtenText } from '../../domain/text.ts';
import { anyBody } from '../support/any-command.ts';

/**
 * Row 31 of the fault matrix: text that Postgres refuses or silently changes, that reads otherwise than it is stored, or that is too
 * much. Every field of every command and of the directory that takes text is tried, by its schema, which is what the API's edge and
 * the workflow's loop look with. (What the API answers is in test/api/bad-input.test.ts, mail that comes in in
 * test/activities/inbound.test.ts, spreadsheets in test/api/imports/check.test.ts.)
 */
const spoil: Record<string, (text: string) => string> = {
  NUL: (text) => `${text}\u0000`,
  'a bell': (text) => `${text}\u0007x`,
  'an escape': (text) => `\u001b[31m${text}`,
  'a lone surrogate': (text) => `${text}\ud800`,
  'a pair the wrong way round': (text) => `${text}\udc00\ud800`,
  'a direction override': (text) => `${text}\u202egnp.exe`,
  'a direction isolate': (text) => `\u2066${text}`,
  'a line separator': (text) => `${text}\u2028x`,
  'a megabyte': () => 'x'.repeat(1_048_576),
  // What an unbounded pattern would let through.
  'a megabyte of its last character': (text) => text + (text.at(-1) ?? 'x').repeat(1_048_576),
  'blanks only': () => ' \u3000\t ',
  'zero width only': () => '\u200b\u200d\ufeff',
};

/** Bodies of each command. */
const RUNS = 8;

type Path = (string | number)[];
/** Where a body has texts. */
function textsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value === 'string') return [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    textsOf(each, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}
function replaced(body: unknown, [key, ...rest]: Path, change: (text: string) => string): unknown {
  if (key === undefined) return change(String(body));
  const copy: unknown = Array.isArray(body) ? [...body] : { ...(body as object) };
  const inside = copy as Record<string | number, unknown>;
  inside[key] = replaced(inside[key], rest, change);
  return copy;
}
/** As a caller would send it: without the marks that parsing puts before texts. */
const asWritten = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body).replaceAll('\\u0001open:', '').replaceAll('\\u0001private:', ''));

/** Calendars and what is adopted come from our own tables, never from a caller. */
const isOfPeople = (path: Path): boolean => !path.includes('adopted') && !path.includes('calendar');

/** Tries every text of some bodies that the schema takes, with every spoiling. Returns how many were tried. */
function tryAll(name: string, schema: z.ZodType, runs: number): number {
  let tried = 0;
  fc.assert(
    fc.property(anyBody({ name, schema: () => schema as never }), (body) => {
      const good = asWritten(body);
      if (!schema.safeParse(good).success) return;
      const taken: string[] = [];
      for (const path of textsOf(good).filter(isOfPeople)) {
        for (const [what, change] of Object.entries(spoil)) {
          if (schema.safeParse(replaced(good, path, change)).success) taken.push(`${name} ${path.join('/')}: ${what}`);
          tried += 1;
        }
      }
      expect(taken).toEqual([]);
    }),
    { numRuns: runs },
  );
  return tried;
}

describe('row 31: poison in any text is refused at the edge', () => {
  test.each(['agreement', 'plan'] as const)(
    'every command of the %s, as people write it and as a workflow gets it',
    (kind) => {
      let tried = 0;
      for (const [name, spec] of deciders[kind].commands) {
        // The caretaker's own: two calendars and nothing else.
        if (name === 'adoptCalendar') continue;
        tried += tryAll(name, spec.schema(writtenText), RUNS);
        tried += tryAll(name, spec.schema(storedText), Math.ceil(RUNS / 3));
      }
      expect(tried).toBeGreaterThan(2_000);
    },
    120_000,
  );

  test.each(Object.entries({ newOrganisation, changedOrganisation, personBody, postBody, schemeSchema }))(
    'what is not a command: %s',
    (name, schema) => {
      const names = { nameEn: 'A name', nameZh: '名称', titleEn: 'A title', titleZh: '职务' };
      const bodies: Record<string, object> = {
        newOrganisation: {
          code: 'a-code',
          kind: 'unit',
          aliases: ['Another name'],
          ...pick(names, 'nameEn', 'nameZh'),
        },
        changedOrganisation: { kind: 'unit', aliases: ['Another name'], ...pick(names, 'nameEn', 'nameZh') },
        personBody: {
          ...pick(names, 'nameEn', 'nameZh'),
          namePinyin: 'Wu Jiong',
          nameAsPrinted: 'WU Jiong',
          salutationZh: '吴校长',
          salutationEn: 'President Wu',
          fullTitleZh: '副校长',
          fullTitleEn: 'Vice President',
          email: 'wu@example.org',
          organisationId: 'org-a',
        },
        postBody: { organisationId: 'org-a', ...pick(names, 'titleEn', 'titleZh') },
        schemeSchema: {
          id: 'own-scheme',
          title: { en: 'A scheme', zh: '方案' },
          source: 'Notice 12 of 2024',
          rules: [{ rule: 'max-enterprises', value: 3, source: 'Article 4' }],
        },
      };
      const good = bodies[name];
      expect(schema.safeParse(good).success).toBe(true);
      for (const path of textsOf(good)) {
        for (const [what, change] of Object.entries(spoil)) {
          const { success } = schema.safeParse(replaced(good, path, change));
          expect([path.join('/'), what, success]).toEqual([path.join('/'), what, false]);
        }
      }
    },
  );

  test('what cannot be sent back, a mail, comes out clean whatever was in it, and is not retried for ever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 1, max: 300 }), (text, max) => {
        const clean = safeText(text, max);
        expect(Array.from(clean).length).toBeLessThanOrEqual(max);
        expect(isSafeText(clean)).toBe(true);
        expect(safeText(clean, max)).toBe(clean.trim());
      }),
      { numRuns: 2_000 },
    );
  });

  test('what is only unusual is taken: joined emoji, rare characters, Persian, a long line of Chinese', () => {
    const schema = postBody;
    for (const titleZh of ['👨‍👩‍👧 家庭', '𠮷野家', 'می‌خواهم', '长'.repeat(200)]) {
      expect(schema.safeParse({ organisationId: 'org-a', titleZh }).success).toBe(true);
    }
  });
});

function pick<T extends object, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
