import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What a spec costs, and so how it is run:
 * - `unit`: starts no server; any number side by side, `npm run test:unit`.
 * - `server`: uses real PostgreSQL, Kafka or service processes; several side by side.
 * - `timing`: asserts how long something takes, or fills the machine; alone, one after another.
 *
 * Specs in test/browser, test/contract, test/e2e and test/fault are `server`, all others are `unit`, unless the first line of a spec
 * declares `server` or `timing`, and why: `// Test class: timing. Expects an answer within 2 s.`
 * test/arch/import-rules.spec.ts compares the class with what the spec imports.
 * @typedef {'unit' | 'server' | 'timing'} TestClass
 */

const root = fileURLToPath(new URL('.', import.meta.url));
const declared = /^\/\/ Test class: (server|timing)\. \S/;
const serverFolder = /^test\/(browser|contract|e2e|fault)\//;

/** @type {Record<TestClass, string[]>} Paths from the root. */
export const specsByClass = { unit: [], server: [], timing: [] };
for (const folder of ['apps', 'libs', 'test', 'tools'])
  for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry);
    if (!path.endsWith('.spec.ts') || /(^|\/)(node_modules|dist|fixtures)\//.test(path)) continue;
    specsByClass[classOf(path)].push(path);
  }

/**
 * @param {string} path of a spec, from the root
 * @returns {TestClass}
 */
function classOf(path) {
  const [, testClass] = declared.exec(readFileSync(join(root, path), 'utf8')) ?? [];
  return /** @type {TestClass | undefined} */ (testClass) ?? (serverFolder.test(path) ? 'server' : 'unit');
}

/** With the others, they run each statement of the store: compared by PostgreSQL's log when the list was made (`log_statement`). */
const storeThroughService = ['analytics', 'assignments', 'audit', 'subjects'].map(
  (feature) => `test/contract/http-${feature}.spec.ts`,
);

/**
 * Specs of the store, which also run on the oldest PostgreSQL (`npm run test:postgres-15`): those of its library, those that open it
 * themselves and start no service, and a few through the service. None needs Kafka.
 */
export function storeSpecs() {
  return specsByClass.server.filter((path) => {
    if (path.startsWith('libs/postgres/') || storeThroughService.includes(path)) return true;
    const source = readFileSync(join(root, path), 'utf8');
    return (
      /\/(?:fresh|test)-database\.js'/.test(source) &&
      !/\bservice-(?:process|on-own-postgres)|running-service|session-sharing|describe\w*Kafka\(/.test(source)
    );
  });
}

/** @param {TestClass} testClass */
function projectOf(testClass) {
  return {
    displayName: testClass,
    runner: testClass === 'timing' ? '<rootDir>/tools/one-by-one-runner.cjs' : 'jest-runner',
    testMatch: specsByClass[testClass].map((path) => `<rootDir>/${path}`),
    roots: ['apps', 'libs', 'test', 'tools'].map((folder) => `<rootDir>/${folder}`),
    testEnvironment: '<rootDir>/tools/suite-environment.cjs',
    extensionsToTreatAsEsm: ['.ts'],
    // Sources are run as written: SWC strips the types, and a library is found by its name as everywhere else.
    transform: { '^.+\\.ts$': '@swc/jest' },
    moduleNameMapper: {
      '^@allocator/([a-z]+)$': '<rootDir>/libs/$1/src/index.ts',
      '^@allocator/testing/([a-z-]+)$': '<rootDir>/libs/testing/src/entries/$1.ts',
      '^(\\.{1,2}/.*)\\.js$': '$1',
    },
  };
}

export default {
  projects: [projectOf('unit'), projectOf('server'), projectOf('timing')],
  testSequencer: '<rootDir>/tools/slow-first-sequencer.cjs',
  reporters: ['default', '<rootDir>/tools/skipped-tests-reporter.mjs'],
  // Most suites start real servers; what hangs is seen all the same.
  // On a new cluster of Citus, the first suites wait about 20 s until the database that they copy is distributed.
  testTimeout: process.env['CITUS_URL'] === undefined ? 30_000 : 120_000,
  // Of `it.concurrent`: each starts a process.
  maxConcurrency: 3,
};
