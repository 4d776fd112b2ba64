import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApiClient } from '../support/api-client.js';
import { AssigningLoad } from '../support/assigning-load.js';
import { eventually } from '../support/eventually.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { type ServiceOnOwnPostgres, startServiceOnOwnPostgres } from '../support/service-on-own-postgres.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';
import { untilLogged } from '../support/until-logged.js';

const resumeMsMax = 15_000;

/** Each test continues where the one before it ended. */
describe('a database that is set read-only and back under load', () => {
  let url: string;
  let owner: pg.Client;
  let service: ServiceProcess;
  let api: ApiClient;
  const load = new AssigningLoad(['pool-a', 'pool-b'], 100);
  beforeAll(async () => {
    url = await createDatabase();
    service = await startService({ DATABASE_URL: url });
    api = new ApiClient(service.baseUrl);
    await api.setUpPool({ poolId: 'pool-a', identities: 5_000 });
    await api.setUpPool({ poolId: 'pool-b', identities: 5_000, first: 10_001 });
    // Connects to another database, because the test ends all sessions of this one.
    const server = new URL(url);
    server.pathname = '/postgres';
    owner = new pg.Client({ connectionString: server.href });
    await owner.connect();
  }, 60_000);
  afterAll(async () => {
    load.abandon();
    await service.stop();
    await owner.end();
    await dropDatabase(url);
  });

  const name = (): string => new URL(url).pathname.slice(1);

  it('makes the service not ready, with the reason, and is answered with 503', async () => {
    await load.acknowledge(service.baseUrl, 50);
    await owner.query(`alter database ${name()} set default_transaction_read_only = on`);
    await owner.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name()]);
    await eventually(async () => {
      const { status, body } = await api.get('/health/ready');
      return status === 503 && body['database'] === 'is read-only';
    }, 5_000);
    expect(await api.get('/health/live')).toMatchObject({ status: 200 });
    await untilLogged(service, /"code":"database-session-failed"/);
    // Each request is retried for 5 s. Sessions opened meanwhile would stay read-only until they end.
    const refused = { status: 503, body: { code: 'store-unavailable' } };
    expect(await api.get('/v1/pools/pool-a/availability')).toMatchObject(refused);
    expect(await api.assign('pool-a', 'alice')).toMatchObject(refused);
    expect(await api.get('/health/ready')).toMatchObject({ status: 503 });
  }, 60_000);

  it('is used again within 15 s after it is writable, without a restart and without ending sessions', async () => {
    const acknowledged = load.acknowledged.length;
    await owner.query(`alter database ${name()} reset default_transaction_read_only`);
    const since = Date.now();
    await eventually(async () => (await api.get('/health/ready')).status === 200, resumeMsMax, 'readiness');
    await eventually(() => load.acknowledged.length > acknowledged + 50, resumeMsMax - (Date.now() - since), 'answers');
    await untilLogged(service, /"code":"database-session-recovered"/);
  }, 60_000);
});

describe('a PostgreSQL server that becomes read-only without ending its sessions', () => {
  let running: ServiceOnOwnPostgres;
  beforeAll(async () => {
    running = await startServiceOnOwnPostgres();
    await running.api.setUpPool({ poolId: 'pool-a', identities: 10 });
  }, 60_000);
  afterAll(() => running.end());

  it('makes the service not ready until it accepts writes again', async () => {
    const { server, api } = running;
    await server.run('alter system set default_transaction_read_only = on', 'select pg_reload_conf()');
    await eventually(async () => (await api.get('/health/ready')).body['database'] === 'is read-only', 5_000);
    expect(await api.assign('pool-a', 'alice')).toMatchObject({ status: 503, body: { code: 'store-unavailable' } });
    await server.run('alter system reset default_transaction_read_only', 'select pg_reload_conf()');
    await eventually(async () => (await api.get('/health/ready')).status === 200, resumeMsMax, 'readiness');
    expect(await api.assign('pool-a', 'alice')).toMatchObject({ status: 201 });
  }, 60_000);
});
