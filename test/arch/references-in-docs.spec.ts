import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { anchorsOf, referencesOf } from '../support/references-of.js';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const exists = (path: string): boolean => existsSync(new URL(path, root));

/** Decisions stay as they were written, and the changelog names what is gone. */
const isHistory = (path: string): boolean => /^(docs\/adr\/\d|CHANGELOG)/.test(path);
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !path.includes('/fixtures/') && exists(path));
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);
const commands = [...read('docs/cli.md').matchAll(/^## `allocator ([^`]+)`$/gm)].map(([, command]) => command);

describe.each(documents)('%s', (document) => {
  const { links, paths, scripts: named, commands: called } = referencesOf(read(document));

  it('links to files and headings that exist', () => {
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : normalize(join(dirname(document), path));
      if (!exists(target)) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  if (isHistory(document)) return;

  it('names files, scripts and commands that exist', () => {
    expect(paths.filter((path) => !exists(path) && !/\/dist\//.test(path))).toEqual([]);
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
    expect(called.filter((command) => !commands.includes(command))).toEqual([]);
  });
});

it('docs/images has no image that no document shows', () => {
  const images = execFileSync('git', ['ls-files', 'docs/images'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && exists(path));
  expect(images.length).toBeGreaterThan(0);
  const shown = documents.flatMap((document) =>
    referencesOf(read(document)).links.map((link) => normalize(join(dirname(document), link))),
  );
  expect(images.filter((image) => !shown.includes(image))).toEqual([]);
});

describe('docs/adr/README.md', () => {
  const decisions = documents.filter((path) => /^docs\/adr\/\d/.test(path));

  it('lists every decision', () => {
    const listed = referencesOf(read('docs/adr/README.md')).links;
    expect(listed.map((link) => `docs/adr/${link}`).sort()).toEqual(decisions);
  });

  it.each(decisions)('%s has a date and a status', (decision) => {
    expect(read(decision)).toMatch(/^Date: \d{4}-\d\d-\d\d\. Status: \w+/m);
  });
});

describe('references of a document', () => {
  it('are found in links, backticks and code blocks', () => {
    const document = [
      'See [rules](libs/domain/README.md#state), <https://example.com> and [site](https://example.com).',
      'In `libs/domain/src/{decide,evolve}.ts`: `npm run stack`, `allocator pool import FILE`.',
      '```sh',
      'npm run --silent allocator -- verify x',
      'npm test',
      '```',
    ].join('\n');
    expect(referencesOf(document)).toEqual({
      links: ['libs/domain/README.md#state'],
      paths: ['libs/domain/src/decide.ts', 'libs/domain/src/evolve.ts'],
      scripts: ['allocator', 'test', 'stack'],
      commands: ['verify', 'pool import'],
    });
  });

  it('have anchors as GitHub makes them', () => {
    expect([...anchorsOf('# R_max, and `x`\n## [Decisions](a.md)\n')]).toEqual(['r_max-and-x', 'decisions']);
  });
});
