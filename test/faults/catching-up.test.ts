import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { catchingUp } from '../../activities/postbox/catching-up.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import { agreementId, at, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';

/** After an outage a new mail waits for what others have to say to the same person, and not for ever. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());
const owner = { personId: 'person-owner', at };
const wakes = (id: string, wakeAt: string | null) => world.db.entity.update({ where: { id }, data: { wakeAt } });

/** Further agreements, by copying the one there is. */
async function others(count: number, wakeAt: string): Promise<string[]> {
  const row = await world.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
  const ids = Array.from({ length: count }, (_, index) => `agreement-2026-1${index}-a-b`);
  for (const id of ids) {
    const { state, card, page, clock, ...rest } = row;
    const json = { state: state ?? {}, card: card ?? {}, page: page ?? {}, clock: clock ?? {} };
    await world.db.entity.create({ data: { ...rest, ...json, id, agreementId: id, wakeAt } });
  }
  return ids;
}

test('a mail waits while an agreement has not looked at its clock, and tells what that one has to tell as well', async () => {
  const followUp = await world.followUp('commitment', 'commitment-1');
  await world.notice('due', 'post-owner', { followUp });
  const [late = ''] = await others(1, '2026-02-25T01:00:00.000Z');
  const { sendMail } = world.postbox();
  expect(await sendMail(owner)).toEqual({ outcome: 'busy', count: 0, retryInMs: 3_020 });
  expect(await world.db.mail.count()).toBe(0);
  const second = await world.followUp('minutes', 'symposium-1');
  await world.notice('due', 'post-owner', { followUp: second });
  await wakes(late, '2026-03-05T01:00:00.000Z');
  expect(await sendMail(owner)).toMatchObject({ outcome: 'sent', count: 2 });
});

test('a wake of this moment is none that was missed', async () => {
  const followUp = await world.followUp('commitment', 'commitment-1');
  await world.notice('due', 'post-owner', { followUp });
  await others(3, '2026-03-04T00:59:58.000Z');
  expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
});

test('one that stands still for another reason keeps nobody waiting beyond a minute; a stream of them not beyond ten', async () => {
  await world.followUp('commitment', 'commitment-1');
  const ids = await others(20, '2026-02-25T01:00:00.000Z');
  let nowMs = 0;
  const catchUpMs = catchingUp(identityClock, () => nowMs);
  const ask = async (afterMs: number) => {
    nowMs += afterMs;
    return (await catchUpMs(world.db, at)) > 0;
  };
  expect(await ask(0)).toBe(true);
  expect(await ask(59_000)).toBe(true);
  expect(await ask(2_000)).toBe(false);
  // An outage beside it, and its end: the one is no reason, the others are.
  const [stuck = '', ...rest] = ids;
  for (const id of rest) await wakes(id, null);
  expect(await ask(1_000)).toBe(true);
  expect(await ask(61_000)).toBe(false);
  await wakes(stuck, null);
  expect(await ask(1_000)).toBe(false);
  // Late all the time, some and then others.
  const answers: boolean[] = [];
  for (let minute = 0; minute < 20; minute += 1) {
    const at20 = ids.slice(0, 1 + (minute % 3));
    for (const id of ids) await wakes(id, at20.includes(id) ? '2026-02-25T01:00:00.000Z' : null);
    answers.push(await ask(59_000));
  }
  expect(answers.slice(0, 10)).not.toContain(false);
  expect(answers.slice(11)).not.toContain(true);
});

test('a closed agreement is not waited for', async () => {
  const followUp = await world.followUp('commitment', 'commitment-1');
  await world.notice('due', 'post-owner', { followUp });
  const [gone = ''] = await others(1, '2026-02-25T01:00:00.000Z');
  await world.db.entity.update({ where: { id: gone }, data: { closed: true } });
  expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
});
