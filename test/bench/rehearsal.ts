import { startRehearsalWorld } from '../api/policies/rehearsal-world.ts';

/**
 * How long a rehearsal of 1,000 agreements and plans over 90 days takes through the API, on real Postgres. To reach: ten seconds on
 * a machine that does nothing else. The thousand are twenty times fifty random lives.
 *
 *     node --import tsx test/bench/rehearsal.ts
 */
const world = await startRehearsalWorld({ count: 50, copies: 20, seed: 3 });
try {
  const { api, administrator } = world;
  const set = { 'ladder.directorGraceWorkingDays': 4, 'kinds.need.dueWorkingDays': 30 };
  const usedBefore = process.cpuUsage();
  const startedMs = performance.now();
  const { status, body } = await api.call('POST', '/v1/policies/rehearsals', { days: 90, set }, administrator);
  const seconds = (performance.now() - startedMs) / 1000;
  const used = process.cpuUsage(usedBefore);
  if (status !== 201) throw new Error(JSON.stringify(body));
  const { entities, before, after } = body.summary;
  process.stdout.write(
    `rehearsal of ${entities} over 90 days: ${seconds.toFixed(1)} s, ${((used.user + used.system) / 1e6).toFixed(1)} CPU seconds; ` +
      `notices ${before.notices} as it stands, ${after.notices} if migrated; mails ${before.mails} and ${after.mails}\n`,
  );
} finally {
  await world.stop();
}
process.exit(0);
