const { default: TestRunner } = require('jest-runner');

/** Runs its specs one after another, when the specs of other runners have ended. */
module.exports = class OneByOneRunner extends TestRunner {
  /** @override */
  isSerial = true;
};
