import {
  ActivityFailure,
  condition,
  defineSignal,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { PostboxActivities, SendReport } from '../activities/postbox.ts';
import { businessNow, realDelayMs } from '../domain/calendar/business-clock.ts';
import { workflowTypes } from './inputs.ts';
import type { PostboxInput } from './inputs.ts';

/**
 * All mail to one person: waits for their next reachable moment, sends one mail of all that is open then, and ends when nothing
 * is open. It owns *when*; the rows in Postgres own what was sent. A signal only says "look again", so that it carries nothing
 * and a run may end at any point.
 */

const { nextMail } = proxyActivities<PostboxActivities>({
  startToCloseTimeout: '15s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
});
const { sendMail } = proxyActivities<PostboxActivities>({
  startToCloseTimeout: '60s',
  // After that the hour may have become a wrong one: it looks again when the person can be reached.
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** About twelve events each: a run stays below the 420 that are read and replayed at one look. */
const ROUNDS_PER_RUN = 30;
const LEAST_WAIT_MS = 1_000;
/** Something is due, and yet nothing could be sent: it waits for the next call instead of asking for ever. */
const IDLE_ROUNDS = 3;
const PAUSE_AFTER_TROUBLE_MS = 30_000;

/** Labels of the timeline. A notice is a duty to tell; several become one mail. Days are UTC's, as the rest of the timeline. */
const words = {
  en: {
    looks: 'looks what there is to tell this person',
    waits: (at: string, count: number) => `next mail on ${at.slice(0, 10)} (${count} to tell)`,
    sends: (count: number) => `sends one mail (${count} to tell)`,
    triesAgain: (outcome: string) => `tries again later (${outcome})`,
  },
  'zh-CN': {
    looks: '查看待通知事项',
    waits: (at: string, count: number) => `下一封邮件：${at.slice(0, 10)}（${count} 项待通知）`,
    sends: (count: number) => `发送一封邮件（${count} 项待通知）`,
    triesAgain: (outcome: string) => `稍后重试（${outcome}）`,
  },
} as const;

export const noticesWaitingSignal = defineSignal('noticesWaiting');

export async function postbox(input: PostboxInput): Promise<void> {
  let isCalled = false;
  setHandler(noticesWaitingSignal, () => {
    isCalled = true;
  });
  const now = (): string => businessNow(input.clock, Date.now());
  const say = words[input.language ?? 'en'];
  let idleRounds = 0;

  for (let round = 0; round < ROUNDS_PER_RUN; round += 1) {
    isCalled = false;
    const { reachAt, count } = await nextMail.executeWithOptions({ summary: say.looks }, [
      { personId: input.personId, at: now() },
    ]);
    if (isCalled) continue;
    if (reachAt === null || idleRounds >= IDLE_ROUNDS) return;
    const delayMs = realDelayMs(input.clock, Date.now(), reachAt);
    // The demonstration's clock stands still before that moment.
    if (delayMs === null) await condition(() => isCalled);
    else if (delayMs > 0) {
      await condition(() => isCalled, Math.max(delayMs, LEAST_WAIT_MS), { summary: say.waits(reachAt, count) });
    }
    if (isCalled) continue;
    const report = await send(input.personId, now(), say.sends(count));
    idleRounds = report?.outcome === 'nothing' ? idleRounds + 1 : 0;
    const pauseMs = report ? report.retryInMs : PAUSE_AFTER_TROUBLE_MS;
    if (pauseMs !== null)
      await sleep(Math.max(pauseMs, LEAST_WAIT_MS), { summary: say.triesAgain(report?.outcome ?? '') });
  }
  // The next run looks first, so a call that came in meanwhile is not lost.
  await makeContinueAsNewFunc<typeof postbox>({ workflowType: workflowTypes.postbox })(input);
}

/** Null when it could not be done in time; the rows know how far it got. */
async function send(personId: string, at: string, summary: string): Promise<SendReport | null> {
  try {
    return await sendMail.executeWithOptions({ summary }, [{ personId, at }]);
  } catch (error) {
    if (error instanceof ActivityFailure) return null;
    throw error;
  }
}
