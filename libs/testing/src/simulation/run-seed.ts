import type { Defect } from './defects.js';
import { drawHistory } from './draw-history.js';
import { findFaults } from './find-faults.js';
import type { History } from './history.js';
import { World } from './world.js';

/** A history that was run, and what came of it. */
export interface Run {
  readonly history: History;
  /** A sentence for each thing that is wrong; none where all is well. */
  readonly faults: readonly string[];
  /** Of the lanes, in order. */
  readonly documents: readonly (readonly string[])[];
  readonly answers: number;
}

export function runSeed(seed: number, defect?: Defect): Promise<Run> {
  return runHistory(drawHistory(seed), defect);
}

/** Runs it from an empty world to its settled end and checks everything. Equal histories end equally. */
export async function runHistory(history: History, defect?: Defect): Promise<Run> {
  const world = await World.given(history.setup, defect);
  for (const step of history.steps) await world.happen(step);
  await world.settle();
  return {
    history,
    faults: await findFaults(world, history.setup),
    documents: world.database.lanes.map(({ head }) => world.database.documents(head.lane)),
    answers: world.clients.answered.length,
  };
}
