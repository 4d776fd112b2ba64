import { freePort, postgresAccount, temporaryDir } from '@allocator/local';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { eventually } from './eventually.js';

/** Path of the program; undefined where the machine has none (Debian: `apt-get install pgbouncer`). */
export const pgBouncer = ['/usr/sbin', '/usr/bin', ...(process.env['PATH'] ?? '').split(':')]
  .map((folder) => join(folder, 'pgbouncer'))
  .find((path) => existsSync(path));

export interface RunningPgBouncer {
  readonly url: string;
  end(): Promise<void>;
}

/** Starts PgBouncer in front of the tests' server, on loopback, with its defaults and these settings. */
export async function startPgBouncer(
  databaseUrl: string,
  settings: Readonly<Record<string, string>>,
): Promise<RunningPgBouncer> {
  if (pgBouncer === undefined) throw new Error('there is no PgBouncer on this machine');
  const target = new URL(databaseUrl);
  const dir = temporaryDir('pgbouncer');
  const port = await freePort();
  const users = join(dir, 'users.txt');
  writeFileSync(users, `"${decodeURIComponent(target.username)}" ""\n`);
  const config = join(dir, 'pgbouncer.ini');
  const own = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: users,
  };
  writeFileSync(
    config,
    [
      '[databases]',
      `* = host=${target.hostname} port=${target.port}`,
      '[pgbouncer]',
      ...Object.entries({ ...own, ...settings }).map(([name, value]) => `${name} = ${value}`),
      '',
    ].join('\n'),
  );
  // It refuses to run as root.
  const account = postgresAccount();
  const child = spawn(pgBouncer, ['-q', config], {
    stdio: 'ignore',
    ...(account !== undefined && { uid: account.uid, gid: account.gid }),
  });
  const exited = once(child, 'exit');
  const url = new URL(databaseUrl);
  url.port = String(port);
  const running = {
    url: url.href,
    end: async () => {
      child.kill('SIGKILL');
      await exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await eventually(() => listens(port), 10_000, 'PgBouncer').catch(async (error: unknown) => {
    await running.end();
    throw error;
  });
  return running;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
