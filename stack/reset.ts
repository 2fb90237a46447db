import { existsSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { loadConfig } from '../config.ts';
import { isStackFolder, runningLauncher } from './lock.ts';
import { listenerPid } from './ports.ts';
import { commandOf, endProcess } from './processes.ts';
import { endLeftOvers } from './supervisor.ts';

/**
 * Drops everything that the one-machine set-up keeps: database, Temporal's file, mails, secrets, logs. Downloads stay.
 * Data in real parts (DATABASE_URL, TEMPORAL_ADDRESS) is never touched.
 *
 * @param options.yes without asking
 * @returns the exit code
 */
export async function reset(options: {
  environment: Record<string, string | undefined>;
  yes: boolean;
  ask?: (question: string) => Promise<string>;
  print?: (text: string) => void;
}): Promise<number> {
  const { environment, yes, print = console.log } = options;
  const config = loadConfig(environment);
  const { stackDir } = config;
  if (!existsSync(stackDir)) {
    print(`There is nothing to drop: ${stackDir} does not exist.`);
    return 0;
  }
  if (!isStackFolder(stackDir)) {
    print(`${stackDir} was not made by "npm start", so it is left alone.`);
    return 1;
  }
  const launcher = runningLauncher(stackDir);
  if (launcher) {
    print(`The system runs on ${stackDir} (process ${launcher.pid}). End it by Ctrl-C first.`);
    return 1;
  }
  if (!yes && !(await isConfirmed(stackDir, options.ask))) {
    print(
      process.stdin.isTTY || options.ask
        ? 'Nothing was dropped.'
        : 'Nothing was dropped: there is no terminal to ask at. Without asking: npm run reset -- --yes',
    );
    return 1;
  }
  await endLeftOvers(stackDir, [], print);
  const postgres = listenerPid(config.database.port);
  if (postgres !== undefined && commandOf(postgres).includes(`${stackDir}/`)) {
    await endProcess(postgres, { politeMs: 5_000, signalName: 'SIGINT', toGroup: false });
  }
  rmSync(stackDir, { recursive: true, force: true });
  print(`${stackDir} is gone. The next "npm start" begins anew.`);
  return 0;
}

async function isConfirmed(
  stackDir: string,
  ask: ((question: string) => Promise<string>) | undefined,
): Promise<boolean> {
  const question = `Drop all agreements, mails and settings in ${stackDir}? Type yes: `;
  if (ask) return (await ask(question)).trim().toLowerCase() === 'yes';
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}
