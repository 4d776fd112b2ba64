import { isAbsolute } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { readBenchOptions } from './bench-options.js';
import type { Scenario } from './scenario.js';

const [limit, batch, growth] = ['limit', 'batch', 'growth'].map((name) => ({ name }) as Scenario) as [
  Scenario,
  Scenario,
  Scenario,
];
const wrk = { name: 'wrk', inQuick: true } as Scenario;
const etcd = { name: 'etcd', isPeer: true } as Scenario;
const other = { name: 'other-postgres', inQuick: true, on: 'other-postgres' } as Scenario;
const all = [{ ...limit, inQuick: true } as const, { ...batch, inQuick: true } as const, wrk, other, growth, etcd];
const read = (...args: string[]) => readBenchOptions(args, all);
const namesOf = (...args: string[]) => read(...args)?.scenarios.map(({ name }) => name);

describe('the command line of the bench', () => {
  it('runs everything three times by default', () => {
    expect(read()).toMatchObject({ rounds: 3, isQuick: false, jsonFile: undefined, kafkaBrokers: 1 });
    expect(namesOf()).toEqual(['limit', 'batch', 'wrk', 'growth']);
  });

  it('leaves the long scenarios out of a quick run, unless they are named', () => {
    expect(namesOf('--quick')).toEqual(['limit', 'batch', 'wrk']);
    expect(read('--quick', '--only', 'growth')?.scenarios).toEqual([growth]);
  });

  it('runs peers with what they are compared with, beside the named ones if there are any', () => {
    expect(namesOf('--peers')).toEqual(['wrk', 'etcd']);
    expect(namesOf('--peers', '--only', 'limit')).toEqual(['limit', 'wrk', 'etcd']);
    expect(namesOf('--only', 'etcd')).toEqual(['etcd']);
  });

  it('runs on another PostgreSQL if its programs are given', () => {
    expect(namesOf('--quick', '--postgres', 'pg/bin')).toEqual(['limit', 'batch', 'wrk', 'other-postgres']);
    expect(namesOf('--only', 'batch', '--postgres', 'pg/bin')).toEqual(['batch', 'other-postgres']);
    expect(isAbsolute(read('--postgres', 'pg/bin')?.otherPostgres ?? '')).toBe(true);
  });

  it('takes names, counts and a file', () => {
    const options = read(
      '--only',
      'batch, limit',
      '--rounds',
      '5',
      '--brokers',
      '3',
      '--json',
      'figures.json',
      '--quick',
    );
    const scenarios = [{ name: 'limit' }, { name: 'batch' }];
    expect(options).toMatchObject({ scenarios, rounds: 5, kafkaBrokers: 3, isQuick: true });
    expect(isAbsolute(options?.jsonFile ?? '')).toBe(true);
  });

  it.each([
    [['--rounds', '0'], '--rounds 0 is not a whole number of at least 1'],
    [['--identities', 'many'], '--identities many is not a whole number'],
    [['--only', 'batch,dreams'], '--only: unknown name dreams'],
    [['--only', 'other-postgres'], 'other-postgres needs --postgres DIR'],
    [['--slow'], "Unknown option '--slow'"],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });

  it('prints the usage for --help, and runs nothing', () => {
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      expect(read('--help')).toBeUndefined();
      expect(print.mock.calls).toEqual([
        [
          expect.stringMatching(
            /^npm run bench .*--only a,b .*limit, batch, wrk, other-postgres, growth, etcd\n.*--peers .*: etcd\n/s,
          ),
        ],
      ]);
    } finally {
      print.mockRestore();
    }
  });
});
