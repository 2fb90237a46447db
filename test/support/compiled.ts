import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testBundle } from './bundle.ts';

const root = join(import.meta.dirname, '../..');

export interface Compiled {
  /** Path of a compiled program, e.g. `worker/main.js`. */
  program(path: string): string;
  remove(): void;
}

/** The product compiled into a temporary folder, as `npm run build` does it, for tests that need processes to kill. */
export async function compileProduct(): Promise<Compiled> {
  const folder = mkdtempSync(join(tmpdir(), 'cooperation-compiled-'));
  const out = join(folder, 'dist');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const [{ codePath }] = await Promise.all([
      testBundle(),
      promisify(execFile)(
        process.execPath,
        [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json'), '--outDir', out],
        { cwd: root },
      ),
    ]);
    copyFileSync(codePath, join(out, 'workflow-bundle.js'));
    // Programs find packages, migrations and the like where the project has them.
    for (const name of ['node_modules', 'package.json', 'prisma']) symlinkSync(join(root, name), join(folder, name));
  } catch (error) {
    remove();
    throw error;
  }
  return { program: (path) => join(out, path), remove };
}
