/** Everything that fits into CI's time; the long ones are in jest.long.config.mjs. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.long\\.test\\.ts$'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.stack/'],
  testTimeout: 60_000,
  maxWorkers: 2,
  // Modules of files that have run are never given back: a heap of gigabytes pauses for seconds, which reads as a slow server.
  workerIdleMemoryLimit: '1200MB',
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.mjs'],
};
