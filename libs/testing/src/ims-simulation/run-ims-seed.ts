import { shortestHistory } from '../simulation/shortest-history.js';
import { drawImsHistory } from './draw-ims-history.js';
import type { History } from './history.js';
import type { ImsDefect } from './ims-defects.js';
import { ImsWorld } from './ims-world.js';
import type { Mix } from './mixes.js';

/** Longer than any binding and any message lasts. */
const longestMs = 4 * 3_600_000;

export interface ImsRun {
  readonly history: History;
  /** A sentence for each thing that is wrong; none where all is well. */
  readonly faults: readonly string[];
  /** Of the lanes, in order. */
  readonly documents: readonly (readonly string[])[];
  /** How many times an identity went from one assignment to the next. */
  readonly handovers: number;
}

export function runImsSeed(seed: number, mix?: Mix, defect?: ImsDefect): Promise<ImsRun> {
  return runImsHistory(drawImsHistory(seed, mix), defect);
}

/** Runs it to its first fault or its settled end. Equal histories end equally. */
async function runImsHistory(history: History, defect?: ImsDefect): Promise<ImsRun> {
  const world = await ImsWorld.given(history.setup, defect);
  for (const step of history.steps) {
    await world.happen(step);
    if (world.faults.length > 0) break;
  }
  await world.settle(longestMs);
  return { history, faults: world.faults, documents: world.documents, handovers: world.handovers };
}

/** Runs the shortest history it can find that still fails. */
export function shrinkIms(history: History, defect?: ImsDefect): Promise<ImsRun> {
  return shortestHistory(history, (shorter) => runImsHistory(shorter, defect));
}

/**
 * What a reader needs to follow the failure: the setup, the steps, and what is wrong.
 * @param origin how to run the same again
 */
export function describeImsRun(origin: string, { history, faults }: ImsRun): string {
  return [
    `${origin}; ${String(history.steps.length)} steps are enough:`,
    `  ${JSON.stringify(history.setup)}`,
    ...history.steps.map((step) => `  ${JSON.stringify(step)}`),
    'wrong (instants in seconds of true time since the start):',
    ...faults.map((fault) => `  ${fault}`),
  ].join('\n');
}
