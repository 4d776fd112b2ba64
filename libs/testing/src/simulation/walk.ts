import { hash } from 'node:crypto';
import type { Defect } from './defects.js';
import type { Setup, Step } from './history.js';
import { faultsOf, type Ran, runHistory } from './run-seed.js';
import { World } from './world.js';

/** What can happen in a small world; in which order is what the walk tries. */
export interface SmallWorld {
  readonly setup: Setup;
  /** Each list is done in its order, a step when the one before it has come to its end or its process has crashed. */
  readonly threads: readonly (readonly (Step & { readonly process: number })[])[];
  /** Steps that may happen at any time, each once. */
  readonly mishaps: readonly Step[];
}

export interface Walked {
  /** Different worlds that were seen on the way. */
  readonly worlds: number;
  /** Of them those in which nothing was left to happen; there everything is checked. */
  readonly ends: number;
  /** The first that is wrong. */
  readonly failed: Ran | undefined;
}

/** More worlds than any walk has: one that has more has grown by mistake. */
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
 * Every order in which the steps can happen, depth first: at each point each work under way goes on by one pause, or a next
 * step begins, or a mishap happens. A world that goes on as one seen before is not gone through again. What is under way cannot
 * be copied, so a world on another branch is made anew from its steps.
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
      if (seen.size > worldsMax) throw new Error(`more than ${String(worldsMax)} worlds`);
      const [first, ...others] = choicesIn(small, world, left);
      if (first === undefined) {
        ends++;
        await world.settle();
        if ((await faultsOf(world, small.setup)).length === 0) break;
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
  const goOn = Array.from({ length: world.underWay }, (_, nth): Choice => ({
    steps: [{ do: 'run', nth, pauses: 1 }],
    left,
  }));
  const begin = small.threads.flatMap((thread, index): Choice[] => {
    const step = thread[begun[index] ?? 0];
    if (step === undefined || world.isBusy(step.process, kindOf(step))) return [];
    return [{ steps: [step], left: { begun: begun.with(index, (begun[index] ?? 0) + 1), mishaps } }];
  });
  // Where nothing is under way and nothing is left to begin, nothing can be hurt any more.
  if (goOn.length === 0 && begin.length === 0) return [];
  const hurt = mishaps.map((mishap): Choice => ({
    steps: [small.mishaps[mishap] as Step],
    left: { begun, mishaps: mishaps.filter((other) => other !== mishap) },
  }));
  return [...goOn, ...begin, ...hurt];
}

function kindOf(step: Step): Step['do'] {
  return step.do === 'again' ? 'send' : step.do;
}
