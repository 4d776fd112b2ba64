// Builds every project of nest-cli.json, and the dashboard, if their sources have changed. Node built-ins only.
//
// `nest build` runs once a project, with the package's folder as its working directory: Nest's SWC builder strips one
// leading path only, so from the root `libs/domain/src/index.ts` cannot become `libs/domain/dist/index.js`
// (`nest build --all` would write `dist/libs/domain/src/index.js`, where no package's `exports` may point).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { step } from '../libs/local/progress.mjs';

/** @param {string} root the repository's root */
export async function build(root) {
  const { projects } = /** @type {{ projects: Record<string, { root: string }> }} */ (
    JSON.parse(readFileSync(join(root, 'nest-cli.json'), 'utf8'))
  );
  const stale = [
    dashboardOf(root),
    ...Object.entries(projects).map(([name, each]) => nestProjectOf(root, name, each.root)),
  ]
    .filter(({ sources }) => sources.length > 0)
    .map((project) => ({ ...project, hash: hashOf(root, project) }))
    .filter(({ dir, hash }) => builtFrom(dir) !== hash);
  if (stale.length === 0) return;
  await step(`building ${stale.map(({ name }) => name).join(', ')}`, async () => {
    const queue = [...stale];
    const builders = Array.from({ length: availableParallelism() }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await next.build();
        writeFileSync(join(next.dir, 'dist', stampName), next.hash);
      }
    });
    await Promise.all(builders);
  });
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
 * @param {string} root
 * @param {string} name
 * @param {string} folder of the package, from the root
 * @returns {Project}
 */
function nestProjectOf(root, name, folder) {
  const dir = join(root, folder);
  const sources = filesIn(dir, 'src').filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
  return {
    name,
    dir,
    settings: [join(root, 'nest-cli.json'), join(root, '.swcrc')],
    sources,
    build: async () => {
      await nestBuild(root, name, dir);
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
 * @param {string} root
 * @param {string} name
 * @param {string} dir
 * @returns {Promise<void>}
 */
function nestBuild(root, name, dir) {
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const config = join(relative(dir, root), 'nest-cli.json');
  return run(name, [nest, 'build', name, '--silent', '--config', config], dir);
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
