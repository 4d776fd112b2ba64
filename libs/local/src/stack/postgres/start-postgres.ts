import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type BackgroundProcess, endLeftover, startUntilReady } from '../../process/background-process.js';
import { demandFreePort } from '../../process/free-port.js';
import { type Account, isReachable, postgresAccount } from './postgres-account.js';
import { type PostgresBinaries, binariesIn, postgresBinaries } from './postgres-binaries.js';

export interface RunningPostgres extends Pick<BackgroundProcess, 'pid' | 'logFile' | 'exited' | 'stop' | 'kill'> {
  /** Superuser, database `allocator`: for the service, and for suites that create databases of their own. */
  readonly url: string;
}

export interface PostgresOptions {
  /** Data folder; created if missing, kept after the stop. The log is beside it. */
  readonly dir: string;
  readonly port: number;
  /** Folder with `initdb` and `postgres` of another installation (`/usr/lib/postgresql/15/bin`). Default: those of npm. */
  readonly programs?: string | undefined;
  /** Further settings of the server: `archive_command`, for example. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const run = promisify(execFile);
const superuser = 'postgres';
const database = 'allocator';
const readyMsMax = 30_000;
const stopMsMax = 15_000;
/** After a crash, the last backends hold the shared memory a moment longer than the server process runs. */
const sharedMemoryMsMax = 10_000;

const serverSettings = {
  listen_addresses: '127.0.0.1',
  // TCP only: a socket in /tmp could collide with another server of the same port.
  unix_socket_directories: '',
  max_connections: '200',
  // With the small defaults, backends write pages out themselves, and full pages are logged too often.
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Starts PostgreSQL on loopback and returns once it accepts connections. If it throws, nothing is left running. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = postgresAccount();
  const dataDir = reachableDir(resolve(options.dir), account);
  const files = resolve(options.dir);
  const leftover = { files, mark: dataDir, stopSignal: 'SIGINT', stopMsMax } as const;
  await endLeftover(leftover);
  await demandFreePort(
    'Postgres',
    '127.0.0.1',
    options.port,
    'Set LOCAL_POSTGRES_PORT to a free one, or DATABASE_URL.',
  );
  const binaries = options.programs === undefined ? postgresBinaries(account) : binariesIn(options.programs);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await createCluster(binaries, dataDir, account, options.signal);

  const command = {
    ...leftover,
    command: binaries.postgres,
    args: ['-D', dataDir, '-p', String(options.port), ...settingArgs(options.settings)],
    cwd: dataDir,
    account,
  };
  const isReady = ({ pid }: BackgroundProcess): boolean => isAccepting(dataDir, pid);
  const deadline = performance.now() + sharedMemoryMsMax;
  for (;;) {
    try {
      const server = await startUntilReady(command, { what: 'Postgres', isReady, readyMsMax, signal: options.signal });
      return { ...server, url: `postgres://${superuser}@127.0.0.1:${options.port}/${database}` };
    } catch (error) {
      if (!String(error).includes('shared memory block') || performance.now() > deadline) throw error;
    }
  }
}

function settingArgs(settings: PostgresOptions['settings'] = {}): string[] {
  return Object.entries({ ...serverSettings, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The server writes its state to line 8 of postmaster.pid; pg_ctl reads it as well. */
function isAccepting(dataDir: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

/** The data folder itself, or another one if the account of Postgres cannot enter it. */
function reachableDir(dir: string, account: Account | undefined): string {
  mkdirSync(dirname(dir), { recursive: true });
  if (isReachable(dir, account)) return dir;
  const name = `ims-identity-allocator-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`;
  for (const outside of [tmpdir(), '/var/tmp']) {
    const other = join(outside, name);
    if (!existsSync(outside) || !isReachable(other, account)) continue;
    console.log(`- Postgres runs as user ${account?.name}, which cannot enter ${dir}: its data is in ${other}`);
    return other;
  }
  throw new Error(
    `Postgres runs as user ${account?.name}, which cannot enter ${dir}: set LOCAL_DIR to a folder that it can enter`,
  );
}

/** Made in another folder and moved when complete, so that an interrupted start leaves no incomplete cluster. */
async function createCluster(
  binaries: PostgresBinaries,
  dataDir: string,
  account: Account | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const partial = `${dataDir}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  if (account !== undefined) chownSync(partial, account.uid, account.gid);
  const options = { cwd: partial, ...(account && { uid: account.uid, gid: account.gid }), ...(signal && { signal }) };
  // Trust authentication, because it listens on loopback alone.
  const cluster = ['-D', partial, '-U', superuser, '--auth=trust', '--encoding=UTF8'];
  // The builtin locale provider sorts and compares the same on every machine. Before PostgreSQL 17, plain C does.
  const { stdout: version } = await run(binaries.initdb, ['--version'], options);
  const isBuiltinKnown = Number(/(\d+)/.exec(version)?.[1]) >= 17;
  const locale = ['--locale=C', ...(isBuiltinKnown ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [])];
  await run(binaries.initdb, [...cluster, ...locale], options);
  const creating = run(binaries.postgres, ['--single', '-D', partial, 'postgres'], options);
  creating.child.stdin?.end(`CREATE DATABASE ${database};\n`);
  await creating;
  renameSync(partial, dataDir);
}
