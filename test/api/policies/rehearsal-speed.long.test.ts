import { expect, test } from '@jest/globals';
import { startRehearsalWorld } from './rehearsal-world.ts';

/** Prints how long a thousand agreements over ninety days take; to reach: ten seconds on a machine that has nothing else to do. */
test('a rehearsal of 1,000 agreements and plans over 90 days', async () => {
  const world = await startRehearsalWorld({ count: 50, copies: 20, seed: 3 });
  try {
    const { api, administrator } = world;
    const set = { 'ladder.directorGraceWorkingDays': 4, 'kinds.need.dueWorkingDays': 30 };
    const usedBefore = process.cpuUsage();
    const startedMs = performance.now();
    const { status, body } = await api.call('POST', '/v1/policies/rehearsals', { days: 90, set }, administrator);
    const seconds = (performance.now() - startedMs) / 1000;
    const used = process.cpuUsage(usedBefore);
    const cpuSeconds = (used.user + used.system) / 1e6;
    expect([status, body.summary.entities]).toEqual([201, 1_000]);
    expect(body.summary.after.notices).toBeGreaterThan(1_000);
    const { before, after } = body.summary;
    console.info(
      `rehearsal of 1,000 over 90 days: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU seconds;`,
      `notices ${before.notices} and ${after.notices}, mails ${before.mails} and ${after.mails}`,
    );
  } finally {
    await world.stop();
  }
}, 600_000);
