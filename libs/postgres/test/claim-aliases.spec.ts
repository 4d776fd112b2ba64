// Test class: server. Uses a real PostgreSQL.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AliasClaim, LaneHead } from '@allocator/application';
import type { Impi, Instant, PoolId } from '@allocator/domain';
import pg from 'pg';
import { rememberCitus } from '../src/connection/is-on-citus.js';
import type { Database } from '../src/database/database.js';
import { openDatabase } from '../src/database/database.js';
import { PostgresOpenLane } from '../src/lane/postgres-open-lane.js';
import { onServer, urlOf } from './server.js';

const claim = (poolId: string, alias = 'impi:a@example'): AliasClaim => ({
  alias,
  poolId: poolId as PoolId,
  impi: 'a@example' as Impi,
});

/** Each server of Citus has a copy of the names. What is sent there is right for one server. */
describe('names on Citus', () => {
  const database = `claim_aliases_${randomBytes(6).toString('hex')}`;
  let opened: Database;
  let owner: pg.Client;
  beforeAll(async () => {
    await onServer(`create database ${database}`);
    opened = await openDatabase({ url: urlOf(database), lanes: 8, onIdleError: () => undefined });
    opened.importPool.on('connect', rememberCitus);
    owner = new pg.Client({ connectionString: urlOf(database) });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await opened.close();
    await onServer(`drop database ${database} with (force)`);
  });

  async function claimed(claims: readonly AliasClaim[]) {
    const client = await opened.importPool.connect();
    try {
      return await new PostgresOpenLane(client, { lane: 1 } as unknown as LaneHead, 0 as Instant).claimAliases(claims);
    } finally {
      client.release();
    }
  }

  it('are taken once, by the first one that claims them', async () => {
    const names = [claim('pool-a', 'impi:b@example'), claim('pool-a', 'impi:b@example')];
    expect(await claimed(names)).toMatchObject([{ poolId: 'pool-a', claimedNow: true }]);
    expect(await claimed([claim('pool-b', 'impi:b@example')])).toMatchObject([{ poolId: 'pool-a', claimedNow: false }]);
  });

  it('are not taken if a server refuses one that was found free', async () => {
    await owner.query('begin');
    await owner.query(`insert into identity_registry values ('impi:a@example', 2, 'pool-a', 'a@example')`);
    const answer = claimed([claim('pool-b')]);
    answer.catch(() => undefined);
    const waits = `select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`;
    while ((await owner.query(waits, [database])).rows.length === 0) continue;
    await owner.query('commit');
    await expect(answer).rejects.toMatchObject({ name: 'NameTakenError' });
  });
});
