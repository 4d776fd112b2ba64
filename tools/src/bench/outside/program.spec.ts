import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { whyMissing } from './program.js';

const node = { name: 'node', package: 'nodejs' };
const folders = ['/nowhere', dirname(process.execPath)];

describe('a program of the bench', () => {
  it('is in one of the folders', () => {
    expect(whyMissing([node], folders)).toBeUndefined();
    expect(whyMissing([{ ...node, file: fileURLToPath(import.meta.url) }], folders)).toBeUndefined();
  });

  it.each([
    [{ name: 'wrkk', package: 'wrk' }, 'wrkk is not installed (Debian package wrk)'],
    [{ ...node, file: '/nowhere/schema.sql' }, '/nowhere/schema.sql cannot be read (Debian package nodejs)'],
  ])('%j is named with its package if it is missing', (program, why) => {
    expect(whyMissing([node, program], folders)).toBe(why);
  });
});
