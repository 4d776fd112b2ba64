import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IModule } from 'dependency-cruiser';

/** Names of libraries of this repository, sorted, by the folder of the package.json that declares them. */
export type Libraries = ReadonlyMap<string, readonly string[]>;

/** Specs run from the root, which declares what they need besides their own package: `npm ci --omit=dev` leaves it out. */
const rootFolder = '.';
const sourceFile = /^((?:apps|libs)\/[^/]+|tools)\/src\/.*(?<!\.spec)\.tsx?$/;
const libraryFile = /^libs\/([^/]+)\/src\//;

/** What the sources of each workspace import, and under the root what specs import beyond that. */
export function importedLibraries(modules: readonly IModule[]): Libraries {
  const imports = modules.flatMap(({ source, dependencies }) =>
    dependencies.flatMap(({ resolved }) => {
      const library = libraryFile.exec(resolved)?.[1];
      return library === undefined || source.startsWith(`libs/${library}/`) ? [] : [{ source, library }];
    }),
  );
  const found = new Map<string, Set<string>>();
  const add = (folder: string, library: string): void => {
    found.set(folder, (found.get(folder) ?? new Set()).add(`@allocator/${library}`));
  };
  for (const { source, library } of imports) {
    const workspace = sourceFile.exec(source)?.[1];
    if (workspace !== undefined) add(workspace, library);
  }
  for (const { source, library } of imports) {
    const workspace = /^(?:(?:apps|libs)\/[^/]+|tools)(?=\/)/.exec(source)?.[0] ?? rootFolder;
    if (found.get(workspace)?.has(`@allocator/${library}`) !== true) add(rootFolder, library);
  }
  return new Map([...found].map(([folder, libraries]) => [folder, [...libraries].sort()]));
}

/** What each package.json declares: a workspace for its sources, the root for specs. */
export function declaredLibraries(root: string, folders: readonly string[]): Libraries {
  return new Map(
    folders.map((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
      const { dependencies = {}, devDependencies = {} } = manifest;
      const declared = Object.keys(folder === rootFolder ? devDependencies : { ...dependencies, ...devDependencies });
      return [folder, declared.filter((name) => isLibrary(root, name)).sort()];
    }),
  );
}

/** The server declares the dashboard too: it serves its files, and imports nothing of it. */
function isLibrary(root: string, name: string): boolean {
  const [scope, folder = ''] = name.split('/');
  return scope === '@allocator' && existsSync(join(root, 'libs', folder));
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
