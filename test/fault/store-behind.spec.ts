import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { type ServiceOnOwnPostgres, startServiceOnOwnPostgres } from '../support/service-on-own-postgres.js';
import { untilLogged } from '../support/until-logged.js';

/** Simulates a failover to a standby that is behind: the same address, older files. Kafka is off, and no process is restarted. */
describe('a database that has lost acknowledged commits under a running service', () => {
  let running: ServiceOnOwnPostgres;
  beforeAll(async () => {
    running = await startServiceOnOwnPostgres({ env: { ROLES: 'api' } });
    await running.api.setUpPool({ poolId: 'pool-a', identities: 10 });
    await running.api.setUpPool({ poolId: 'pool-b', identities: 10, first: 101 });
  }, 60_000);
  afterAll(() => running.end());

  const standby = (): string => join(running.server.dir, 'standby');
  const isReady = async (): Promise<boolean> => (await running.api.get('/health/ready')).status === 200;
  /** The answer can be one second old. */
  const showsLoss = async (): Promise<boolean> =>
    JSON.stringify((await running.api.get('/health/ready')).body['closedLanes']).endsWith('it has lost events"}]');
  const closedInStore = async (): Promise<boolean> => {
    const [result] = await running.server.run('select closed_because from lanes where closed_because is not null');
    const row = result?.rows[0] as { closed_because: string } | undefined;
    return row?.closed_because.endsWith('it has lost events') ?? false;
  };
  let lost: Answer;

  it('the lane that lost events assigns nothing; the other lanes continue', async () => {
    const { server, service, api } = running;
    expect(await api.assign('pool-a', 'alice')).toMatchObject({ status: 201 });
    await server.stop();
    execFileSync('cp', ['-a', server.dataDir, standby()]);
    await server.startAgain();
    await eventually(isReady, 15_000, 'readiness');
    lost = await api.assign('pool-a', 'bob');
    expect(lost.status).toBe(201);

    await server.stop();
    rmSync(server.dataDir, { recursive: true });
    renameSync(standby(), server.dataDir);
    await server.startAgain();
    await eventually(isReady, 15_000, 'readiness');
    // If the service did not remember the position, carol would get the identity that bob has.
    expect(await api.assign('pool-a', 'carol')).toMatchObject({ status: 503, body: { code: 'lane-closed' } });
    expect(await api.assign('pool-b', 'dave')).toMatchObject({ status: 201 });
    await untilLogged(service, /"code":"lane-closed-store-behind"/);
    await eventually(showsLoss, 5_000, 'the closed lane');
  }, 60_000);

  it('a lane that is reopened without repair closes again within seconds, without a request', async () => {
    await running.server.run('update lanes set closed_because = null');
    await eventually(closedInStore, 5_000, 'the closed lane');
  });
});
