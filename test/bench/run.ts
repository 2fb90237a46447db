import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { say } from './report.ts';
import { Bench } from './servers.ts';

/**
 * Prints what things cost:
 *
 *     npm run bench                  updates and starts beside a bare workflow on the same servers
 *     npm run bench -- idle          one of the others, by its name; `list` names them
 *
 * It builds first; `--no-build` takes what is compiled, `--quick` measures less. The figures want an otherwise idle machine.
 */
const benches: Record<string, { about: string; load(): Promise<(bench: Bench) => Promise<void>> }> = {
  throughput: {
    about: 'updates and starts beside a bare workflow (the one without a name)',
    load: async () => (await import('./throughput.ts')).throughput,
  },
  year: {
    about: 'a year of one agreement: events, workflow tasks, replay, bytes',
    load: async () => (await import('./year.ts')).year,
  },
  burst: {
    about: '2,000 agreements due in the same minute: when the last is recorded, CPU and memory',
    load: async () => (await import('./night.ts')).burst,
  },
  night: {
    about: 'agreements planned over a compressed night at 30 a second: how late each was, and none at 08:30',
    load: async () => (await import('./night.ts')).night,
  },
  digests: {
    about: "1,000 persons' mail at 08:30: when the last left",
    load: async () => (await import('./digests.ts')).digests,
  },
  idle: {
    about: 'CPU of nothing to do, with 0, 1,000 and 5,000 parked agreements',
    load: async () => (await import('./idle.ts')).idle,
  },
  placements: {
    about: 'CPU of nothing to do, with 0, 500 and 2,000 booked placements; 200 bookings at once for 20 half days',
    load: async () => (await import('./placements.ts')).placements,
  },
  rules: {
    about: 'nextWake and due with 100 open items; 1,000 agreements foreseen over 90 days',
    load: async () => (await import('./rules.ts')).rules,
  },
  matching: {
    about: 'researchers over needs, up to 300 over 1,000: seconds, peak memory, gap to the bound and to HiGHS',
    load: async () => (await import('./matching.ts')).matching,
  },
  plans: {
    about: 'whole plans with their reasons, up to 300 over 1,000: CPU of the points, the solver and all; peak memory',
    load: async () => (await import('./plans.ts')).plans,
  },
};

const name = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 'throughput';
const chosen = benches[name];
if (!chosen) {
  for (const [known, { about }] of Object.entries(benches)) say(`${known.padEnd(12)}${about}`);
  process.exit(name === 'list' ? 0 : 1);
}
if (!process.argv.includes('--no-build')) {
  const root = join(import.meta.dirname, '../..');
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
}
const bench = new Bench();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void bench.stop().finally(() => process.exit(1)));
try {
  const measure = await chosen.load();
  await measure(bench);
} finally {
  await bench.stop();
}
process.exit(0);
