import { dirname } from 'node:path';
import type { IModule } from 'dependency-cruiser';

/** An index only lists what its folder and the folders below it export. */
const indexFile = /\/index\.ts$/;
const productFile = /^(apps|libs|tools)\/(.+\/)?src\/.*(?<!\.spec)\.tsx?$/;
/** Matches the top folder of a file; nothing if the file is directly in `src`. */
const topFolder = /^.*?\bsrc\/[^/]+(?=\/)/;

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
  return circles(imports, dirname);
}

/** Top folders (`src/<folder>` of a package, with all its subfolders) that import each other, even through different subfolders. */
export function topFolderCircles(imports: readonly Import[]): readonly string[] {
  return circles(imports, (file) => topFolder.exec(file)?.[0] ?? dirname(file));
}

function circles(imports: readonly Import[], folderOf: (file: string) => string): readonly string[] {
  const imported = new Map<string, Set<string>>();
  for (const [from, to] of imports) {
    const [importer, target] = [folderOf(from), folderOf(to)];
    if (indexFile.test(from) || importer === target) continue;
    imported.set(importer, (imported.get(importer) ?? new Set()).add(target));
  }
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    [...(imported.get(from) ?? [])].some(
      (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
    );
  return [...imported.keys()].filter((folder) => reaches(folder, folder, new Set())).sort();
}
