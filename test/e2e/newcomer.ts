import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDirectory } from '../../stack/temporal/binary.ts';
import { freePort } from '../../stack/ports.ts';

const project = resolve(import.meta.dirname, '../..');
const READY = /^Ready in ([\d.]+) s\.$/m;

export interface Ports {
  api: number;
  ui: number;
  inbox: number;
}

/** Somebody who has just cloned the project: what they type, and what they see. */
export class Newcomer {
  readonly folder: string;
  readonly ports: Ports;
  readonly #env: NodeJS.ProcessEnv;
  #npm: ChildProcess | undefined;
  #screen = '';

  private constructor(folder: string, ports: Ports, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.ports = ports;
    this.#env = env;
  }

  /**
   * A clean clone of what is committed, on free ports. The packages are the project's own (hard links where the file system has
   * them), and so is what was downloaded, so that a test downloads nothing.
   */
  static async arrive(settings: Record<string, string>): Promise<Newcomer> {
    const folder = join(mkdtempSync(join(tmpdir(), 'newcomer-')), 'clone');
    must(spawnSync('git', ['clone', '--quiet', project, folder], { encoding: 'utf8' }));
    const links = spawnSync('cp', ['-al', join(project, 'node_modules'), folder]);
    if (links.status !== 0) {
      rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
      cpSync(join(project, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
    }
    const [api, ui, inbox, temporal, smtp, postgres, inbound] = await Promise.all(
      Array.from({ length: 7 }, () => freePort()),
    );
    if (!api || !ui || !inbox) throw new Error('no free ports');
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: undefined,
      JEST_WORKER_ID: undefined,
      STACK_CACHE_DIR: cacheDirectory(project, process.env),
      API_PORT: String(api),
      TEMPORAL_PORT: String(temporal),
      TEMPORAL_UI_PORT: String(ui),
      INBOX_PORT: String(inbox),
      SMTP_PORT: String(smtp),
      INBOUND_SMTP_PORT: String(inbound),
      POSTGRES_PORT: String(postgres),
      ...settings,
    };
    return new Newcomer(folder, { api, ui, inbox }, env);
  }

  /** `npm start` up to its ready screen; gives the seconds it names. Throws with all that was shown if it does not come. */
  async start(withinMs: number): Promise<number> {
    this.#screen = '';
    const npm = spawn('npm', ['start'], {
      cwd: this.folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // As in a terminal, npm and what it runs are one group of processes: Ctrl-C goes to all of it.
      detached: true,
    });
    this.#npm = npm;
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (this.#screen += String(chunk)));
    const endsAt = Date.now() + withinMs;
    while (Date.now() < endsAt && npm.exitCode === null) {
      const ready = READY.exec(this.#screen);
      if (ready) return Number(ready[1]);
      await sleep(100);
    }
    throw new Error(`No ready screen:\n${this.#screen}`);
  }

  get screen(): string {
    return this.#screen;
  }

  /** Ctrl-C; gives the milliseconds until npm has ended. */
  async interrupt(): Promise<number> {
    const beganAt = performance.now();
    await this.#end(() => process.kill(-(this.#npm?.pid ?? 0), 'SIGINT'));
    return performance.now() - beganAt;
  }

  /** `kill -9` of the launcher alone: its parts go on. */
  async killLauncher(): Promise<void> {
    const launcher = this.processes().find(({ command }) => /^\S*node\S* stack\/start\.mjs/.test(command));
    if (!launcher) throw new Error('There is no launcher.');
    await this.#end(() => process.kill(launcher.pid, 'SIGKILL'));
  }

  async #end(kill: () => void): Promise<void> {
    const npm = this.#npm;
    if (!npm || npm.exitCode !== null || npm.signalCode !== null) return;
    const ended = new Promise((done) => npm.once('exit', done));
    kill();
    await ended;
  }

  /** Everything that runs in or from the clone. */
  processes(): { pid: number; command: string }[] {
    const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' });
    return stdout.split('\n').flatMap((line) => {
      const [, pid = '', command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      const isOurs =
        command.includes(this.folder) || (pid !== '' && workingFolder(Number(pid)).startsWith(this.folder));
      return isOurs ? [{ pid: Number(pid), command }] : [];
    });
  }

  /** The shell blocks of the README that call the API, one after the other in one shell, as printed but for the ports. */
  readmeCalls(): { script: string; outputs: string[] } {
    const readme = readFileSync(join(this.folder, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
    const calls = blocks.filter((block) => block.includes('curl')).map((block) => this.#here(block));
    const mark = '=== next block ===';
    const script = calls.join(`\necho\necho '${mark}'\n`);
    const { stdout } = must(
      spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: this.folder, env: this.#env, encoding: 'utf8' }),
    );
    return { script, outputs: stdout.split(mark).map((output) => output.trim()) };
  }

  #here(text: string): string {
    return text
      .replaceAll('127.0.0.1:3000', `127.0.0.1:${this.ports.api}`)
      .replaceAll('127.0.0.1:8233', `127.0.0.1:${this.ports.ui}`)
      .replaceAll('127.0.0.1:1080', `127.0.0.1:${this.ports.inbox}`);
  }

  /** In another terminal, which knows nothing of the settings that `npm start` was given. */
  npm(...args: string[]): string {
    const { PATH, HOME } = process.env;
    return must(spawnSync('npm', args, { cwd: this.folder, env: { PATH, HOME }, encoding: 'utf8' })).stdout;
  }

  async get(path: string): Promise<unknown> {
    const token = readFileSync(join(this.folder, '.stack', 'coordinator.token'), 'utf8').trim();
    const answer = await fetch(`http://127.0.0.1:${this.ports.api}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Kills what is left and removes the clone. */
  leave(): void {
    for (const { pid } of this.processes()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    }
    rmSync(resolve(this.folder, '..'), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function must<T extends { status: number | null; stderr: string; stdout: string }>(result: T): T {
  if (result.status !== 0) throw new Error(`status ${result.status}: ${result.stderr}\n${result.stdout}`);
  return result;
}

function workingFolder(pid: number): string {
  const { stdout } = existsSync(`/proc/${pid}/cwd`)
    ? spawnSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' })
    : { stdout: '' };
  return stdout.trim();
}
