import { execFile } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresAccount } from './postgres-account.js';

export interface PrimaryCopy {
  /** Data folder of the copy; created. */
  readonly dir: string;
  /** Port of the primary on loopback, or of a link to it. */
  readonly primaryPort: number;
  /** Of the standby in `synchronous_standby_names`. */
  readonly name: string;
  /** An installation with `pg_basebackup`, of the primary's version. */
  readonly programs: string;
}

const run = promisify(execFile);

/** Copies the files of a running server. A server that is started with the copy is a hot standby that streams from the first. */
export async function copyPrimary({ dir, primaryPort, name, programs }: PrimaryCopy): Promise<void> {
  const account = postgresAccount();
  mkdirSync(dir, { mode: 0o700 });
  if (account !== undefined) chownSync(dir, account.uid, account.gid);
  // `--write-recovery-conf` makes it a standby that connects in the same way.
  const connection = `host=127.0.0.1 port=${String(primaryPort)} user=postgres application_name=${name}`;
  const args = ['--pgdata', dir, '--dbname', connection, '--write-recovery-conf', '--checkpoint=fast'];
  await run(join(programs, 'pg_basebackup'), args, {
    cwd: dir,
    ...(account !== undefined && { uid: account.uid, gid: account.gid }),
  });
}
