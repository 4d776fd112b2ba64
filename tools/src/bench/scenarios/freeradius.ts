import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@allocator/local';
import { asLoadGenerator } from '../cpu-time.js';
import { acceptedIn, radclientRequests } from '../outside/radclient-requests.js';
import { runGenerator } from '../outside/run-generator.js';
import { startPeer } from '../start-peer.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import type { BenchDatabase } from '../stage.js';
import { connections } from './single.js';

/** Where the package has the statements of its pools for PostgreSQL. */
const poolSchemaDir = '/etc/freeradius/3.0/mods-config/sql/ippool/postgresql';
const secret = 'bench';
const addresses = 200_000;
const warmUpRequests = 2_000;

/** The nearest relative: a RADIUS server that assigns an address of a pool in the same PostgreSQL. */
export const freeradius: Scenario = {
  name: 'freeradius',
  does: `FreeRADIUS, an address of a pool in PostgreSQL (sqlippool, its stored procedure) for a new user, sent by its radclient: ${String(connections)} at a time (wrk does not speak RADIUS)`,
  answer: '',
  unit: 'addresses',
  isPeer: true,
  needs: [
    { name: 'freeradius', package: 'freeradius' },
    { name: 'radclient', package: 'freeradius-utils' },
    { name: 'freeradius', package: 'freeradius-postgresql', file: join(poolSchemaDir, 'schema.sql') },
  ],
  async start(round: Round): Promise<Running> {
    const database = await round.database('empty');
    await createPool(database);
    const port = await startFreeradius(round, database);
    const file = join(round.stage.dir, 'radclient.txt');
    let sent = 0;
    /** Returns the milliseconds that so many took, with radclient's start. */
    const send = async (count: number): Promise<number> => {
      writeFileSync(file, radclientRequests(sent, count));
      sent += count;
      const args = ['-q', '-s', '-p', String(connections), '-f', file, `127.0.0.1:${String(port)}`, 'auth', secret];
      const began = performance.now();
      const options = { cwd: round.stage.dir, signal: round.stage.signal };
      const output = await asLoadGenerator(() => runGenerator('radclient', args, options));
      const ms = performance.now() - began;
      if (acceptedIn(output) !== count)
        throw new Error(`of ${String(count)} requests, FreeRADIUS did not accept all:\n${output}`);
      return ms;
    };
    return {
      work: async (load) => {
        const startMs = await send(1);
        const perMs = warmUpRequests / ((await send(warmUpRequests)) - startMs);
        const count = Math.ceil(perMs * load.length.measureMs);
        load.took(count, (await send(count)) - startMs, sent);
      },
      storedCount: () => database.count(`radippool where username like 'user-%'`),
    };
  },
};

function startFreeradius(round: Round, database: BenchDatabase): Promise<number> {
  const { hostname, port: databasePort, username, pathname } = new URL(database.url);
  return startPeer(round, {
    command: 'freeradius',
    args: () => ['-f', '-l', 'stdout', '-d', join(repositoryRoot, 'tools/src/bench/outside'), '-n', 'freeradius'],
    env: (dir, port) => ({
      BENCH_DIR: dir,
      BENCH_PORT: String(port),
      BENCH_SECRET: secret,
      BENCH_DATABASE_HOST: hostname,
      BENCH_DATABASE_PORT: databasePort,
      BENCH_DATABASE_USER: username,
      BENCH_DATABASE: pathname.slice(1),
    }),
    readyMark: 'Ready to process requests',
  });
}

async function createPool(database: BenchDatabase): Promise<void> {
  for (const file of ['schema.sql', 'procedure.sql'])
    await database.run(readFileSync(join(poolSchemaDir, file), 'utf8'));
  await database.run(`
    insert into radippool (pool_name, framedipaddress, expiry_time)
    select 'bench', inet '10.0.0.1' + n, now() - interval '1 day' from generate_series(1, ${String(addresses)}) n`);
  // As after some time. With statistics of a pool without any lease, its search for the user's own lease reads all leases:
  // a tenth of the rate.
  await database.run(`
    update radippool set username = 'former-' || id, callingstationid = id, nasipaddress = '127.0.0.1', pool_key = id, expiry_time = now() + interval '7 days'
     where id % 5 = 0`);
  await database.run('vacuum (analyze) radippool');
}
