/**
 * `npm start` and its sisters. Nothing but Node's own modules: this file installs the packages, generates and compiles what is
 * out of date, and then hands over to the compiled launcher in the same process, so that Ctrl-C is handled once.
 *
 *   node stack/start.mjs [start] [--real]   reset [--yes]   doctor   example N   restore ID
 *   node stack/start.mjs prepare-only       installs and generates what is missing or out of date, for tests and checks
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { areInstalled, hashOf, installedHashFile, isGenerated, lockHash, sourceFiles } from './freshness.mjs';
import { runningLauncher, stackFolder } from './running-launcher.mjs';

const startedAt = performance.now();
const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
const inProject = (...names) => join(projectDir, ...names);
const buildHashFile = inProject('dist', '.build-hash');

/** A message for people, without a stack trace. */
class Told extends Error {}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Told(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
  }
  if (process.platform === 'win32')
    throw new Told(
      'Windows itself is not supported: run this inside WSL2 (Ubuntu, for example), where it works as on Linux.',
    );
}

/** The program that runs at the moment, ended with us. */
let current;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, endEarly);
function endEarly() {
  current?.kill('SIGTERM');
  process.exit(130);
}

/**
 * Runs a program, says so when it takes more than two seconds, and shows what it printed only when it fails.
 * @param {string} what for people, such as "Compiling"
 * @param {string} file
 * @param {string[]} args
 */
function run(what, file, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const beganAt = performance.now();
    const seconds = () => Math.round((performance.now() - beganAt) / 1000);
    const child = spawn(file, args, { cwd: projectDir, env, stdio: ['ignore', 'pipe', 'pipe'] });
    current = child;
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    const timer = setInterval(() => console.log(`${what} ... ${seconds()} s`), 2_000);
    child.on('error', (error) => {
      clearInterval(timer);
      reject(new Told(`${what}: ${file} could not be run (${error.message}).`));
    });
    child.on('close', (code) => {
      clearInterval(timer);
      current = undefined;
      if (code === 0) resolve();
      else reject(new Told(`${what} failed:\n${output.trim()}`));
    });
  });
}

/** npm as it was called, or the one that came with Node. */
function npm() {
  const called = process.env.npm_execpath;
  return called?.endsWith('npm-cli.js') ? [process.execPath, called] : ['npm'];
}

/** A system that runs from this tree would lose its programs under its feet: it is looked for before anything is replaced. */
function requireNothingRuns() {
  for (const folder of new Set([stackFolder(projectDir, process.env), inProject('.stack')])) {
    const pid = runningLauncher(projectDir, folder);
    if (pid !== undefined) {
      throw new Told(
        `The system already runs on ${folder} (process ${pid}), from an older state of these sources. End it there by Ctrl-C, then start again.`,
      );
    }
  }
}

async function ensureInstalled() {
  if (areInstalled(projectDir)) return;
  requireNothingRuns();
  console.log('Installing the packages (once, and when they change) ...');
  const [file, ...before] = npm();
  // Development packages hold the compiler, which a NODE_ENV of production would leave out.
  await run('Installing the packages', file, [...before, 'ci', '--no-audit', '--no-fund', '--include=dev']);
  writeFileSync(installedHashFile(projectDir), lockHash(projectDir));
}

const node = (what, ...args) => run(what, process.execPath, args);

async function ensureGenerated() {
  if (!isGenerated(projectDir)) await node('Generating the database client', inProject('stack', 'generate.mjs'));
}

async function ensureBuilt() {
  const sources = hashOf(projectDir, sourceFiles(projectDir));
  const built = existsSync(buildHashFile) ? readFileSync(buildHashFile, 'utf8') : '';
  if (built !== sources) requireNothingRuns();
  await ensureGenerated();
  if (built === sources) return;
  await node('Compiling', inProject('stack', 'clean.mjs'), 'dist');
  await node('Compiling', inProject('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json');
  await node('Bundling the workflows', inProject('dist', 'worker', 'build-bundle.js'));
  mkdirSync(inProject('dist'), { recursive: true });
  writeFileSync(buildHashFile, sources);
}

async function main() {
  const [first, ...rest] = process.argv.slice(2);
  const isFlag = first === undefined || first.startsWith('--');
  const name = isFlag ? 'start' : first;
  const args = isFlag ? process.argv.slice(2) : rest;
  if (name === 'doctor') {
    const { doctor } = await import('./doctor.mjs');
    process.exitCode = await doctor(projectDir);
    return;
  }
  requireNode();
  if (!['start', 'reset', 'example', 'restore', 'prepare-only'].includes(name))
    throw new Told(
      `"${name}" is not known. There are: start [--real], reset [--yes], doctor, example N, restore ID, prepare-only.`,
    );
  const compiled = inProject('dist', 'stack', 'main.js');
  await ensureInstalled();
  if (name === 'prepare-only') return ensureGenerated();
  // Only a start brings the compiled tree up to date: the others may run beside a system that uses it.
  if (name === 'start' || !existsSync(compiled)) await ensureBuilt();
  for (const signalName of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signalName, endEarly);
  const { command } = await import(pathToFileURL(compiled).href);
  await command(name, { args, projectDir, startedAt });
}

try {
  await main();
} catch (error) {
  console.error(
    error instanceof Told ? `\n${error.message}\n\n"npm run doctor" looks for what is missing or odd.` : error,
  );
  process.exit(1);
}
