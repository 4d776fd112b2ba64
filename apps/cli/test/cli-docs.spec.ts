import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { createProgram } from '../src/create-program.js';
import { commandPage } from './support/command-page.js';

const page = new URL('../../../docs/cli.md', import.meta.url);

/** `UPDATE_CONTRACT=1` writes the page again: read the difference. */
describe('docs/cli.md', () => {
  const generated = commandPage(createProgram());
  if (process.env['UPDATE_CONTRACT'] === '1') writeFileSync(page, generated);

  it('is generated from the help of the commands', () => {
    expect(readFileSync(page, 'utf8')).toBe(generated);
  });

  it('has every command, its options and an example of it', () => {
    const parts = generated.split(/^(?=## `)/m).slice(1);
    expect(parts.length).toBeGreaterThan(18);
    for (const part of parts) {
      const [, command = ''] = /^## `(allocator [^`]+)`/.exec(part) ?? [];
      expect(part.split(`${command} `).length).toBeGreaterThan(2);
      expect(part).toMatch(/^\| `(--|<)/m);
    }
  });
});
