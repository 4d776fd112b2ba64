// Builds every package with sources, and the dashboard, if their sources have changed. Node built-ins only, and the compilers that the
// install has brought: SWC strips the types of a file (docs/adr/0066), Vite bundles the dashboard.
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
  const dirs = ['libs', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
  );
  return [...dirs, join(root, 'tools')]
    .filter((dir) => basename(dir) !== 'dashboard')
    .map((dir) => packageOf(root, dir));
}

/**
 * @param {string} root
 * @param {string} dir
 * @returns {Project}
 */
function packageOf(root, dir) {
  const sources = filesIn(dir, 'src').filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
  const swcrc = join(root, '.swcrc');
  return {
    name: basename(dir),
    dir,
    settings: [swcrc],
    sources,
    build: async () => {
      await compile(dir, sources, swcrc);
      removeOrphans(dir, sources);
    },
  };
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
 * Removes what was built from sources that no longer exist. All other files are overwritten in place, not removed first: a
 * server that runs from here continues.
 * @param {string} dir
 * @param {readonly string[]} sources
 */
function removeOrphans(dir, sources) {
  const wanted = new Set(sources.map((path) => relative('src', path).replace(/\.ts$/, '.js')));
  const dist = join(dir, 'dist');
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
    if (/\.js(\.map)?$/.test(path) && !wanted.has(path.replace(/\.map$/, ''))) rmSync(join(dist, path));
}

/**
 * `src/lane/lane.ts` becomes `dist/lane/lane.js`, with its source map beside it. Throws with the place of a syntax error.
 * @param {string} dir the package's folder
 * @param {readonly string[]} sources
 * @param {string} swcrc
 */
async function compile(dir, sources, swcrc) {
  const { transformFile } = await import('@swc/core');
  await Promise.all(
    sources.map(async (path) => {
      const target = join(dir, 'dist', relative('src', path).replace(/\.ts$/, '.js'));
      const source = join(dir, path);
      const { code, map } = await transformFile(source, {
        configFile: swcrc,
        sourceFileName: relative(dirname(target), source),
      });
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(`${target}.map`, map ?? '');
      writeFileSync(target, `${code}//# sourceMappingURL=${basename(target)}.map\n`);
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
