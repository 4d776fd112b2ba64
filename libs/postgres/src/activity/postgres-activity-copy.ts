import type { ActivityCopy, ActivityStore, SwitchedReadModel } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import pg from 'pg';
import type { SessionNeeds } from '../connection/prepare-session.js';
import { isOnCitus } from '../connection/is-on-citus.js';
import { sessionConfig } from '../connection/session-config.js';
import { isDistributed, isDistributedByCitus } from '../database/distribute-tables.js';
import { queryOf } from '../database/in-owner-session.js';
import { serviceRole } from '../database/service-role.js';
import { run } from '../connection/run.js';
import { activityProjection, PostgresActivityStore } from './postgres-activity-store.js';
import { lockCheckpoint } from './statements/lock-checkpoint.js';

/** The copy is in a schema of its own, under the table names of the live read model. */
const copySchema = 'replay';
const formerSchema = 'replay_old';
/** The tables of the read model, besides its checkpoints. */
const tables = ['pool_activity', 'pool_reuse', 'identity_ends'] as const;

/** The copy in PostgreSQL. Connects as the owner of the tables. */
export class PostgresActivityCopy implements ActivityCopy {
  readonly store: ActivityStore;
  private readonly pool: pg.Pool;
  private readonly copies: pg.Pool;

  constructor(url: string) {
    const poolOf = (settings: SessionNeeds['settings']): pg.Pool => {
      const config = sessionConfig(url, { settings, writes: true, applicationName: 'allocator' });
      return new pg.Pool({ ...config, max: 2 }).on('error', () => undefined);
    };
    this.pool = poolOf({});
    this.copies = poolOf({ search_path: copySchema });
    this.store = new PostgresActivityStore(this.copies);
  }

  async begin(): Promise<void> {
    await this.pool.query(`create schema if not exists ${copySchema}`);
    const query = queryOf(this.pool);
    const isOnSeveralServers = await isDistributedByCitus(query);
    for (const table of [...tables, 'projection_checkpoints']) {
      const copy = `${copySchema}.${table}`;
      await query(`create table if not exists ${copy} (like public.${table} including all)`);
      // Statements join the copy with tables that are distributed by lane.
      if (isOnSeveralServers && !(await isDistributed(query, copy)))
        await query(`select create_distributed_table($1, 'lane', colocate_with => 'public.lanes')`, [copy]);
    }
  }

  liveCheckpoints(): Promise<ReadonlyMap<Lane, Position | 0>> {
    return checkpointsOf(this.pool);
  }

  async switch(catchUp: (to: ReadonlyMap<Lane, Position | 0>) => Promise<void>): Promise<SwitchedReadModel> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      // So that Citus takes changes of tables after reads of them.
      if (isOnCitus(client)) await client.query(`set local citus.multi_shard_modify_mode = 'sequential'`);
      // In the order of the projector: the checkpoint first, then the rows. Lane by lane, because Citus locks rows of one lane at a time.
      for (const lane of [...(await checkpointsOf(client)).keys()].sort((a, b) => a - b)) {
        await run(client, lockCheckpoint, [activityProjection, lane]);
      }
      await catchUp(await checkpointsOf(client));
      for (const table of tables) await client.query(`lock table public.${table} in access exclusive mode`);
      const compared = await compare(client);
      await moveTables(client);
      await client.query('commit');
      return compared;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  async hasFormer(): Promise<boolean> {
    const { rows } = await this.pool.query('select from pg_namespace where nspname = $1', [formerSchema]);
    return rows.length > 0;
  }

  async discard(): Promise<void> {
    for (const schema of [copySchema, formerSchema]) await this.pool.query(`drop schema if exists ${schema} cascade`);
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.copies.end()]);
  }
}

async function checkpointsOf(client: pg.Pool | pg.PoolClient): Promise<ReadonlyMap<Lane, Position | 0>> {
  const { rows } = await client.query<{ lane: Lane; position: Position | 0 }>(
    `select lane, position::float8 as position from public.projection_checkpoints where projection = $1`,
    [activityProjection],
  );
  return new Map(rows.map(({ lane, position }) => [lane, position]));
}

async function compare(client: pg.PoolClient): Promise<SwitchedReadModel> {
  let [differing, rows] = [0, 0];
  for (const table of tables) {
    const { rows: counted } = await client.query<{ differing: number; rows: number }>(`
      select (select count(*)::int from (
                (table public.${table} except table ${copySchema}.${table}) union all
                (table ${copySchema}.${table} except table public.${table})) either) as differing,
             (select count(*)::int from ${copySchema}.${table}) as rows`);
    differing += counted[0]?.differing ?? 0;
    rows += counted[0]?.rows ?? 0;
  }
  return { differing, rows };
}

async function moveTables(client: pg.PoolClient): Promise<void> {
  await client.query(`create schema ${formerSchema}`);
  for (const table of tables) {
    await client.query(`alter table public.${table} set schema ${formerSchema}`);
    await client.query(`alter table ${copySchema}.${table} set schema public`);
    await client.query(`grant select, insert, update on public.${table} to ${serviceRole}`);
  }
  // The copy can be ahead of the former read model.
  await client.query(
    `update public.projection_checkpoints live set position = copy.position from ${copySchema}.projection_checkpoints copy
      where live.projection = $1 and copy.projection = $1 and live.lane = copy.lane`,
    [activityProjection],
  );
  await client.query(`drop schema ${copySchema} cascade`);
}
