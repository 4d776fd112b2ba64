const asyncHooks = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/** @type {Set<asyncHooks.AsyncLocalStorage<unknown>>} Those of the suite. */
const storages = new Set();

/** @extends {asyncHooks.AsyncLocalStorage<unknown>} */
class SuiteStorage extends asyncHooks.AsyncLocalStorage {
  /** @param {[]} options of later versions of Node */
  constructor(...options) {
    super(...options);
    storages.add(this);
  }
}
Object.assign(asyncHooks, { AsyncLocalStorage: SuiteStorage });

/**
 * The globals of Node, for one suite. Jest runs the tests of each suite in a storage of its own, and leaves it enabled. Before Node 24,
 * each promise of the process then carries the stores of all suites so far: after 35 of them, a simulation took twice as long.
 */
module.exports = class SuiteEnvironment extends TestEnvironment {
  /** @override */
  async teardown() {
    for (const storage of storages) storage.disable();
    storages.clear();
    await super.teardown();
  }
};
