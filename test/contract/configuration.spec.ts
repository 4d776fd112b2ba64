import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { impi, impu } from '@allocator/testing';
import pg from 'pg';
import { ApiClient } from '../support/api-client.js';
import { auditor, bearer, imsOperator } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { refusedStart } from '../support/refused-start.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
}, 60_000);
afterAll(() => database.drop());

describe('a start with an invalid configuration', () => {
  // Each variable: apps/allocator/test/read-config.spec.ts.
  it('is refused with code 2, and one line for each variable', async () => {
    const { code, output } = await refusedStart({
      HOST: '',
      PORT: '1.5',
      KAFKA_BROKERS: '',
      ROLES: 'api,foo',
      LANES: '',
    });
    const [heading, ...faults] = output.split('\n');
    expect([code, heading]).toEqual([2, 'Invalid configuration:']);
    const named = faults.map((line) => line.split(':')[0]);
    expect(named).toEqual(['HOST', 'PORT', 'DATABASE_URL', 'KAFKA_BROKERS', 'ROLES.1', 'LANES']);
  });

  it.concurrent.each([
    ['sslmode=require', 'The server does not support SSL connections: '],
    ['sslrootcert=/nowhere.pem', 'sslrootcert: /nowhere.pem is not readable (ENOENT)'],
    ['user=s3cret-user', 'role "s3cret-user" does not exist: '],
    ['options=-csearch_path%3Dpg_catalog', 'search_path is pg_catalog, '],
  ])('DATABASE_URL with %s is refused: code 2, and one line that names the variable', async (query, message) => {
    const { code, output } = await refusedStart({ DATABASE_URL: `${database.url}?${query}` });
    expect(code).toBe(2);
    const line = JSON.parse(output) as Record<string, unknown>;
    expect(line).toMatchObject({ code: 'start-failed', msg: expect.stringContaining(`DATABASE_URL: ${message}`) });
    expect(line).not.toHaveProperty('err');
  });

  it('a number of lanes that differs from the database is refused: code 2, and both numbers', async () => {
    const { code, output } = await refusedStart({ DATABASE_URL: database.url, LANES: '4' });
    expect(code).toBe(2);
    const [line, ...more] = output.split('\n').map((written) => JSON.parse(written) as Record<string, unknown>);
    expect(more).toEqual([]);
    expect(line).toMatchObject({ level: 'error', code: 'start-failed', msg: expect.stringMatching(/8.*4|4.*8/) });
    expect(line).not.toHaveProperty('err');
  });
});

describe('a start while another session migrates the database', () => {
  it('names the session that it waits for, and continues when that ends', async () => {
    const holder = new pg.Client({ connectionString: database.url, application_name: 'holder' });
    await holder.connect();
    await holder.query('select pg_advisory_lock($1)', [7_233_229]);
    const started = startService({ DATABASE_URL: database.url });
    const waiting = `select from pg_stat_activity where datname = current_database() and application_name = 'ims-identity-allocator' and query like '%pg_try_advisory_lock%'`;
    await eventually(async () => (await holder.query(waiting)).rowCount === 1, 10_000, 'a process that waits');
    // It logs after 3 s of waiting; meanwhile it retries the lock.
    await eventually(
      async () =>
        ((await holder.query(`${waiting} and query_start > backend_start + interval '4 s'`)).rowCount ?? 0) > 0,
      15_000,
      'a process that waits',
    );
    await holder.end();
    const service = await started;
    const lines = service
      .log()
      .split('\n')
      .filter((line) => line.includes('"migration-'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        code: 'migration-waiting',
        level: 'warn',
        holder: expect.stringMatching(/^pid \d+, user postgres, application holder, client 127\.0\.0\.1/),
        seconds: 3,
      }),
      expect.objectContaining({ code: 'migration-resumed', level: 'info' }),
    ]);
    expect(await service.stop()).toBe(0);
  }, 40_000);
});

describe('process roles in separate processes', () => {
  let api: ServiceProcess;
  let scheduler: ServiceProcess;
  beforeAll(async () => {
    api = await startService({ DATABASE_URL: database.url, ROLES: 'api' });
    scheduler = await startService({ DATABASE_URL: database.url, ROLES: ' scheduler , projector' });
  }, 60_000);
  afterAll(() => Promise.all([api.stop(), scheduler.stop()]));

  it('a process without the role api serves its health, but not /v1', async () => {
    const client = new ApiClient(scheduler.baseUrl);
    expect(await client.get('/health/live')).toMatchObject({ status: 200, body: { live: true } });
    expect(await client.get('/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
    const nothing = { status: 404, body: { code: 'not-found' } };
    expect(await client.put('/v1/pools/pool-a', {})).toMatchObject(nothing);
    expect(await client.assign('pool-a', 'alice')).toMatchObject(nothing);
    expect(await client.get('/v1/events?lane=0')).toMatchObject(nothing);
    expect(await client.get('/v1/schemas/Assigned/1')).toMatchObject(nothing);
  });

  it('the scheduler of one process expires an assignment of another, and a projector counts it', async () => {
    const client = new ApiClient(api.baseUrl);
    await client.setUpPool({ poolId: 'pool-a', identities: 1, lifetime: 2 });
    const assigned = await client.assign('pool-a', 'alice');
    expect(assigned.status).toBe(201);
    const headers = bearer(auditor);
    const types = async (): Promise<string[]> => {
      const lines = (await (await fetch(`${api.baseUrl}/v1/events?lane=6`, { headers })).text())
        .split('\n')
        .slice(0, -1);
      return lines.map((line) => (JSON.parse(line) as { type: string }).type);
    };
    await eventually(async () => (await types()).includes('Expired'), 8_000, 'the lapse');
    const counted = async (): Promise<unknown> => (await client.get('/v1/pools/pool-a/activity')).body['minutes'];
    await eventually(async () => JSON.stringify(await counted()).includes('"expired":1'), 8_000, 'the count of it');
  }, 30_000);

  it('each exits with 0 on SIGTERM', async () => {
    expect(await Promise.all([api.stop(), scheduler.stop()])).toEqual([0, 0]);
  });
});

describe('SIGTERM', () => {
  it('finishes requests in flight, ends followed streams, and exits with 0', async () => {
    const service = await startService({ DATABASE_URL: database.url });
    const api = new ApiClient(service.baseUrl);
    await api.setUpPool({ poolId: 'pool-b', identities: 1, first: 100 });

    const followed = (
      await fetch(`${service.baseUrl}/v1/events?lane=7&follow=true`, { headers: bearer(auditor) })
    ).text();
    // The client keeps its connection open: a stop waits for answers, not for clients to disconnect.
    const agent = new Agent({ keepAlive: true });
    const upload = request(`${service.baseUrl}/v1/pools/pool-b/identities`, {
      agent,
      method: 'POST',
      headers: { ...bearer(imsOperator('op-pool-b')), 'content-type': 'text/csv', expect: '100-continue' },
    });
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
    upload.flushHeaders();
    await once(upload, 'continue');
    upload.write(`${impi(101)},${impu(101)}\n`);

    const exited = service.stop();
    // The end of the stream shows that the stop has begun: later requests arrive during it.
    expect(await followed).toBe('');
    upload.end(`${impi(102)},${impu(102)}\n`);
    const [answer] = await answered;
    expect([answer.statusCode, JSON.parse(await text(answer))]).toEqual([
      200,
      { received: 2, imported: 2, alreadyPresent: 0, rejected: [] },
    ]);
    expect(await exited).toBe(0);
    agent.destroy();
    await expect(api.get('/health/live')).rejects.toThrow();
  }, 30_000);

  it('has no further effect when sent twice or followed by SIGINT', async () => {
    const service = await startService({ DATABASE_URL: database.url });
    const exited = service.stop();
    process.kill(service.pid, 'SIGINT');
    process.kill(service.pid, 'SIGTERM');
    expect(await exited).toBe(0);
    expect(service.log().match(/"code":"stopped"/g)).toHaveLength(1);
  }, 30_000);
});
