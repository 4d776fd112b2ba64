const { default: Sequencer } = require('@jest/test-sequencer');

/** @typedef {Parameters<import('@jest/test-sequencer').default['sort']>[0][number]} Test */

const slowFirst = ['server', 'unit', 'timing'];

/** Starts server specs first, so that short specs fill the workers at the end. Within a class, jest's own order. */
module.exports = class SlowFirstSequencer extends Sequencer {
  /**
   * @override
   * @param {Test[]} tests
   */
  async sort(tests) {
    const rank = (/** @type {Test} */ { context }) => slowFirst.indexOf(context.config.displayName?.name ?? '');
    return (await super.sort(tests)).sort((one, other) => rank(one) - rank(other));
  }
};
