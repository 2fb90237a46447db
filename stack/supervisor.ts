import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readJson, writeFileAtOnce } from './files.ts';
import { endProcess, isAlive, isSameProcess, markOf, signal } from './processes.ts';
import type { ProcessMark } from './processes.ts';

/** A started part of the system. */
export interface Handle {
  pid: number;
  stop(): Promise<void>;
}

export interface Service {
  /** For people and file names: 'api', 'worker', 'temporal', 'inbox', 'postgres'. */
  name: string;
  /**
   * Resolves when the part can be used; rejects with a message for people. Called again when it has crashed.
   * @param spawned told the process as soon as there is one, so that it is known before it is ready
   */
  start(spawned: (pid: number) => void): Promise<Handle>;
}

export interface Supervisor {
  /** Starts a part, writes its process down, and from then on starts it again whenever it ends by itself. */
  start(service: Service): Promise<Handle>;
  /** Ends the named parts together, those included that are just starting, and stops watching them. Never rejects. */
  stop(...names: string[]): Promise<void>;
  /** From now on nothing is started any more: the first step of ending everything. */
  close(): void;
  /** Kills everything at once: for a second Ctrl-C and for the very end. */
  killAll(): void;
}

const recordSchema = z.record(z.string(), z.object({ pid: z.number().int(), birth: z.string() }));
const pidsFile = (stackDir: string) => join(stackDir, 'pids.json');

/** The processes of a launcher that did not end its children, by name: only those that still run and are still the same. */
export function leftOvers(stackDir: string): Record<string, ProcessMark> {
  const read = recordSchema.safeParse(readJson(pidsFile(stackDir)));
  return read.success ? Object.fromEntries(Object.entries(read.data).filter(([, mark]) => isSameProcess(mark))) : {};
}

/**
 * Ends what a killed launcher has left behind, except the named parts (Postgres is taken over by its own start).
 * Temporal and the inbox keep everything in files, so ending them loses nothing.
 */
export async function endLeftOvers(
  stackDir: string,
  except: readonly string[],
  report: (line: string) => void,
): Promise<void> {
  const found = Object.entries(leftOvers(stackDir)).filter(([name]) => !except.includes(name));
  if (found.length === 0) return;
  report(
    `Left over from last time and ended: ${found.map(([name, mark]) => `${name} (process ${mark.pid})`).join(', ')}.`,
  );
  // Callers first, as at an ordinary stop: what a worker could not hand back to its server is given out again only after its time.
  const isCaller = ([name]: [string, unknown]): boolean => name === 'api' || name === 'worker';
  for (const group of [found.filter(isCaller), found.filter((one) => !isCaller(one))]) {
    await Promise.all(group.map(([, mark]) => endProcess(mark.pid, { politeMs: 3_000 })));
  }
}

interface Watched {
  service: Service;
  handle: Handle;
  startedAt: number;
}

/**
 * @param report takes lines for people: crashes and restarts
 * @param backoffMs the first pause before a restart; doubles up to 64 times as long, starts anew after a minute without a crash
 */
export function createSupervisor(options: {
  stackDir: string;
  report: (line: string) => void;
  backoffMs?: number;
}): Supervisor {
  const { stackDir, report, backoffMs = 500 } = options;
  const watched = new Map<string, Watched>();
  const ended = new Set<string>();
  const marks = new Map<string, ProcessMark>();
  const starting = new Map<string, Promise<unknown>>();
  let closed = false;

  const writeDown = () => {
    writeFileAtOnce(pidsFile(stackDir), `${JSON.stringify(Object.fromEntries(marks), undefined, 2)}\n`);
  };

  const keepMark = (name: string, pid: number) => {
    const mark = markOf(pid);
    if (!mark || marks.get(name)?.birth === mark.birth) return;
    marks.set(name, mark);
    writeDown();
  };

  const startOne = async (service: Service): Promise<Handle> => {
    if (closed || ended.has(service.name))
      throw new Error(`${service.name} is not started: everything is being ended.`);
    const start = service.start((pid) => keepMark(service.name, pid));
    starting.set(service.name, start);
    try {
      const handle = await start;
      watched.set(service.name, { service, handle, startedAt: performance.now() });
      keepMark(service.name, handle.pid);
      return handle;
    } finally {
      starting.delete(service.name);
    }
  };

  const watch = async (name: string): Promise<void> => {
    let crashes = 0;
    let lastCrashed: Handle | undefined;
    while (!ended.has(name)) {
      await sleep(200);
      const current = watched.get(name);
      if (!current || ended.has(name) || isAlive(current.handle.pid)) continue;
      const livedLong = current.handle !== lastCrashed && performance.now() - current.startedAt > 60_000;
      if (livedLong) crashes = 0;
      lastCrashed = current.handle;
      const pauseMs = backoffMs * 2 ** Math.min(crashes++, 6);
      report(
        `${name} has ended by itself; it is started again in ${pauseMs / 1_000} s. Its log: ${join(stackDir, 'logs', `${name}.log`)}`,
      );
      await sleep(pauseMs);
      if (ended.has(name)) return;
      try {
        const { pid } = await startOne(current.service);
        report(`${name} runs again (process ${pid}).`);
      } catch (error) {
        if (!ended.has(name)) report(`${name} could not be started again: ${messageOf(error)}`);
      }
    }
  };

  const stopOne = async (name: string): Promise<void> => {
    ended.add(name);
    try {
      const begun = marks.get(name);
      const start = starting.get(name);
      if (start && begun) await endProcess(begun.pid, { politeMs: 2_000 });
      // Whatever a start under way still brings up is ended like the rest. One that hangs is not waited for.
      await Promise.race([start?.catch(() => undefined), sleep(2_000)]);
      await watched.get(name)?.handle.stop();
    } catch (error) {
      report(`${name} did not end properly: ${messageOf(error)}`);
    }
    const mark = marks.get(name);
    if (mark && isSameProcess(mark)) await endProcess(mark.pid, { politeMs: 0 });
    watched.delete(name);
    marks.delete(name);
    writeDown();
  };

  return {
    async start(service) {
      ended.delete(service.name);
      const handle = await startOne(service);
      void watch(service.name);
      return handle;
    },
    async stop(...names) {
      await Promise.all(names.map(stopOne));
    },
    close() {
      closed = true;
    },
    killAll() {
      closed = true;
      for (const [name, { pid }] of marks) {
        ended.add(name);
        signal(pid, 'SIGKILL', true);
      }
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
