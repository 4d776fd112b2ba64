import { isAbsolute } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readOptions } from './bench-options.js';

describe('the command line of the bench', () => {
  it('runs everything three times where nothing is said', () => {
    expect(readOptions([])).toMatchObject({ rounds: 3, isQuick: false, only: undefined, jsonFile: undefined });
  });

  it('takes names, counts and a file', () => {
    const options = readOptions(['--only', 'batch, limit', '--rounds', '5', '--json', 'figures.json', '--quick']);
    expect(options).toMatchObject({ only: ['batch', 'limit'], rounds: 5, isQuick: true });
    expect(isAbsolute(options?.jsonFile ?? '')).toBe(true);
  });

  it.each([
    [['--rounds', '0'], '--rounds 0 is not a count'],
    [['--identities', 'many'], '--identities many is not a count'],
    [['--slow'], "Unknown option '--slow'"],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('asks for nothing to be run where it asks for help', () => {
    expect(readOptions(['--help'])).toBeUndefined();
  });
});
