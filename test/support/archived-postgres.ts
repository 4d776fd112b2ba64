import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startPostgres } from '@allocator/local';
import type { RunningPostgres } from '@allocator/local';
import pg from 'pg';
import { eventually } from './eventually.js';

/** A PostgreSQL server with archived WAL, of which backups are taken as docs/operations.md says. */
export class ArchivedPostgres {
  private backups = 0;

  private constructor(
    private readonly dir: string,
    readonly server: RunningPostgres,
  ) {}

  static async start(dir: string): Promise<ArchivedPostgres> {
    mkdirSync(archiveIn(dir), { recursive: true });
    // The server's account writes there, whichever account runs the tests.
    chmodSync(archiveIn(dir), 0o777);
    const settings = {
      archive_mode: 'on',
      archive_command: `test ! -f ${archiveIn(dir)}/%f && cp %p ${archiveIn(dir)}/%f`,
    };
    const server = await startPostgres({ dir: join(dir, 'data'), port: await freePort(), settings });
    return new ArchivedPostgres(dir, server);
  }

  /** A base backup: the files as they are, and between the two calls the server keeps them usable. */
  async backUp(): Promise<string> {
    const to = join(this.dir, `backup-${String(++this.backups)}`);
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    try {
      // Both calls must come from one connection.
      await client.query(`select pg_backup_start('base', true)`);
      copyData(join(this.dir, 'data'), to);
      const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(true)');
      writeFileSync(join(to, 'backup_label'), rows[0]?.labelfile ?? '');
    } finally {
      await client.end();
    }
    return to;
  }

  /** What was written so far is in the archive when it has resolved. */
  async archive(): Promise<void> {
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ file: string }>(
        `select pg_walfile_name(pg_current_wal_lsn()) as file, pg_switch_wal()`,
      );
      const file = rows[0]?.file ?? '';
      await eventually(
        () => Promise.resolve(readdirSync(archiveIn(this.dir)).includes(file)),
        20_000,
        `${file} archived`,
      );
    } finally {
      await client.end();
    }
  }

  /** A server on a copy of the backup's files, as of this time: by the WAL up to the last commit before it. */
  static async restore(dir: string, backup: string, copy: string, time: Date): Promise<RunningPostgres> {
    const data = join(dir, copy);
    cpSync(backup, data, { recursive: true });
    const settings = {
      restore_command: `cp ${archiveIn(dir)}/%f %p`,
      // It knows no Z.
      recovery_target_time: time.toISOString().replace('Z', '+00'),
      recovery_target_action: 'promote',
    };
    writeFileSync(join(data, 'recovery.signal'), '');
    own(data, statSync(join(backup, 'PG_VERSION')));
    const restored = await startPostgres({ dir: data, port: await freePort(), settings });
    const client = new pg.Client({ connectionString: restored.url });
    await client.connect();
    await eventually(async () => {
      const { rows } = await client.query<{ over: boolean }>('select not pg_is_in_recovery() as over');
      return rows[0]?.over === true;
    }, 30_000);
    await client.end();
    return restored;
  }
}

function archiveIn(dir: string): string {
  return join(dir, 'archive');
}

function copyData(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !/postmaster\.(pid|opts)$|\/pg_wal\/.+/.test(path) });
  mkdirSync(join(to, 'pg_wal'), { recursive: true });
  rmSync(join(to, 'pg_replslot'), { recursive: true, force: true });
  mkdirSync(join(to, 'pg_replslot'));
  own(to, statSync(from));
}

/** The files belong to the account that the server runs as. */
function own(path: string, { uid, gid }: { readonly uid: number; readonly gid: number }): void {
  if (process.getuid?.() !== 0) return;
  chownSync(path, uid, gid);
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' })) chownSync(join(path, entry), uid, gid);
  chmodSync(path, 0o700);
}
