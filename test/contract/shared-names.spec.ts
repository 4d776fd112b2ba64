import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { impi } from '@allocator/testing';
import { describeOnOneServer } from '../support/describe-on-one-server.js';
import { ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lifetime = 100;
const csv = { 'content-type': 'text/csv' };

/** One history: each case continues after the one before. */
describeOnOneServer('a store of version 0.1 in which two identities share an address of record', () => {
  let running: RunningService;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  let upgraded: ServiceProcess;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    clock = await frozenClock(running);
    for (const poolId of ['pool-a', 'pool-b', 'pool-c']) {
      await running.api.setUpPool({ poolId, identities: 0, lifetime });
    }
    await imported(running.api, 'pool-a', `${impi(1)},sip:anna@op.example`);
    await imported(running.api, 'pool-b', `${impi(2)},sips:later@op.example\n${impi(6)},sips:last@op.example`);
    await imported(
      running.api,
      'pool-c',
      `${impi(3)},sips:free@op.example\n${impi(4)},sip:both@op.example\n${impi(5)},sip:carl@op.example`,
    );
    await running.api.assign('pool-b', 'bob');
    await running.process.stop();
    await asOfVersion01(running);
    upgraded = await startService({ DATABASE_URL: running.database.url });
    api = new ApiClient(upgraded.baseUrl);
  }, 60_000);
  afterAll(async () => {
    await upgraded.stop();
    await running.end();
  });

  const stock = async (poolId: string, n: number) =>
    (await api.get(`/v1/pools/${poolId}/identities/${impi(n)}`)).body['stock'];
  const change = (what: string, poolId: string, n: number) =>
    api.send('POST', `/v1/pools/${poolId}/identities/${impi(n)}/${what}`);
  const aliases = async () => {
    const { rows } = await running.database.owner.query<{ alias: string }>(
      `select alias from identity_registry where alias like 'sip%' order by alias collate "C"`,
    );
    return rows.map(({ alias }) => alias);
  };

  it('rewrites free names in their current form, and names of one identity once', async () => {
    expect(await aliases()).toEqual([
      'sip:anna@op.example',
      'sip:both@op.example',
      'sip:carl@op.example',
      'sip:free@op.example',
      'sips:anna@op.example',
      'sips:carl@op.example',
    ]);
    const rejected = { rejected: [{ code: 'alias-taken' }] };
    const again = await api.send('POST', '/v1/pools/pool-a/identities', `${impi(9)},sip:free@op.example`, csv);
    expect(again.body).toMatchObject(rejected);
  });

  it('logs at start which two identities share a name', () => {
    const lines = upgraded
      .log()
      .split('\n')
      .filter((line) => line.includes('"alias-shared"'));
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 'warn', alias: 'sip:anna@op.example' }),
      expect.objectContaining({ level: 'warn', alias: 'sip:carl@op.example' }),
    ]);
    for (const part of ['pool-a', 'pool-b', impi(1), impi(2)]) expect(lines[0]).toContain(part);
  });

  it('assigns neither identity while the other one may have a holder', async () => {
    expect([await stock('pool-a', 1), await stock('pool-b', 2)]).toEqual(['suspended', 'suspended']);
    expect(await api.assign('pool-a', 'alice')).toMatchObject({ status: 409, body: { code: 'pool-exhausted' } });
    for (const [poolId, n] of [
      ['pool-a', 1],
      ['pool-b', 2],
    ] as const) {
      expect(await change('resume', poolId, n)).toMatchObject({ status: 409, body: { code: 'alias-shared' } });
    }
    expect((await change('resume', 'pool-a', 1)).body['detail']).toContain('an identity of another operator');
    expect([await stock('pool-a', 1), await stock('pool-b', 2)]).toEqual(['suspended', 'suspended']);
  });

  it('suspends them once: another start writes no event', async () => {
    const { position } = (await api.get('/v1/pools/pool-a/availability')).body;
    await upgraded.stop();
    upgraded = await startService({ DATABASE_URL: running.database.url });
    api = new ApiClient(upgraded.baseUrl);
    expect((await api.get('/v1/pools/pool-a/availability')).body['position']).toBe(position);
    expect(upgraded.log()).toContain('"alias-shared"');
  });

  it('assigns one when the other is retired and its last lease has ended', async () => {
    expect(await change('retire', 'pool-b', 2)).toMatchObject({ status: 200 });
    await clock.to(lifetime - 0.001);
    expect(await change('resume', 'pool-a', 1)).toMatchObject({ status: 409, body: { code: 'alias-shared' } });
    await expect(activate(running, 1)).rejects.toThrow('shares sip:anna@op.example');
    await clock.to(lifetime);
    expect(await change('resume', 'pool-a', 1)).toMatchObject({ status: 200, body: { stock: 'active' } });
    expect(await api.assign('pool-a', 'alice')).toMatchObject({ status: 201, body: { impi: impi(1) } });
  });

  it('does not accept the retired one again in any way', async () => {
    const back = await api.send('POST', '/v1/pools/pool-b/identities', `${impi(2)},sips:anna@op.example`, csv);
    expect(back.body).toMatchObject({ imported: 0, rejected: [{ row: 1, code: 'alias-taken' }] });
    await expect(activate(running, 2)).rejects.toThrow('retire that one first');
    expect(await stock('pool-b', 2)).toBe('retired');
    // Nor the one of the two whose name is in the registry in its current form.
    await change('retire', 'pool-c', 5);
    const carl = await api.send('POST', '/v1/pools/pool-c/identities', `${impi(5)},sip:carl@op.example`, csv);
    expect(carl.body).toMatchObject({ imported: 0, rejected: [{ row: 1, code: 'alias-taken' }] });
  });

  it('logs nothing about them from then on', async () => {
    await upgraded.stop();
    upgraded = await startService({ DATABASE_URL: running.database.url });
    api = new ApiClient(upgraded.baseUrl);
    expect(upgraded.log()).not.toContain('"alias-shared"');
    expect(await stock('pool-a', 1)).toBe('active');
  });

  it('accepts no second name from a process of the former version that still runs', async () => {
    const insert = `insert into identity_registry (alias, lane, pool_id, impi) values ('sips:x@op.example', 0, 'pool-a', 'x@op.example')`;
    await expect(running.database.owner.query(insert)).rejects.toThrow('identity_registry_one_form');
  });
});

async function imported(api: ApiClient, poolId: string, rows: string): Promise<void> {
  const { body } = await api.send('POST', `/v1/pools/${poolId}/identities`, rows, csv);
  expect(body).toMatchObject({ rejected: [] });
}

function activate({ database }: RunningService, n: number): Promise<unknown> {
  return database.owner.query(`update availability set stock = 'active' where impi = $1`, [impi(n)]);
}

/** Reverts the migration, and writes the names as version 0.1 did. */
async function asOfVersion01({ database }: RunningService): Promise<void> {
  await database.owner.query(`
    drop trigger availability_shared_name on availability;
    drop function guard_shared_name();
    drop view shared_names;
    drop index identity_registry_shared;
    alter table identity_registry drop constraint identity_registry_one_form;
    delete from migrations where name = 'OneAlias1764500000000';
    update identity_registry set alias = 'sips:free@op.example' where alias = 'sip:free@op.example';
    update identity_registry set alias = 'sips:anna@op.example' where alias = 'sip:later@op.example';
    update identity_registry set alias = 'sips:carl@op.example' where alias = 'sip:last@op.example';
    update availability set impus = '["sips:anna@op.example"]' where impi = '${impi(2)}';
    insert into identity_registry (alias, lane, pool_id, impi)
      select 'sips:both@op.example', lane, pool_id, impi from identity_registry where alias = 'sip:both@op.example';
  `);
}
