/** Whether installed packages and compiled output still fit the sources. Node's own modules only. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE_FOLDERS = ['domain', 'workflows', 'activities', 'worker', 'api', 'prisma', 'mail', 'stack'];
const SINGLE_FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const SOURCE_ENDINGS = ['.ts', '.json', '.prisma', '.sql'];
const isSource = (name) => SOURCE_ENDINGS.some((ending) => name.endsWith(ending));

/** Every file that the compiled output depends on, in a stable order, relative to the project. */
export function sourceFiles(projectDir) {
  const found = [...SINGLE_FILES, ...readdirSync(projectDir).filter((name) => name.endsWith('.ts'))];
  const walk = (folder) => {
    for (const entry of readdirSync(join(projectDir, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (path === 'prisma/generated') continue;
      if (entry.isDirectory()) walk(path);
      else if (isSource(entry.name)) found.push(path);
    }
  };
  for (const folder of SOURCE_FOLDERS) if (existsSync(join(projectDir, folder))) walk(folder);
  return found.toSorted((a, b) => (a < b ? -1 : 1));
}

/** One hash over names and contents. */
export function hashOf(projectDir, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(projectDir, file);
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** What the generated database client depends on, and where its hash is noted. */
export const clientHash = (projectDir) =>
  hashOf(projectDir, ['prisma/schema.prisma', 'package-lock.json', 'stack/generate.mjs']);
export const generatedHashFile = (projectDir) => join(projectDir, 'prisma', 'generated', '.made-from');

/** Whether the generated database client fits the schema and the installed Prisma. */
export function isGenerated(projectDir) {
  const noteFile = generatedHashFile(projectDir);
  return existsSync(noteFile) && readFileSync(noteFile, 'utf8') === clientHash(projectDir);
}

export const lockHash = (projectDir) => hashOf(projectDir, ['package-lock.json']);
export const installedHashFile = (projectDir) => join(projectDir, 'node_modules', '.lock-hash');

/** Whether node_modules is what the lock asks for, by our note or, when somebody else has installed it, by npm's own. */
export function areInstalled(projectDir) {
  const wanted = lockHash(projectDir);
  const noteFile = installedHashFile(projectDir);
  if (existsSync(noteFile) && readFileSync(noteFile, 'utf8') === wanted) return true;
  if (!matchesLock(projectDir)) return false;
  writeFileSync(noteFile, wanted);
  return true;
}

function matchesLock(projectDir) {
  const packagesOf = (file) => {
    try {
      return JSON.parse(readFileSync(join(projectDir, file), 'utf8')).packages;
    } catch {
      return undefined;
    }
  };
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf(join('node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}
