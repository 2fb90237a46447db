import base from './jest.config.mjs';

export default {
  ...base,
  testMatch: ['<rootDir>/test/**/*.long.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
