const asyncHooks = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/** @type {Set<asyncHooks.AsyncLocalStorage<unknown>>} Those of the suite. */
const storages = new Set();

/** @extends {asyncHooks.AsyncLocalStorage<unknown>} */
class SuiteStorage extends asyncHooks.AsyncLocalStorage {
  constructor() {
    super();
    storages.add(this);
  }
}
// In Node 22 the export is a getter.
if (Number.parseInt(process.versions.node, 10) < 24)
  Object.defineProperty(asyncHooks, 'AsyncLocalStorage', { value: SuiteStorage });

/**
 * Jest's environment of Node, which disables a suite's storages when the suite ends. Jest runs the tests of each suite in a storage of
 * its own, and leaves it enabled. Before Node 24, each promise of the process then carries the stores of all suites so far: after 35 of
 * them, a simulation took twice as long.
 */
module.exports = class SuiteEnvironment extends TestEnvironment {
  /** @override */
  async teardown() {
    for (const storage of storages) storage.disable();
    storages.clear();
    await super.teardown();
  }
};
