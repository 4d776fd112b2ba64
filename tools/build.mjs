// Builds every package with sources if they have changed. Node built-ins only, and the compilers that the install has brought: SWC strips
// the types of a file (docs/adr/0066), Rolldown bundles the two programs (docs/adr/0079), Vite the dashboard.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { step } from '../libs/local/progress.mjs';

/** @param {string} root the repository's root */
export async function build(root) {
  const stale = [dashboardOf(root), ...packagesOf(root)]
    .filter(({ sources }) => sources.length > 0)
    .map((project) => ({ ...project, hash: hashOf(root, project) }))
    .filter(({ dir, hash }) => builtFrom(dir) !== hash);
  if (stale.length === 0) return;
  await step(`building ${stale.map(({ name }) => name).join(', ')}`, () =>
    Promise.all(
      stale.map(async (project) => {
        await project.build();
        writeFileSync(join(project.dir, 'dist', stampName), project.hash);
      }),
    ),
  );
}

/**
 * @typedef {object} Project
 * @property {string} name
 * @property {string} dir the package's folder
 * @property {readonly string[]} settings files of which a change changes the build, absolute
 * @property {readonly string[]} sources that the build reads, from `dir`, sorted
 * @property {() => Promise<void>} build
 */

/**
 * Every package but the dashboard.
 * @param {string} root
 * @returns {Project[]}
 */
function packagesOf(root) {
  const libraries = readdirSync(join(root, 'libs')).map((name) => join(root, 'libs', name));
  const compiled = [...libraries, join(root, 'tools')].map((dir) => compiledOf(root, dir));
  // The apps that Node runs.
  const programs = readdirSync(join(root, 'apps')).filter((name) =>
    existsSync(join(root, 'apps', name, 'src', 'main.ts')),
  );
  return [...programs.map((name) => programOf(root, name, libraries)), ...compiled];
}

/**
 * @param {string} root
 * @param {string} name
 * @param {readonly string[]} libraries whose sources are part of it
 * @returns {Project}
 */
function programOf(root, name, libraries) {
  const dir = join(root, 'apps', name);
  return {
    name,
    dir,
    // The lock file has the versions of the packages that are part of it.
    settings: ['.swcrc', 'package-lock.json', 'tools/bundle.mjs'].map((path) => join(root, path)),
    sources: [dir, ...libraries].flatMap((each) => sourcesIn(each).map((path) => relative(dir, join(each, path)))),
    build: async () => {
      const { bundle } = await import('./bundle.mjs');
      removeFormerFiles(dir, await bundle(root, dir, join(dir, 'dist')));
    },
  };
}

/**
 * @param {string} root
 * @param {string} dir
 * @returns {Project}
 */
function compiledOf(root, dir) {
  const sources = sourcesIn(dir);
  const swcrc = join(root, '.swcrc');
  return {
    name: basename(dir),
    dir,
    settings: [swcrc],
    sources,
    build: async () => removeFormerFiles(dir, await compile(dir, sources, swcrc)),
  };
}

/** @param {string} dir */
function sourcesIn(dir) {
  return filesIn(dir, 'src').filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
}

/**
 * @param {string} root
 * @returns {Project}
 */
function dashboardOf(root) {
  const dir = join(root, 'apps', 'dashboard');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  return {
    name: 'dashboard',
    dir,
    // Versions of the libraries, which are part of the bundle.
    settings: [join(root, 'package-lock.json')],
    sources: ['index.html', 'tsconfig.json', 'vite.config.mjs', ...filesIn(dir, 'public'), ...filesIn(dir, 'src')],
    build: () => run('dashboard', [vite, 'build', '--logLevel', 'warn'], dir),
  };
}

/** In `dist` itself, so that removing `dist` is enough to build again. */
const stampName = '.built-from';

/** @param {string} dir */
function builtFrom(dir) {
  const stamp = join(dir, 'dist', stampName);
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/**
 * The files of a package's folder, from the package, sorted.
 * @param {string} dir the package's folder
 * @param {string} folder
 */
function filesIn(dir, folder) {
  const path = join(dir, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * @param {string} root
 * @param {Project} project
 */
function hashOf(root, { dir, settings, sources }) {
  const hash = createHash('sha256');
  const files = [...settings, ...sources.map((path) => join(dir, path))];
  for (const file of files)
    hash
      .update(`${relative(root, file)}\n`)
      .update(readFileSync(file))
      .update('\n');
  return hash.digest('hex');
}

/**
 * Removes what an earlier build has left. All other files were overwritten in place, not removed first: a server that has started
 * continues.
 * @param {string} dir
 * @param {readonly string[]} built from `dist`
 */
function removeFormerFiles(dir, built) {
  const wanted = new Set(built);
  const dist = join(dir, 'dist');
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
    if (/\.js(\.map)?$/.test(path) && !wanted.has(path.replace(/\.map$/, ''))) rmSync(join(dist, path));
}

/**
 * `src/lane/lane.ts` becomes `dist/lane/lane.js`, with its source map beside it. Throws with the place of a syntax error.
 * @param {string} dir the package's folder
 * @param {readonly string[]} sources
 * @param {string} swcrc
 * @returns the files, from `dist`
 */
async function compile(dir, sources, swcrc) {
  const { transformFile } = await import('@swc/core');
  return Promise.all(
    sources.map(async (path) => {
      const file = relative('src', path).replace(/\.ts$/, '.js');
      const target = join(dir, 'dist', file);
      const source = join(dir, path);
      const { code, map } = await transformFile(source, {
        configFile: swcrc,
        sourceFileName: relative(dirname(target), source),
      });
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(`${target}.map`, map ?? '');
      writeFileSync(target, `${code}//# sourceMappingURL=${basename(target)}.map\n`);
      return file;
    }),
  );
}

/**
 * @param {string} name of the project
 * @param {readonly string[]} args of Node
 * @param {string} cwd
 * @returns {Promise<void>}
 */
function run(name, args, cwd) {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`building ${name} failed (see above)`))));
  });
}
