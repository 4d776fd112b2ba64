// Node built-ins only: unit tests run before anything is built.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Jest in a child process, from the repository's root.
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnJest(args, options = {}) {
  // Jest runs ES modules through Node's vm modules, which are behind this flag. Each suite loads its modules again: with the default of
  // 1 MB, collections of the young generation take a tenth of the processor time.
  const nodeFlags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--min-semi-space-size=16'];
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  return spawn(process.execPath, [...nodeFlags, jest, ...args], { cwd: root, stdio: 'inherit', ...options });
}

/**
 * `npm run test:unit [-- jest's arguments]`: every spec that needs no server, in as many processes as there are cores.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export function runUnitTests(args) {
  const child = spawnJest(['--maxWorkers=100%', ...args, '--selectProjects', 'unit']);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
