import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that other accounts can enter, too: PostgreSQL may run as another one. */
export function temporaryDir(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `ims-identity-allocator-${name}-`));
  chmodSync(dir, 0o755);
  return dir;
}

/** Runs a command in a temporary folder. The folder, with the logs in it, is kept if the command does not return 0. */
export async function inTemporaryDir(name: string, command: (dir: string) => Promise<number>): Promise<number> {
  const dir = temporaryDir(name);
  let code = 1;
  try {
    code = await command(dir);
    return code;
  } finally {
    if (code === 0) rmSync(dir, { recursive: true, force: true });
    else console.log(`- the logs are in ${dir}`);
  }
}
