import { hash } from 'node:crypto';
import type { Defect } from './defects.js';
import { findFaults } from './find-faults.js';
import type { Setup, Step } from './history.js';
import { type Run, runHistory } from './run-seed.js';
import { World } from './world.js';

/** What can happen in a small world. The walk tries every order. */
export interface SmallWorld {
  readonly setup: Setup;
  /** The steps of each list happen in its order, each when the one before it has ended or its process has crashed. */
  readonly threads: readonly (readonly (Step & { readonly process: number })[])[];
  /** Faults that may happen at any time, each once. */
  readonly mishaps: readonly Step[];
}

export interface Walked {
  /** How many different worlds were seen. */
  readonly worlds: number;
  /** In how many of them nothing was left to happen; those are checked. */
  readonly ends: number;
  /** The first one with a fault. */
  readonly failed: Run | undefined;
}

/** No walk needs so many: a small world that does has grown by mistake. */
const worldsMax = 20_000;

/** What is left to happen. */
interface Left {
  readonly begun: readonly number[];
  readonly mishaps: readonly number[];
}

interface Choice {
  readonly steps: readonly Step[];
  readonly left: Left;
}

/**
 * Runs every order in which the steps can happen, depth first: at each point one running task continues to its next pause, or
 * a next step begins, or a mishap happens. A world that continues like one seen before is skipped. Running tasks cannot be
 * copied, so the world of another branch is built again from its steps.
 */
export async function walk(small: SmallWorld, defect?: Defect): Promise<Walked> {
  const seen = new Set<string>();
  const none: Left = { begun: small.threads.map(() => 0), mishaps: small.mishaps.map((_, index) => index) };
  const branches: { readonly steps: readonly Step[]; readonly left: Left }[] = [{ steps: [], left: none }];
  let ends = 0;
  for (let branch = branches.pop(); branch !== undefined; branch = branches.pop()) {
    let { steps, left } = branch;
    const world = await World.given(small.setup, defect);
    for (const step of steps) await world.happen(step);
    for (;;) {
      const state = hash('sha1', `${JSON.stringify(left)}${world.state()}`, 'base64');
      if (seen.has(state)) break;
      seen.add(state);
      if (seen.size > worldsMax) throw new Error(`more than ${String(worldsMax)} worlds: make the small world smaller`);
      const [first, ...others] = choicesIn(small, world, left);
      if (first === undefined) {
        ends++;
        await world.settle();
        if ((await findFaults(world, small.setup)).length === 0) break;
        const failed = await runHistory({ setup: small.setup, steps }, defect);
        return { worlds: seen.size, ends, failed };
      }
      for (const other of others) branches.push({ steps: [...steps, ...other.steps], left: other.left });
      for (const step of first.steps) await world.happen(step);
      steps = [...steps, ...first.steps];
      left = first.left;
    }
  }
  return { worlds: seen.size, ends, failed: undefined };
}

function choicesIn(small: SmallWorld, world: World, left: Left): readonly Choice[] {
  const { begun, mishaps } = left;
  const continued = Array.from({ length: world.tasks.count }, (_, nth): Choice => ({
    steps: [{ do: 'run', nth, pauses: 1 }],
    left,
  }));
  const begin = small.threads.flatMap((thread, index): Choice[] => {
    const step = thread[begun[index] ?? 0];
    if (step === undefined || world.tasks.isBusy(step.process, kindOf(step))) return [];
    return [{ steps: [step], left: { begun: begun.with(index, (begun[index] ?? 0) + 1), mishaps } }];
  });
  // With nothing running and nothing left to begin, a mishap has no effect.
  if (continued.length === 0 && begin.length === 0) return [];
  const faulty = mishaps.map((mishap): Choice => ({
    steps: [small.mishaps[mishap] as Step],
    left: { begun, mishaps: mishaps.filter((other) => other !== mishap) },
  }));
  return [...continued, ...begin, ...faulty];
}

function kindOf(step: Step): Step['do'] {
  return step.do === 'send-again' ? 'send' : step.do;
}
