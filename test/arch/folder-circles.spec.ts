import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const { options } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  readonly options: ICruiseOptions;
};
/** An index only lists what its folder and the folders below it export. */
const indexFile = /\/index\.ts$/;
const productFile = /^(apps|libs|tools)\/(.+\/)?src\/.*(?<!\.spec)\.ts$/;

type Import = readonly [from: string, to: string];

/**
 * Folders that import each other, directly or through others. dependency-cruiser's rule counts a folder's subfolders
 * as a part of it, so a circle between the two is found here alone.
 */
function folderCircles(imports: readonly Import[]): readonly string[] {
  const imported = new Map<string, Set<string>>();
  for (const [from, to] of imports) {
    if (indexFile.test(from) || dirname(from) === dirname(to)) continue;
    const folders = imported.get(dirname(from)) ?? new Set();
    imported.set(dirname(from), folders.add(dirname(to)));
  }
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    [...(imported.get(from) ?? [])].some(
      (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
    );
  return [...imported.keys()].filter((folder) => reaches(folder, folder, new Set())).sort();
}

describe('folder circles', () => {
  let imports: readonly Import[];

  beforeAll(async () => {
    const { output } = await cruise(
      ['apps', 'libs', 'tools'],
      { ...options, baseDir: root },
      options.enhancedResolveOptions,
    );
    imports = (output as ICruiseResult).modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }): Import => [source, resolved]),
    );
  });

  it('do not exist', () => {
    const ofProduct = imports.filter(([from, to]) => productFile.test(from) && productFile.test(to));
    expect(ofProduct.length).toBeGreaterThan(500);
    expect(folderCircles(ofProduct)).toEqual([]);
  });

  it('are found between a folder and its subfolder', () => {
    expect(
      folderCircles([
        ['libs/domain/src/evolve.ts', 'libs/domain/src/decide/assign.ts'],
        ['libs/domain/src/decide/decide.ts', 'libs/domain/src/terms.ts'],
        ['libs/domain/src/lane/lane.ts', 'libs/domain/src/terms.ts'],
        ['libs/domain/src/index.ts', 'libs/domain/src/lane/lane.ts'],
      ]),
    ).toEqual(['libs/domain/src', 'libs/domain/src/decide']);
  });

  it('are found through a third folder', () => {
    expect(
      folderCircles([
        ['a/one.ts', 'b/two.ts'],
        ['b/two.ts', 'c/three.ts'],
        ['c/other.ts', 'a/fourth.ts'],
      ]),
    ).toEqual(['a', 'b', 'c']);
  });
});
