import type { StoredEvent } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import pg from 'pg';
import { activityProjection, PostgresActivityProjection } from './activity-projection.js';
import { serviceRole } from '../database/prepare-schema.js';
import type { SessionNeeds } from '../connection/prepare-session.js';
import { sessionConfig } from '../connection/session-config.js';

/** The copy is built in a schema of its own, under the names that the live tables have. */
const copySchema = 'replay';
const oldSchema = 'replay_old';
/** What the projection keeps, besides its checkpoints. */
const tables = ['pool_activity', 'pool_reuse', 'identity_ends'] as const;

/** The read model that was in use is still kept: somebody has to say that it can go. */
export class OldReadModelError extends Error {
  override readonly name = 'OldReadModelError';
}

export interface SwitchedReadModel {
  /** Rows that the live read model had otherwise than the copy, at the same checkpoints. */
  readonly differing: number;
  readonly rows: number;
}

/**
 * Rebuilds the read model of activity from the events into a fresh copy beside the live one, which goes on meanwhile, and puts the copy in
 * its place. Stopped, it goes on where it was. Needs the owner of the tables.
 */
export class ActivityReplay {
  private readonly pool: pg.Pool;
  private readonly copies: pg.Pool;
  private readonly projection: PostgresActivityProjection;

  constructor(url: string) {
    const poolOf = (settings: SessionNeeds['settings']): pg.Pool => {
      const config = sessionConfig(url, { settings, writes: true, applicationName: 'allocator' });
      return new pg.Pool({ ...config, max: 2 }).on('error', () => undefined);
    };
    this.pool = poolOf({});
    this.copies = poolOf({ search_path: copySchema });
    this.projection = new PostgresActivityProjection(this.copies);
  }

  /** Begins a copy, or finds the one that was begun. */
  async begin(): Promise<void> {
    const like = [...tables, 'projection_checkpoints'];
    await this.pool.query(`create schema if not exists ${copySchema}`);
    for (const table of like) {
      await this.pool.query(`create table if not exists ${copySchema}.${table} (like public.${table} including all)`);
    }
  }

  checkpoint(lane: Lane): Promise<Position | 0> {
    return this.projection.checkpoint(lane);
  }

  apply(lane: Lane, events: readonly StoredEvent[]): Promise<Position | 0> {
    return this.projection.apply(lane, events);
  }

  /** Where the live read model stands. */
  async liveCheckpoints(): Promise<ReadonlyMap<Lane, Position | 0>> {
    return checkpointsOf(this.pool);
  }

  /**
   * Puts the copy in the place of the live read model, in one transaction: readers wait for milliseconds and see the one or the other.
   * @param catchUp brings the copy to where the live one stands, which waits meanwhile
   */
  async switch(catchUp: (to: ReadonlyMap<Lane, Position | 0>) => Promise<void>): Promise<SwitchedReadModel> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      // As the projector locks: first its place, then the rows.
      await client.query('select from projection_checkpoints where projection = $1 order by lane for update', [
        activityProjection,
      ]);
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

  /** Throws `OldReadModelError` where one of an earlier replay is still there. */
  async demandNoOld(): Promise<void> {
    const { rows } = await this.pool.query('select from pg_namespace where nspname = $1', [oldSchema]);
    if (rows.length > 0) {
      throw new OldReadModelError('the read model of before the last replay is still kept: discard it first');
    }
  }

  /** Drops the copy, and what was in use before the last switch. */
  async discard(): Promise<void> {
    for (const schema of [copySchema, oldSchema]) await this.pool.query(`drop schema if exists ${schema} cascade`);
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
  await client.query(`create schema ${oldSchema}`);
  for (const table of tables) {
    await client.query(`alter table public.${table} set schema ${oldSchema}`);
    await client.query(`alter table ${copySchema}.${table} set schema public`);
    await client.query(`grant select, insert, update on public.${table} to ${serviceRole}`);
  }
  // Where the copy stands, should it have overtaken the other.
  await client.query(
    `update public.projection_checkpoints live set position = copy.position from ${copySchema}.projection_checkpoints copy
      where live.projection = $1 and copy.projection = $1 and live.lane = copy.lane`,
    [activityProjection],
  );
  await client.query(`drop schema ${copySchema} cascade`);
}
