import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Finished } from './command.ts';
import { lastWords, run } from './command.ts';
import type { Environment } from './environment.ts';
import { downloadEnvironment } from './environment.ts';
import type { Artifact, Pin } from './pins.ts';
import type { Report } from './progress.ts';
import { folderBytes, withProgress } from './progress.ts';

/** From asking for the release until its archive begins to arrive. The SDK itself would wait for minutes. */
const CONNECT_MS = 3_000;
/** Loading the SDK's native part on a slow disk. */
const LOAD_MS = 20_000;
const STALL_MS = 20_000;
const LOOK_EVERY_MS = 100;

/**
 * The SDK has no "only download": it downloads, then starts what it got. The umask takes away the right to execute, so the
 * start fails at once and nothing runs before its hash was checked. Plain CommonJS in `node -e`, so that it runs the
 * same from the sources and from the compiled tree.
 */
const CHILD = `
const [sdk, kind, version, downloadDir] = process.argv.slice(1);
const { TestWorkflowEnvironment } = require(sdk);
process.umask(0o133);
const server = { executable: { type: 'cached-download', version, downloadDir } };
console.log('asking');
const started = kind === 'dev-server'
  ? TestWorkflowEnvironment.createLocal({ server })
  : TestWorkflowEnvironment.createTimeSkipping({ server });
started.then((env) => env.teardown(), (error) => {
  const reasons = [];
  for (let e = error; e; e = e.cause) reasons.push(e.message);
  console.error(reasons.join(': '));
  process.exitCode = 1;
});
`;

/**
 * Downloads the official release with the Temporal SDK's own downloader, and gives up after three seconds without an answer.
 *
 * @param options.folder an empty folder for all of it; the caller removes it
 * @returns path of the binary, not yet checked and not executable. Throws an Error with the reason.
 */
export async function fetchWithSdk(
  artifact: Artifact,
  pin: Pin,
  options: { folder: string; env: Environment; report: Report },
): Promise<string> {
  const sdk = sdkPath();
  if (sdk === undefined) throw new Error('the Temporal testing package is not installed');
  const into = join(options.folder, 'release');
  mkdirSync(into, { recursive: true });
  const impatience = new AbortController();
  let askedAtMs: number | undefined;
  const watch = watchDownload(
    into,
    () => askedAtMs,
    () => impatience.abort(),
  );
  let finished: Finished;
  try {
    finished = await withProgress(
      options.report,
      `Downloading the official release of ${artifact.title}`,
      () =>
        run(process.execPath, ['-e', CHILD, sdk, artifact.sdkServer, `v${artifact.version}`, into], {
          env: downloadEnvironment(options.env, options.folder),
          timeoutMs: 15 * 60_000,
          signal: impatience.signal,
          onStdout: () => (askedAtMs ??= Date.now()),
        }),
      () => folderBytes(into),
      pin.binaryBytes,
    );
  } finally {
    clearInterval(watch);
  }
  const file = readdirSync(into).find((name) => !name.endsWith('.downloading'));
  if (file !== undefined) return join(into, file);
  if (finished.fault === 'aborted') throw new Error('no answer within three seconds, or the download stalled');
  throw new Error(lastWords(finished));
}

function sdkPath(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@temporalio/testing');
  } catch {
    return undefined;
  }
}

/** Calls `giveUp` when nothing arrives: three seconds for the first byte, twenty between two looks that differ. */
function watchDownload(folder: string, askedAtMs: () => number | undefined, giveUp: () => void): NodeJS.Timeout {
  const startedAtMs = Date.now();
  let entries = 0;
  let bytes = 0;
  let movedAtMs = 0;
  return setInterval(() => {
    const nowMs = Date.now();
    const asked = askedAtMs();
    const nowEntries = readdirSync(folder).length;
    const nowBytes = folderBytes(folder);
    if (nowEntries !== entries || nowBytes !== bytes) movedAtMs = nowMs;
    entries = nowEntries;
    bytes = nowBytes;
    const patienceEndsAtMs =
      movedAtMs > 0 ? movedAtMs + STALL_MS : asked === undefined ? startedAtMs + LOAD_MS : asked + CONNECT_MS;
    if (nowMs > patienceEndsAtMs) giveUp();
  }, LOOK_EVERY_MS);
}
