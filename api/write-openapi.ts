import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectDatabase } from '../prisma/client.ts';
import { prismaDir } from '../prisma/schema-engine.ts';
import { describeApi } from './describe-api.ts';

/**
 * Writes the committed copy of the API's description; a test compares it with what the routes say.
 *
 *     npx tsx api/write-openapi.ts
 */
const file = join(prismaDir(), '..', 'openapi.json');
writeFileSync(file, await describeApi(connectDatabase('postgresql://nobody@127.0.0.1:1/none')));
process.stdout.write(`${file}\n`);
