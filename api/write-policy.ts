import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyDocument } from '../domain/policy/explain.ts';
import { prismaDir } from '../prisma/schema-engine.ts';

/**
 * Writes docs/policy.md from the rules; a test compares the two.
 *
 *     npx tsx api/write-policy.ts
 */
const file = join(prismaDir(), '..', 'docs', 'policy.md');
writeFileSync(file, policyDocument());
process.stdout.write(`${file}\n`);
