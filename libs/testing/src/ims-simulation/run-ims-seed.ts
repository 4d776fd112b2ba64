import { shortest } from '../simulation/shrink.js';
import type { ImsDefect } from './ims-defects.js';
import type { History } from './history.js';
import { ImsWorld } from './ims-world.js';
import type { Mix } from './mixes.js';
import { imsHistoryOf } from './draw-ims-history.js';

/** Longer than any binding and any message takes. */
const longestMs = 4 * 3_600_000;

export interface ImsRan {
  readonly history: History;
  /** A sentence for each thing that is wrong; none where all is well. */
  readonly faults: readonly string[];
  /** Of the lanes, in order. */
  readonly documents: readonly (readonly string[])[];
  /** Identities that went from one assignment to the next. */
  readonly handovers: number;
}

export function runImsSeed(seed: number, mix?: Mix, defect?: ImsDefect): Promise<ImsRan> {
  return runImsHistory(imsHistoryOf(seed, mix), defect);
}

/** Runs it up to the first thing that is wrong, or to its settled end. Equal histories end equally. */
export async function runImsHistory(history: History, defect?: ImsDefect): Promise<ImsRan> {
  const world = await ImsWorld.given(history.setup, defect);
  for (const step of history.steps) {
    await world.happen(step);
    if (world.faults.length > 0) break;
  }
  await world.settle(longestMs);
  return { history, faults: world.faults, documents: world.documents, handovers: world.handovers };
}

/** The shortest history it can find that still fails. */
export function shrinkIms(history: History, defect?: ImsDefect): Promise<ImsRan> {
  return shortest(history, (shorter) => runImsHistory(shorter, defect));
}

/**
 * What a person needs to see it happen: the setup, the steps, and what is wrong.
 * @param origin what to run for the same again
 */
export function describeImsRun(origin: string, { history, faults }: ImsRan): string {
  return [
    `${origin}; ${String(history.steps.length)} steps are enough:`,
    `  ${JSON.stringify(history.setup)}`,
    ...history.steps.map((step) => `  ${JSON.stringify(step)}`),
    'wrong (instants are seconds of true time since the beginning):',
    ...faults.map((fault) => `  ${fault}`),
  ].join('\n');
}
