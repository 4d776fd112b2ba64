import { isAbsolute } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { readBenchOptions } from './bench-options.js';
import type { Scenario } from './scenario.js';

const [limit, batch, growth] = ['limit', 'batch', 'growth'].map((name) => ({ name }) as Scenario) as [
  Scenario,
  Scenario,
  Scenario,
];
const all = [{ ...limit, inQuick: true } as const, { ...batch, inQuick: true } as const, growth];
const read = (...args: string[]) => readBenchOptions(args, all);

describe('the command line of the bench', () => {
  it('runs everything three times by default', () => {
    expect(read()).toMatchObject({ rounds: 3, isQuick: false, scenarios: all, jsonFile: undefined });
  });

  it('leaves the long scenarios out of a quick run, unless they are named', () => {
    expect(read('--quick')?.scenarios.map(({ name }) => name)).toEqual(['limit', 'batch']);
    expect(read('--quick', '--only', 'growth')?.scenarios).toEqual([growth]);
  });

  it('takes names, counts and a file', () => {
    const options = read('--only', 'batch, limit', '--rounds', '5', '--json', 'figures.json', '--quick');
    expect(options).toMatchObject({ scenarios: [{ name: 'limit' }, { name: 'batch' }], rounds: 5, isQuick: true });
    expect(isAbsolute(options?.jsonFile ?? '')).toBe(true);
  });

  it.each([
    [['--rounds', '0'], '--rounds 0 is not a whole number of at least 1'],
    [['--identities', 'many'], '--identities many is not a whole number'],
    [['--only', 'batch,dreams'], '--only: unknown name dreams'],
    [['--slow'], "Unknown option '--slow'"],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });

  it('prints the usage for --help, and runs nothing', () => {
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      expect(read('--help')).toBeUndefined();
      expect(print.mock.calls).toEqual([
        [expect.stringMatching(/^npm run bench .*--only a,b .*limit, batch, growth\n/s)],
      ]);
    } finally {
      print.mockRestore();
    }
  });
});
