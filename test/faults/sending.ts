import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostboxRequest, SendReport } from '../../activities/postbox.ts';
import type { SenderAnswer, SenderOrder, SenderSettings } from './sender.ts';

/** A sender in a process of its own. */
export interface Sender {
  /** Rejects when the process ends before it has answered. */
  send(request: PostboxRequest): Promise<SendReport>;
  isAlive(): boolean;
  freeze(): void;
  wake(): void;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
}

export class SenderGone extends Error {}

export async function startSender(settings: SenderSettings): Promise<Sender> {
  const child = fork(join(import.meta.dirname, 'sender.ts'), [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit').then(() => Promise.reject(new SenderGone('the sender is gone')));
  gone.catch(() => undefined);
  await Promise.race([once(child, 'message'), gone]);
  const waiting = new Map<number, (answer: SenderAnswer) => void>();
  child.on('message', (answer: SenderAnswer) => waiting.get(answer.number)?.(answer));
  let number = 0;
  return {
    send: async (request) => {
      number += 1;
      const order: SenderOrder = { number, request };
      const answered = new Promise<SenderAnswer>((resolve) => waiting.set(order.number, resolve));
      // A process that is gone already takes nothing; that it is gone is told by `gone`.
      child.send(order, () => undefined);
      const answer = await Promise.race([answered, gone]);
      if ('error' in answer) throw new Error(answer.error);
      return answer.report;
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    freeze: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    kill: async () => {
      child.kill('SIGKILL');
      await gone.catch(() => undefined);
    },
  };
}

/** Looks again and again until it is so. @throws Error with `what` after `withinMs` */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  { withinMs = 20_000, everyMs = 20 } = {},
): Promise<void> {
  for (const endsAt = performance.now() + withinMs; !(await isSo()); await sleep(everyMs)) {
    if (performance.now() > endsAt) throw new Error(`waited in vain: ${what}`);
  }
}
