import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';

const calmMs = { min: 1_000, max: 4_000 };
/** How often two things go wrong at a time. */
const togetherPercent = 35;

/** What went wrong, and how often. */
export type Injected = Map<string, number>;

/**
 * Faults one after the other, sometimes two at a time that strike different things, each with a calm behind it in which
 * the service works. All kinds come before one comes again.
 * @param now told what is going wrong
 */
export async function injectFaults(
  stage: Stage,
  faults: readonly Fault[],
  random: Random,
  seconds: number,
  now: (names: readonly string[]) => void,
  signal: AbortSignal,
): Promise<Injected> {
  const injected: Injected = new Map();
  const deck = new Deck(faults, random.fork());
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    signal.throwIfAborted();
    const first = deck.draw();
    const second = random.chance(togetherPercent) ? deck.drawBeside(first) : undefined;
    const struck = second === undefined ? [first] : [first, second];
    now(struck.map(({ name }) => name));
    await Promise.all(
      struck.map(async (fault) => {
        await fault.strike(stage, random.fork());
        injected.set(fault.name, (injected.get(fault.name) ?? 0) + 1);
      }),
    );
    now([]);
    await sleep(random.between(calmMs.min, calmMs.max), undefined, { signal });
  }
  return injected;
}

class Deck {
  private left: Fault[] = [];

  constructor(
    private readonly faults: readonly Fault[],
    private readonly random: Random,
  ) {}

  draw(): Fault {
    if (this.left.length === 0) this.left = this.random.shuffled(this.faults);
    return this.left.shift() as Fault;
  }

  /** One that strikes something else; undefined where none is left. */
  drawBeside({ strikes }: Fault): Fault | undefined {
    const place = this.left.findIndex((fault) => fault.strikes !== strikes);
    return place < 0 ? undefined : this.left.splice(place, 1)[0];
  }
}
