import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { followUpPolicies } from '../../../domain/policy/defaults.ts';
import { policyDocument } from '../../../domain/policy/explain.ts';
import { sources } from '../../../domain/policy/sources.ts';

describe('docs/policy.md', () => {
  const document = readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8');

  test('says what the rules say; else run `npx tsx api/write-policy.ts`', () => {
    expect(document).toBe(policyDocument());
  });

  test('explains every code that a policy names as its origin', () => {
    const origins = Object.values(followUpPolicies).map(({ origin }) => origin);
    const codes = new Set(origins.flatMap((origin) => origin.match(/\b[A-Z]{2}\d\b|\bE\d\b/g) ?? []));
    expect([...codes].filter((code) => !sources[code])).toEqual([]);
    expect(codes.size).toBeGreaterThan(8);
  });
});
