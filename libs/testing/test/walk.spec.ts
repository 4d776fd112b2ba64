import { describe, expect, it } from '@jest/globals';
import { type Defect, type SmallWorld, describeRun, walk } from '@allocator/testing/simulation';

const timeoutMs = 120_000;
const setup = {
  identities: 2,
  quarantineSeconds: 0,
  policy: { anonymous: 'allowed', repeatSubject: 'another' },
} as const;
const send = (process: number, first: number, users: readonly number[]) => ({
  do: 'send' as const,
  process,
  pool: 0,
  first,
  commands: users.map((user) => ({ type: 'assign', user, anonymous: false }) as const),
});
const relay = (process: number) => ({ do: 'relay', process, pool: 0 }) as const;
const crash = (process: number) => ({ do: 'crash', process }) as const;
const endSession = { do: 'end-session', nth: 0 } as const;
const loseClaim = { do: 'lose-claim', pool: 0 } as const;

/** Two processes request three assignments from two identities; one process crashes, and a session ends. */
const lane: SmallWorld = {
  setup,
  threads: [[send(0, 1, [0, 1])], [send(1, 3, [2])]],
  mishaps: [crash(0), endSession],
};
/** Two relays of one lane; the publisher loses its claim without noticing. */
const relays: SmallWorld = {
  setup,
  threads: [[relay(0)], [relay(1)]],
  mishaps: [loseClaim],
};

describe('every order of steps in a small world', () => {
  it.each([
    ['commands of a lane', lane],
    ['relays of a lane', relays],
  ])(
    'keeps the promises for %s',
    async (name, small) => {
      const { worlds, ends, failed } = await walk(small);
      process.stdout.write(`${name}: ${String(worlds)} worlds, ${String(ends)} ends\n`);
      if (failed !== undefined) throw new Error(describeRun(name, failed));
    },
    timeoutMs,
  );

  it.each<[Defect, SmallWorld]>([
    ['lost-lane-lock', lane],
    ['refusal-outcome-not-stored', lane],
    ['relay-skips-tail', relays],
    ['fence-lost', relays],
  ])(
    'finds the planted bug %s',
    async (defect, small) => {
      const { worlds, failed } = await walk(small, defect);
      expect(failed?.faults).not.toEqual([]);
      expect(failed).toBeDefined();
      process.stdout.write(`${defect}: found after ${String(worlds)} worlds; ${failed?.faults[0] ?? ''}\n`);
    },
    timeoutMs,
  );
});
