import { dirname } from 'node:path';
import type { IModule } from 'dependency-cruiser';

/** An index only lists what its folder and the folders below it export. */
const indexFile = /\/index\.ts$/;
const productFile = /^(apps|libs|tools)\/(.+\/)?src\/.*(?<!\.spec)\.ts$/;

type Import = readonly [from: string, to: string];

/** The imports from one file of the product to another. */
export function importsOfProduct(modules: readonly IModule[]): readonly Import[] {
  return modules
    .flatMap(({ source, dependencies }) => dependencies.map(({ resolved }): Import => [source, resolved]))
    .filter(([from, to]) => productFile.test(from) && productFile.test(to));
}

/**
 * Folders that import each other, directly or through others. dependency-cruiser's rule counts a folder's subfolders
 * as a part of it, so a circle between the two is found here alone.
 */
export function folderCircles(imports: readonly Import[]): readonly string[] {
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
