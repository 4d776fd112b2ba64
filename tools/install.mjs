// Installs the packages that package-lock.json names, unless they are there already. Node built-ins only.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../libs/local/progress.mjs';

/** @param {string} root the repository's root */
export async function installPackages(root) {
  if (isInstalled(root)) return;
  await step('installing packages (npm ci)', () => {
    // Uses the npm that runs this script. --include=dev: with NODE_ENV=production, npm leaves out what builds the service.
    const npm = process.env['npm_execpath'];
    const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const [command, commandArgs] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
    const { status } = spawnSync(command, commandArgs, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error('npm ci failed (see above)');
  });
}

/**
 * Compares the project's lock file with the one that npm writes into node_modules at the end of an installation: a finished and
 * current installation is recognized, however it was made.
 * @param {string} root
 */
function isInstalled(root) {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = packagesOf(installedLock);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional === true || installed[path]?.version === wanted.version,
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(lockFile) {
  const lock = /** @type {{ packages: Record<string, { version?: string, optional?: boolean }> }} */ (
    JSON.parse(readFileSync(lockFile, 'utf8'))
  );
  return lock.packages;
}
