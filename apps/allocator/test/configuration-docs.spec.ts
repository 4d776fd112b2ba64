import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { environment, settings } from '../src/config/environment.js';
import { configurationPage } from './support/configuration-page.js';

const root = new URL('../../../', import.meta.url);
const page = new URL('docs/configuration.md', root);

/** `UPDATE_CONTRACT=1` writes the page again: read the difference. */
describe('docs/configuration.md', () => {
  const generated = configurationPage(settings);
  if (process.env['UPDATE_CONTRACT'] === '1') writeFileSync(page, generated);

  it('is generated from the schema of the environment', () => {
    expect(readFileSync(page, 'utf8')).toBe(generated);
  });

  it('has every variable that the schema reads', () => {
    const headings = [...generated.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual(Object.keys(environment.shape));
  });

  it('has every variable of the local stack', () => {
    const read = [
      ...readFileSync(new URL('libs/local/src/stack/local-settings.ts', root), 'utf8').matchAll(/'([A-Z_]{4,})'/g),
    ];
    const missing = read.filter(
      ([, name = '']) => !generated.includes(`\`${name}\``) && !generated.includes(`### ${name}`),
    );
    expect(read.length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });
});
