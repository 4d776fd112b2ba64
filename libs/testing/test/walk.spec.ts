import { describe, expect, it } from '@jest/globals';
import { type Defect, type SmallWorld, describeRun, walk } from '@allocator/testing';

const timeoutMs = 120_000;
const setup = {
  identities: 2,
  quarantineSeconds: 0,
  policy: { anonymous: 'allowed', repeatSubject: 'another' },
} as const;
const send = (process: number, first: number, users: readonly number[]) => ({
  ...({ do: 'send', process, pool: 0, first } as const),
  commands: users.map((user) => ({ type: 'assign', user, anonymous: false }) as const),
});
const relay = (process: number) => ({ do: 'relay', process, pool: 0 }) as const;
const crash = (process: number) => ({ do: 'crash', process }) as const;
const cut = { do: 'end-session', nth: 0 } as const;
const zombie = { do: 'lose-claim', pool: 0 } as const;

/** Two processes want three of two identities, one dies, and a session is ended. */
const lane: SmallWorld = {
  setup,
  threads: [[send(0, 1, [0, 1])], [send(1, 3, [2])]],
  mishaps: [crash(0), cut],
};
/** Two relays of one lane; a publisher that does not know that it is none any more. */
const relays: SmallWorld = {
  setup,
  threads: [[relay(0)], [relay(1)]],
  mishaps: [zombie],
};

describe('every order of a small world', () => {
  it.each([
    ['a lane with its store', lane],
    ['relays of a lane', relays],
  ])(
    '%s',
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
