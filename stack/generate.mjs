/**
 * Generates the Prisma client without any download: `prisma generate` looks for an engine that it does not use, and any
 * executable satisfies it.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientHash, generatedHashFile } from './freshness.mjs';

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
const prisma = join(projectDir, 'node_modules', 'prisma', 'build', 'index.js');
const schema = join('prisma', 'schema.prisma');

const result = spawnSync(process.execPath, [prisma, 'generate', '--schema', schema], {
  cwd: projectDir,
  encoding: 'utf8',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  },
});
if (result.status !== 0) {
  console.error(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`);
  process.exit(1);
}
writeFileSync(generatedHashFile(projectDir), clientHash(projectDir));
