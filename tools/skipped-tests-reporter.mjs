import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * What is used of jest's results.
 * @typedef {{ testFilePath: string, testResults: readonly { status: string, ancestorTitles: readonly string[], title: string }[] }} SpecResult
 * @typedef {{ testResults: readonly SpecResult[] }} Results
 */

/** How `whereAvailable` of libs/testing ends the title of what it skips. */
const mark = /^(?<title>.*) \[skipped: (?<missing>.*)\]$/s;

/**
 * Each suite or test that was skipped because this machine lacks what it needs: its spec, its title and what is missing. What a filter
 * of the command line left out (`-t`) is not among them.
 * @param {Results} results
 * @param {string} root
 */
export function skippedIn(results, root) {
  const lines = results.testResults.flatMap(({ testFilePath, testResults }) =>
    testResults
      .filter(({ status }) => status === 'pending')
      .flatMap(({ ancestorTitles, title }) => {
        const { title: name, missing } =
          [...ancestorTitles, title].map((each) => mark.exec(each)).find(Boolean)?.groups ?? {};
        return name === undefined ? [] : [`- ${relative(root, testFilePath)}: ${name}: ${missing}`];
      }),
  );
  return [...new Set(lines)].sort();
}

/** Lists at the end of a run what was skipped, by name. `SKIPPED_TESTS_FILE` gets the lines, too. */
export default class SkippedTestsReporter {
  /** @param {{ rootDir: string }} config */
  constructor({ rootDir }) {
    this.rootDir = rootDir;
  }

  /**
   * @param {unknown} _contexts
   * @param {Results} results
   */
  onRunComplete(_contexts, results) {
    const skipped = skippedIn(results, this.rootDir);
    if (skipped.length === 0) return;
    const file = process.env['SKIPPED_TESTS_FILE'];
    if (file !== undefined) appendFileSync(file, skipped.map((line) => `${line}\n`).join(''));
    const heading = `***** SKIPPED: ${String(skipped.length)} suites or tests need what is missing here *****`;
    // Below jest's summary, which repeats all failures.
    process.once('exit', () => console.error(['', heading, ...skipped].join('\n')));
  }
}
