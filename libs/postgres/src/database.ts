import 'reflect-metadata';
import pg from 'pg';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { PoolActivity } from './pool-activity.entity.js';
import { prepareSchema, serviceRole } from './schema.js';

const connectionMsMax = 5_000;
/** A process that stands still (or is cut off) in the middle of a batch must not keep its lane: the server ends its transaction. */
const idleInTransactionMsMax = 10_000;
/** Longer than a lane is ever held by a process that works. */
const lockMsMax = 10_000;
const statementMsMax = 30_000;
/** A network that has gone silent answers nothing at all: then it is this side that ends the wait. */
const queryMsMax = statementMsMax + 5_000;
const keepAliveDelayMs = 10_000;
/** Imports and changes of terms that are under way: each may wait for lanes, and must not take the connections of others. */
const stockConnectionsMax = 4;
/** Readers, the relay, the projector, health. */
const readConnectionsMax = 10;
/**
 * A statement is planned once a connection: to plan it costs more than to do it for a few things. Its plan must then be
 * good for any number of them in a table of any size: each statement is so written, and `plans.spec.ts` looks.
 */
const plannerOptions = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';
/** A connection whose host has vanished is given up by the server in half a minute, and with it the lanes that it claimed. */
const keepaliveOptions = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4';

export interface DatabaseSettings {
  readonly url: string;
  /** How the owner of the tables connects, to bring them up to date; `off`: they have to be. The same as `url` unless it is said otherwise. */
  readonly migrationUrl?: string;
  /** Lanes of a new database; an existing one must have as many. */
  readonly lanes: number;
  /** Told of connections that broke while nobody used them. */
  readonly onIdleError: (error: Error) => void;
}

/** A database that is up to date, with the connections to it. */
export interface Database {
  /** For batches: one for each lane, and one more each for the scheduler's turn. */
  readonly lanePool: Pool;
  /** For imports and changes of terms. */
  readonly stockPool: Pool;
  /** For everything that only reads, or keeps read models. */
  readonly pool: Pool;
  readonly readModels: DataSource;
  /** How to connect as the service does, for a connection of one's own. */
  readonly clientConfig: pg.ClientConfig;
  close(): Promise<void>;
}

/** Brings the schema up to date and connects. Throws as `prepareSchema` does. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const { url, migrationUrl = url, lanes, onIdleError } = settings;
  await prepareSchema({ url, migrationUrl, lanes });
  const clientConfig: pg.ClientConfig = {
    connectionString: url,
    options: `-c role=${serviceRole} ${plannerOptions} ${keepaliveOptions}`,
    application_name: 'ims-identity-allocator',
    connectionTimeoutMillis: connectionMsMax,
    idle_in_transaction_session_timeout: idleInTransactionMsMax,
    lock_timeout: lockMsMax,
    statement_timeout: statementMsMax,
    query_timeout: queryMsMax,
    keepAlive: true,
    // Statements of a transaction go without waiting for each other's answers.
    pipeline: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
  };
  const poolOf = (max: number): Pool => new pg.Pool({ ...clientConfig, max }).on('error', onIdleError);
  const [lanePool, stockPool, pool] = [poolOf(lanes + 1), poolOf(stockConnectionsMax), poolOf(readConnectionsMax)];
  const readModels = readModelSource(url);
  await readModels.initialize();
  return {
    lanePool,
    stockPool,
    pool,
    readModels,
    clientConfig,
    close: async () => {
      await readModels.destroy();
      await Promise.all([lanePool, stockPool, pool].map((each) => each.end()));
    },
  };
}

/** TypeORM's part: the read models. The hot path speaks SQL by name. */
function readModelSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [PoolActivity],
    poolSize: 2,
    extra: { options: `-c role=${serviceRole}`, connectionTimeoutMillis: connectionMsMax },
  });
}
