import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../support/api-client.js';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { OwnPostgres } from '../support/own-postgres.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';
import { untilSaid } from '../support/until-said.js';

/** A failover to a standby that is behind: the same address, older files. No Kafka has what is lost, and no process starts again. */
describe('a database that has lost acknowledged commits under a running service', () => {
  let server: OwnPostgres;
  let service: ServiceProcess;
  let api: ApiClient;
  beforeAll(async () => {
    server = await OwnPostgres.start();
    service = await startService({ DATABASE_URL: server.url, ROLES: 'api' });
    api = new ApiClient(service.baseUrl);
    await api.setUpPool({ poolId: 'pool-a', identities: 10 });
    await api.setUpPool({ poolId: 'pool-b', identities: 10, first: 101 });
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await server.remove();
  });

  const files = (): string => join(server.dir, 'standby');
  const isReady = async (): Promise<boolean> => (await api.get('/health/ready')).status === 200;
  /** An answer may be a second old. */
  const showsLoss = async (): Promise<boolean> =>
    /it has lost events"\}\]$/.test(JSON.stringify((await api.get('/health/ready')).body['closedLanes']));
  const closedInStore = async (): Promise<boolean> => {
    const [result] = await server.run('select closed_because from lanes where closed_because is not null');
    return /it has lost events$/.test(
      (result?.rows[0] as { closed_because: string } | undefined)?.closed_because ?? '',
    );
  };
  let lost: Answer;

  it('assigns nothing in the lane that lost them, and goes on in the others', async () => {
    expect(await api.assign('pool-a', 'alice')).toMatchObject({ status: 201 });
    await server.stop();
    execFileSync('cp', ['-a', server.dataDir, files()]);
    await server.startAgain();
    await eventually(isReady, 15_000, 'readiness');
    lost = await api.assign('pool-a', 'bob');
    expect(lost.status).toBe(201);

    await server.stop();
    rmSync(server.dataDir, { recursive: true });
    renameSync(files(), server.dataDir);
    await server.startAgain();
    await eventually(isReady, 15_000, 'readiness');
    // Without the memory, carol gets what bob has.
    expect(await api.assign('pool-a', 'carol')).toMatchObject({ status: 503, body: { code: 'lane-closed' } });
    expect(await api.assign('pool-b', 'dave')).toMatchObject({ status: 201 });
    await untilSaid(service, /"code":"lane-closed-store-behind"/);
    await eventually(showsLoss, 5_000, 'the closed lane');
  }, 60_000);

  it('opened as it is, it closes again within seconds without any request', async () => {
    await server.run('update lanes set closed_because = null');
    await eventually(closedInStore, 5_000, 'the closed lane');
  });
});
