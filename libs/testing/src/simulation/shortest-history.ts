/** Runs that the search may take: some seconds. What it has by then is short enough to read. */
const runsMax = 600;

interface Tried<Step> {
  readonly history: { readonly steps: readonly Step[] };
  readonly faults: readonly string[];
}

/**
 * The shortest history it can find that still fails: leaves out halves, quarters and so on down to single steps, until
 * none can be left out.
 * @param run runs a part of the history; every part of a history is a history
 */
export async function shortestHistory<Step, H extends { readonly steps: readonly Step[] }, R extends Tried<Step>>(
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
