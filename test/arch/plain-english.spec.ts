import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { asWords, wordsToAvoid } from './words-to-avoid.js';

const root = new URL('../../', import.meta.url);
/** All that people read: prose, comments, messages, test names, and identifiers. */
const read = /\.(ts|mjs|cjs|js|md|sh|sql|yml|yaml|json|txt)$/;
/** Fixed: what was executed once in databases, what others wrote, and the list itself. */
const fixed =
  /^(libs\/postgres\/src\/migrations\/|test\/contract\/former-schema\/|package-lock\.json|test\/arch\/(fixtures\/|words-to-avoid\.ts|plain-english\.spec\.ts)|samples\/|LICENSE|CODE_OF_CONDUCT\.md)/;

/** History may quote, in backticks, the names that were replaced. */
const history = /^(CHANGELOG\.md|docs\/adr\/)/;
const withoutQuotes = (text: string): string => text.replaceAll(/`[^`\n]*`/g, '``');

/** `line: text (write ...)` for each word to avoid in a text. */
function faultsOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    // `nobody` is also the name of a Unix account.
    const words = asWords(line.replace("'nobody'", ''));
    return wordsToAvoid
      .filter(({ word }) => word.test(words))
      .map(({ write }) => `${String(index + 1)}: ${line.trim().slice(0, 120)} (write: ${write})`);
  });
}

describe('plain technical English', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => read.test(path) && !fixed.test(path));

  it('is used in every file that people read', () => {
    expect(files.length).toBeGreaterThan(500);
    const faults = files.flatMap((path) => {
      const text = readFileSync(new URL(path, root), 'utf8');
      return faultsOf(history.test(path) ? withoutQuotes(text) : text).map((fault) => `${path}:${fault}`);
    });
    expect(faults).toEqual([]);
  });

  it.each([
    ['An identity that was lent', 1],
    ['const lentAt = 1;', 1],
    ['create table lent_identities ()', 1],
    ['askingsPerHour', 1],
    ['A command has to be signed', 1],
    ['An identity that is assigned', 0],
    ['splendid silent talent', 0],
  ])('"%s" has %i faults', (text, count) => {
    expect(faultsOf(text)).toHaveLength(count);
  });

  it('may name in the changelog what was renamed', () => {
    expect(faultsOf(withoutQuotes('`askingsPerHour` is `arrivalsPerHour`'))).toEqual([]);
    expect(faultsOf(withoutQuotes('`arrivalsPerHour` of a pool that was lent'))).toHaveLength(1);
  });
});
