import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { faultsOf } from './words-to-avoid.js';

const root = new URL('../../', import.meta.url);
/** All that people read: prose, comments, messages, test names, and identifiers. */
const read = /\.(ts|tsx|css|html|mjs|cjs|js|md|sh|sql|yml|yaml|json|txt)$/;
/** Fixed: what was executed once in databases, what others wrote, and the list itself. */
const fixed =
  /^(libs\/postgres\/src\/migrations\/|test\/contract\/former-schema\/|package-lock\.json|test\/arch\/(fixtures\/|words-to-avoid\.ts|plain-english\.spec\.ts)|samples\/|LICENSE|CODE_OF_CONDUCT\.md)/;

describe('plain technical English', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => read.test(path) && !fixed.test(path));

  it('is used in every file that people read', () => {
    expect(files.length).toBeGreaterThan(500);
    const faults = files.flatMap((path) =>
      faultsOf(path, readFileSync(new URL(path, root), 'utf8')).map((fault) => `${path}:${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it.each([
    ['An identity that was lent', 1],
    ['const lentAt = 1;', 1],
    ['create table lent_identities ()', 1],
    ['askingsPerHour', 1],
    ['A command has to be signed', 1],
    ['An event is kept for ever', 1],
    ['await untilSaid(service)', 1],
    ['turns.giveBack()', 1],
    ['interface IntakeTrouble {}', 1],
    ['const nextWordMs = 30_000;', 1],
    ['if (isPassing(error)) throw error;', 1],
    ['Learned early, for every lane, in a word', 0],
    ['An identity that is assigned', 0],
    ['splendid silent talent', 0],
  ])('"%s" has %i faults', (text, count) => {
    expect(faultsOf('docs/tutorial.md', text)).toHaveLength(count);
  });

  it('may name in the changelog what was renamed', () => {
    const renamed = '`askingsPerHour` is `arrivalsPerHour`';
    expect(faultsOf('CHANGELOG.md', renamed)).toEqual([]);
    expect(faultsOf('CHANGELOG.md', '`arrivalsPerHour` of a pool that was lent')).toHaveLength(1);
    expect(faultsOf('docs/tutorial.md', renamed)).toHaveLength(1);
  });
});
