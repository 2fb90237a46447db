/** Deletes folders of compiled output: `node stack/clean.mjs dist`. Only inside the project, whatever is asked. */
import { rmSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));

for (const name of process.argv.slice(2)) {
  const folder = resolve(projectDir, name);
  const inside = relative(projectDir, folder);
  if (inside === '' || inside.startsWith('..')) {
    console.error(`${name} does not lie in the project; nothing is deleted.`);
    process.exit(1);
  }
  rmSync(folder, { recursive: true, force: true });
}
