import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Section of docs/edge-cases.md: its number, and the files that it names. */
const cases = read('docs/edge-cases.md')
  .split(/^(?=### )/m)
  .slice(1)
  .map((section) => ({
    number: /^### (\d+)\. /.exec(section)?.[1] ?? '',
    files: [...section.matchAll(/`([^`]+\.spec\.ts)`/g)].map(([, file = '']) => file),
  }));

describe('docs/edge-cases.md', () => {
  it('has the seventeen cases', () => {
    expect(cases.map(({ number }) => Number(number))).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
  });

  it.each(cases)('case $number is a named test in each of $files', ({ number, files }) => {
    expect(files.length).toBeGreaterThan(0);
    const named = new RegExp(`['"\`]edge case ${number}: `);
    expect(files.filter((file) => !named.test(read(file)))).toEqual([]);
  });
});

describe.each(['docs/security.md', 'docs/access.md'])('%s', (document) => {
  const files = [...read(document).matchAll(/`((?:apps|libs|test)\/[^`]+\.spec\.ts)`/g)].map(([, file = '']) => file);

  it('names tests', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  it.each(files)('has the test %s', (file) => {
    expect(existsSync(new URL(file, root))).toBe(true);
  });
});
