import type { Defect } from './defects.js';
import type { History, Step } from './history.js';
import { type Ran, runHistory } from './run-seed.js';

/** Runs that the search may take: some seconds. What it has by then is short enough to read. */
const runsMax = 600;

/** What came of a history. */
interface Outcome<Step> {
  readonly history: { readonly steps: readonly Step[] };
  readonly faults: readonly string[];
}

/** The shortest history it can find that still fails. */
export function shrink(history: History, defect?: Defect): Promise<Ran> {
  return shortest(history, (shorter) => runHistory(shorter, defect));
}

/**
 * Leaves out halves, quarters and so on down to single steps, until none can go.
 * @param run any part of a history is a history
 */
export async function shortest<Step, H extends { readonly steps: readonly Step[] }, R extends Outcome<Step>>(
  history: H,
  run: (history: H) => Promise<R>,
): Promise<R> {
  let best = await run(history);
  let { steps } = history;
  let runs = 1;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < steps.length && runs < runsMax;) {
      const fewer = steps.toSpliced(from, size);
      const shorter = await run({ ...history, steps: fewer });
      runs++;
      if (shorter.faults.length === 0) from += size;
      else {
        best = shorter;
        steps = fewer;
        if (size === 1) from = 0;
      }
    }
  }
  return best;
}

/**
 * What a person needs to see it happen: the steps, what is wrong, and the events that came of it.
 * @param origin what to run for the same again
 */
export function told(origin: string, { history, faults, documents }: Ran): string {
  const line = (step: Step): string => `  ${JSON.stringify(step)}`;
  return [
    `${origin}; ${String(history.steps.length)} steps are enough:`,
    `  ${JSON.stringify(history.setup)}`,
    ...history.steps.map(line),
    'wrong:',
    ...faults.map((fault) => `  ${fault}`),
    'events:',
    ...documents.flat().map((document) => `  ${document}`),
  ].join('\n');
}
