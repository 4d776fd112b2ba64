// Builds every project of nest-cli.json whose sources have changed. Node built-ins only.
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
  const stale = Object.entries(projects)
    .map(([name, project]) => ({ name, dir: join(root, project.root), sources: sourcesOf(join(root, project.root)) }))
    .map((project) => ({ ...project, hash: hashOf(root, project.dir, project.sources) }))
    .filter(({ dir, sources, hash }) => sources.length > 0 && builtFrom(dir) !== hash);
  if (stale.length === 0) return;
  await step(`building ${stale.map(({ name }) => name).join(', ')}`, async () => {
    const queue = [...stale];
    const builders = Array.from({ length: availableParallelism() }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await nestBuild(root, next.name, next.dir);
        removeOrphans(next.dir, next.sources);
        writeFileSync(join(next.dir, 'dist', stampName), next.hash);
      }
    });
    await Promise.all(builders);
  });
}

/** In `dist` itself, so that removing `dist` is enough to build again. */
const stampName = '.built-from';

/** @param {string} dir */
function builtFrom(dir) {
  const stamp = join(dir, 'dist', stampName);
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/**
 * Paths below `src` that a build reads, sorted.
 * @param {string} dir the package's folder
 */
function sourcesOf(dir) {
  const src = join(dir, 'src');
  if (!existsSync(src)) return [];
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .sort();
}

/**
 * @param {string} root
 * @param {string} dir
 * @param {readonly string[]} sources
 */
function hashOf(root, dir, sources) {
  const hash = createHash('sha256');
  const files = [join(root, 'nest-cli.json'), join(root, '.swcrc'), ...sources.map((path) => join(dir, 'src', path))];
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
  const wanted = new Set(sources.map((path) => path.replace(/\.ts$/, '.js')));
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
  const child = spawn(process.execPath, [nest, 'build', name, '--silent', '--config', config], {
    cwd: dir,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`building ${name} failed (see above)`))));
  });
}
