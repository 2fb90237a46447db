/**
 * `npm run doctor`: says what is missing or odd on this machine and how to mend it. Works before anything is installed, so it
 * uses Node's own modules only. Each check gives findings; only a `bad` one keeps `npm start` from working.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bad, odd, ok, runs } from './doctor-findings.mjs';
import { account, disk, folders, localeAndClock, memory, proxy } from './doctor-machine.mjs';
import { runningLauncher, stackFolder } from './running-launcher.mjs';

function node() {
  const version = process.versions.node;
  const [major, minor] = version.split('.').map(Number);
  const findings = [];
  if (major < 20 || (major === 20 && minor < 19))
    findings.push(bad(`Node ${version} is too old`, 'Install Node 20.19 or newer.'));
  else findings.push(ok(`Node ${version} on ${process.platform} ${process.arch}`));
  if (process.platform === 'win32')
    findings.push(bad('This is Windows itself', 'Run everything inside WSL2; there it works as on Linux.'));
  else if (!['linux', 'darwin'].includes(process.platform) || !['x64', 'arm64'].includes(process.arch)) {
    findings.push(
      odd('This machine is not one of those tried', 'Set DATABASE_URL and TEMPORAL_ADDRESS to parts of your own.'),
    );
  }
  const isMusl = process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime;
  if (isMusl)
    findings.push(
      bad('This Linux has no glibc (Alpine?)', 'Use Debian, Ubuntu, Fedora or a container of one of them.'),
    );
  return findings;
}

function packages({ projectDir }) {
  const findings = [];
  const npm = runs('npm', '--version');
  const isInstalled = existsSync(join(projectDir, 'node_modules', '.package-lock.json'));
  if (!npm && !isInstalled)
    findings.push(bad('npm is not on the PATH', 'It comes with Node: install Node from its official package.'));
  findings.push(
    ok(isInstalled ? 'The packages are installed' : 'The packages are not installed yet: "npm start" does it'),
  );
  try {
    accessSync(projectDir, constants.W_OK);
  } catch {
    findings.push(bad(`${projectDir} cannot be written to`, 'Clone the project into a folder of your own.'));
  }
  return findings;
}

function canListen(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
  });
}

/** As the launcher asks (`ports.ts`): a program on all interfaces answers some callers, even where loopback can still be bound. */
const isFree = async (port) => (await canListen(port, '127.0.0.1')) && (await canListen(port, '0.0.0.0'));

/** Which setting names a Temporal server of somebody's own, if any; a profile of the standard configuration does, too. */
const ownTemporal = (env) => ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].find((name) => env[name]);

async function ports({ env, projectDir, isRunning }) {
  const wanted = [['API_PORT', 3000]];
  if (!env.DATABASE_URL) wanted.push(['POSTGRES_PORT', 5433]);
  if (!ownTemporal(env)) wanted.push(['TEMPORAL_PORT', 7233], ['TEMPORAL_UI_PORT', 8233]);
  if (!env.SMTP_URL) wanted.push(['INBOX_PORT', 1080], ['SMTP_PORT', 1025], ['INBOUND_SMTP_PORT', 1026]);
  if (isRunning) return [ok('The system is running, so its ports are in use')];
  const compiled = join(projectDir, 'dist', 'stack', 'ports.js');
  const { whoHolds } = existsSync(compiled)
    ? await import(pathToFileURL(compiled).href)
    : { whoHolds: () => undefined };
  const findings = [];
  for (const [setting, standard] of wanted) {
    const port = Number(env[setting] || standard);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      findings.push(bad(`${setting}=${env[setting]} is no port`, 'Give a number between 1 and 65535.'));
    else if (!(await isFree(port))) {
      findings.push(
        bad(
          `Port ${port} (${setting}) is taken by ${whoHolds(port) ?? 'another program'}`,
          `End that, or start with another: ${setting}=${port + (port > 55_000 ? -10_000 : 10_000)}`,
        ),
      );
    }
  }
  return findings.length > 0
    ? findings
    : [ok(`All ports are free: ${wanted.map(([setting, standard]) => env[setting] || standard).join(', ')}`)];
}

/** As `temporal/pins.ts` has it, which is not compiled yet when this runs; a test compares them. */
const OLDEST_SERVER_ON_PATH = [1, 29];

function temporal({ env, projectDir }) {
  const own = ownTemporal(env);
  if (own) return [ok(`Temporal: your own server (${own}=${env[own]})`)];
  const findings = [];
  const onPath = runs('temporal', '--version');
  const cache = resolve(projectDir, env.STACK_CACHE_DIR || '.cache');
  const isCached =
    existsSync(cache) &&
    runs('find', cache, '-maxdepth', '2', '-name', 'temporal', '-type', 'f')?.includes('temporal-');
  const python =
    ['pip', 'pip3', 'uv'].find((tool) => runs(tool, '--version')) ??
    (runs('python3', '-m', 'pip', '--version') && 'python3 -m pip');
  const server = /Server (\d+)\.(\d+)/.exec(onPath ?? '');
  const [major, minor] = OLDEST_SERVER_ON_PATH;
  const isNewEnough = server && (Number(server[1]) - major || Number(server[2]) - minor) >= 0;
  if (onPath && !isNewEnough) {
    findings.push(
      odd(
        `Temporal: the one on the PATH (${onPath}) is too old and is passed over, server ${major}.${minor} is needed`,
        'The start uses its own. To use yours, update it.',
      ),
    );
  }
  if (isNewEnough) findings.push(ok(`Temporal: on the PATH (${onPath})`));
  else if (isCached) findings.push(ok('Temporal: in the download cache'));
  else findings.push(ok('Temporal: not here yet, the first start downloads it (about 60 MB)'));
  if (python) findings.push(ok(`Python's installer is there (${python}), the second way to get Temporal`));
  else if (!isNewEnough && !isCached) {
    findings.push(
      odd(
        'No pip, uv or python3: if the official download is blocked, there is no second way',
        'Install python3-pip, or put the `temporal` program on the PATH.',
      ),
    );
  }
  return findings;
}

const CHECKS = [node, packages, account, folders, ports, disk, memory, temporal, proxy, localeAndClock];

/** Prints every finding. @returns {Promise<number>} the exit code: 1 only when something keeps `npm start` from working */
export async function doctor(projectDir, env = process.env, print = console.log) {
  const stackDir = stackFolder(projectDir, env);
  const machine = { projectDir, stackDir, env, isRunning: runningLauncher(projectDir, stackDir) !== undefined };
  const findings = [];
  for (const check of CHECKS) {
    try {
      findings.push(...(await check(machine)));
    } catch (error) {
      findings.push(
        odd(
          `The check "${check.name}" could not be made (${error.message})`,
          'Go on; if the start fails, this may be why.',
        ),
      );
    }
  }
  const signs = { ok: '  ok ', odd: ' odd ', bad: ' BAD ' };
  for (const { level, what, mend } of findings) print(`${signs[level]} ${what}${mend ? `\n       -> ${mend}` : ''}`);
  const count = (level) => findings.filter((finding) => finding.level === level).length;
  print(
    count('bad') > 0
      ? `\n${count('bad')} to mend before "npm start" can work.`
      : `\nNothing keeps "npm start" from working${count('odd') > 0 ? `; ${count('odd')} odd` : ''}.`,
  );
  return count('bad') > 0 ? 1 : 0;
}
