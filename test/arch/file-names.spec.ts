import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
/** With the magic word, `**` also stands for no folder: a file directly in `src` counts, too. */
const folders = ['apps/*/src', 'libs/*/src', 'tools/src', 'test/support'];
const sources = folders.flatMap((folder) => [`:(glob)${folder}/**/*.ts`, `:(glob)${folder}/**/*.tsx`]);
/** Entry points and lists of exports; a migration is named after its time and its change. */
const unnamed = /(\.spec\.ts|\/index\.ts|\/main\.tsx?|\/migrations\/[^/]+\.ts)$/;
const exported =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|type|interface|enum) (\w+)/gm;
/** Files that hold a vocabulary: many names of one kind, none of which is the file's. */
const vocabularies = new Set(['ids', 'builders', 'formats']);

/** Whether one of the names that a source exports is that of its file: `find-holder.ts` exports `FindHolder`. */
function isNamedAfterAnExport(path: string, source: string): boolean {
  const stem = basename(path)
    .replace(/\.tsx?$/, '')
    .replaceAll(/[-.]/g, '')
    .toLowerCase();
  const names = [...source.matchAll(exported)].map(([, name = '']) => name.toLowerCase());
  return names.length === 0 || names.includes(stem) || vocabularies.has(stem);
}

describe('a file is named after what it exports', () => {
  const files = execFileSync('git', ['ls-files', ...sources], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && !unnamed.test(path));

  it('in every source', () => {
    expect(files.length).toBeGreaterThan(200);
    const misnamed = files.filter((path) => !isNamedAfterAnExport(path, readFileSync(new URL(path, root), 'utf8')));
    expect(misnamed).toEqual([]);
  });

  it.each([
    ['libs/application/src/who-held.ts', 'export class FindHolder {}', false],
    ['libs/application/src/find-holder.ts', 'export class FindHolder {}', true],
    ['apps/allocator/src/features/terms/terms.controller.ts', 'export class TermsController {}', true],
    ['libs/domain/src/lane.ts', 'export type Lane = number;\nexport const laneOf = 1;', true],
    ['tools/src/stack.ts', 'await main();', true],
    ['apps/dashboard/src/ui/data-table.tsx', 'export function Table() {}', false],
  ])('%s with "%s": %s', (path, source, named) => {
    expect(isNamedAfterAnExport(path, source)).toBe(named);
  });
});
