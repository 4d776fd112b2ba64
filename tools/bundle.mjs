// Bundles a program: its sources, those of our libraries, and packages that consist of many small modules, which Node would load one by
// one (docs/adr/0079). SWC strips the types of a file and writes the metadata of its decorators, as in the other packages.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from '@swc/core';
import { rolldown } from 'rolldown';

/** Dependencies of our packages that are part of the bundle. All others are loaded from `node_modules`. */
const bundledPackages = /^(@fastify\/|@nestjs\/|fastify$|jose$|rxjs$|zod$)/;
const ourLibrary = /^@allocator\/([a-z]+)$/;

/**
 * Writes the program `dir/src/main.ts` as `into/main.js`, with a file for each part that it loads later.
 * @param {string} root the repository's root
 * @param {string} dir the program's folder
 * @param {string} into
 * @param {(path: string, source: string) => string} [change] of a source, by its path; default: none
 * @returns {Promise<string[]>} the files, from `into`
 */
export async function bundle(root, dir, into, change = (_, source) => source) {
  const external = new Set(externalPackages(root));
  const bundling = await rolldown({
    input: join(dir, 'src', 'main.ts'),
    cwd: root,
    platform: 'node',
    external: (id) => external.has(packageOf(id)),
    onLog: (level, log, report) => {
      if (log.code !== 'UNRESOLVED_IMPORT') report(level, log);
      // Optional packages of Nest, which are not installed.
      else if (!log.message.includes('node_modules/@nestjs/')) report('error', log);
    },
    plugins: [sourcesOf(root, change)],
  });
  try {
    const chunkFileNames = '[name].js';
    const { output } = await bundling.write({
      dir: into,
      format: 'esm',
      sourcemap: true,
      keepNames: true,
      chunkFileNames,
    });
    return output.map(({ fileName }) => fileName);
  } finally {
    await bundling.close();
  }
}

/**
 * @param {string} root
 * @param {(path: string, source: string) => string} change
 * @returns {import('rolldown').Plugin}
 */
function sourcesOf(root, change) {
  const swcrc = join(root, '.swcrc');
  return {
    name: 'our sources',
    resolveId(id, importer) {
      const [, library] = ourLibrary.exec(id) ?? [];
      if (library !== undefined) return join(root, 'libs', library, 'src', 'index.ts');
      if (importer?.endsWith('.ts') && id.startsWith('.')) return join(importer, '..', id.replace(/\.js$/, '.ts'));
      return undefined;
    },
    async load(path) {
      if (!path.endsWith('.ts')) return undefined;
      const source = change(path, readFileSync(path, 'utf8'));
      const { code, map } = await transform(source, { configFile: swcrc, filename: path, sourceMaps: true });
      return { code, map: map ?? null, moduleType: 'js' };
    },
  };
}

/**
 * What the packages of this repository declare, but for what is bundled.
 * @param {string} root
 */
function externalPackages(root) {
  const dirs = ['libs', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
  );
  return dirs.flatMap(declaredBy).filter((name) => !bundledPackages.test(name) && !ourLibrary.test(name));
}

/** @param {string} dir a package's folder */
function declaredBy(dir) {
  const { dependencies = {} } = /** @type {{ dependencies?: Record<string, string> }} */ (
    JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
  );
  return Object.keys(dependencies);
}

/** @param {string} id of a module: `@scope/name/path` is in the package `@scope/name` */
function packageOf(id) {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/');
}
