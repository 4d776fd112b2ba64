// Entry point: `node tools/setup.mjs start|stack|dev|test|unit|build|token|...`. Works on a clean clone with nothing installed:
// this file and what it imports statically use Node's built-in modules only; all the rest is built first.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { installPackages } from './install.mjs';
import { runUnitTests } from './run-jest.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const command = process.argv[2];
const { log } = console;
// Shells use the output of these: progress goes to stderr.
if (command === 'token' || command === 'allocator') console.log = console.error;
try {
  await installPackages(root);
  if (command === 'unit') {
    // Unit tests run the sources: nothing needs building.
    process.exitCode = await runUnitTests(process.argv.slice(3));
  } else {
    await build(root);
    console.log = log;
    if (command !== 'build') await import(join(root, 'tools', 'dist', `${command}.js`));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
