/** Sources are run as written: SWC strips the types, and a library is found by its root as everywhere else. */
export default {
  testEnvironment: 'node',
  // Most suites start real servers; what hangs is seen all the same.
  testTimeout: 30_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^@allocator/tools$': '<rootDir>/tools/src/index.ts',
    '^@allocator/([a-z]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testMatch: ['<rootDir>/{libs,apps,test,tools}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/fixtures/'],
};
