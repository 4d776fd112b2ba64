import { fileURLToPath } from 'node:url';
import { startProgram } from './start-program.js';

export const cliMain = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

/** Starts `allocator`, built. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>>) {
  return startProgram(cliMain, args, env);
}
