import type { Run } from './run-seed.js';

/**
 * What a reader needs to follow the failure: the steps, what is wrong, and the events.
 * @param origin how to run the same again
 */
export function describeRun(origin: string, { history, faults, documents }: Run): string {
  return [
    `${origin}; ${String(history.steps.length)} steps are enough:`,
    `  ${JSON.stringify(history.setup)}`,
    ...history.steps.map((step) => `  ${JSON.stringify(step)}`),
    'wrong:',
    ...faults.map((fault) => `  ${fault}`),
    'events:',
    ...documents.flat().map((document) => `  ${document}`),
  ].join('\n');
}
