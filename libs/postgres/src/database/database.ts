import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import { demandDurableServers } from './demand-durable-servers.js';
import { queryOf } from './in-owner-session.js';
import { connectionUse } from './connection-use.js';
import type { ConnectionPools, ConnectionUse } from './connection-use.js';
import type { MigrationWait } from './lock-migrations.js';
import { prepareSchema } from './prepare-schema.js';
import { serviceRole } from './service-role.js';
import { rememberCitus } from '../connection/is-on-citus.js';
import type { SessionNeeds } from '../connection/prepare-session.js';
import { SessionRefusedError, demandWritable } from '../connection/prepare-session.js';
import { demandAccepted, refusePool } from '../connection/refuse-pool.js';
import type { SessionConfig } from '../connection/session-config.js';
import { sessionConfig } from '../connection/session-config.js';

/** Ends the wait for an answer that never arrives because the network is silent. */
const queryMsMax = 35_000;
const keepAliveDelayMs = 10_000;
/** For changes of terms, erasures and moves of leases: each can wait for lanes, and must not occupy the connections of others. */
const stockConnectionsMax = 4;
/** One more than the concurrent imports of an operator: if they wait for a lane, another operator can still import. */
const importConnectionsMax = 3;
/** For tenancy, relay, scheduler, projector, and reads of the present state. */
const readConnectionsMax = 8;
/** For users' reads of history, which can be slow and must not delay anything else. */
const historyConnectionsMax = 6;
/** For the health check, which is public: it must not occupy, or wait for, the connections of others. */
const healthConnectionsMax = 1;

/** What every session of the service needs. The settings are documented in docs/operations.md. */
const serviceNeeds: SessionNeeds = {
  settings: {
    role: serviceRole,
    // A process that stops (or is disconnected) in the middle of a batch must not keep its lane: the server ends its transaction.
    idle_in_transaction_session_timeout: '10s',
    // Longer than a working process ever holds a lane.
    lock_timeout: '10s',
    statement_timeout: '30s',
    // A statement is planned once a connection: planning costs more than executing it for a few rows. So its plan must be good for any
    // number of rows in a table of any size, which `plans.spec.ts` checks.
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    // Estimates for any parameter are high: each execution would be compiled, in tens of milliseconds, to read a page in one.
    jit: 'off',
    // Statements that are sent after the lane's lock must read the state after it, not that of the transaction's begin.
    default_transaction_isolation: 'read committed',
    // Positions and instants are read as doubles: fewer digits would change them.
    extra_float_digits: '1',
  },
  // Plans for any parameter cannot be routed to one server.
  settingsOnCitus: { plan_cache_mode: 'auto', enable_seqscan: 'on' },
  // The server ends the connection of a host that has vanished after half a minute, and so its claims of lanes.
  uncheckedSettings: { tcp_keepalives_idle: '10', tcp_keepalives_interval: '5', tcp_keepalives_count: '4' },
  writes: true,
  applicationName: 'ims-identity-allocator',
  driver: {
    query_timeout: queryMsMax,
    keepAlive: true,
    // Statements of a transaction are sent without waiting for each other's answers.
    pipeline: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
  },
};

export interface DatabaseSettings {
  readonly url: string;
  /** URL of the owner of the tables, to migrate the schema; `off`: the schema must be up to date. Default: `url`. */
  readonly migrationUrl?: string;
  /** Number of lanes of a new database. An existing one must have the same number. */
  readonly lanes: number;
  /** Distribute the tables of a new database by Citus. */
  readonly citus?: boolean;
  /** Called when an idle connection breaks. */
  readonly onIdleError: (error: Error) => void;
  /** Called at intervals while another process migrates the schema, and with undefined when a reported wait is over. */
  readonly onMigrationWait?: (wait: MigrationWait | undefined) => void;
  /** Called for each new session of the service: with undefined, or with the reason why it is refused. */
  readonly onSession?: (refused: Error | undefined) => void;
}

const ignore = (): void => undefined;

/** A database whose schema is up to date, with the connection pools. */
export interface Database {
  /** For batches: one connection for each lane, and one more for the scheduler. */
  readonly lanePool: Pool;
  /** For changes of terms and erasures. */
  readonly stockPool: Pool;
  /** For imports. */
  readonly importPool: Pool;
  /** For the service's own reads, for read models, and for reads of the present state. */
  readonly pool: Pool;
  /** For users' reads of history: events, audit, analytics. */
  readonly historyPool: Pool;
  /** For the health check alone. */
  readonly healthPool: Pool;
  /** How the connections of each pool are used at this moment. */
  connectionUse(): readonly ConnectionUse[];
  /** For a connection of one's own, with the settings of the service. */
  readonly clientConfig: SessionConfig;
  /** UUID in lower case, created with the database. It distinguishes the events of this installation from those of others. */
  readonly installationId: string;
  /** Lanes are on several servers: a transaction takes one lane. */
  readonly isOnCitus: boolean;
  /** Resolves if the database takes writes. Throws `ReadOnlyDatabaseError`, `SessionRefusedError`, or the driver's errors. */
  demandWritable(): Promise<void>;
  /**
   * Checks the other servers of Citus. If one of them can lose a commit, transactions are refused until a later check finds it repaired. Throws
   * `SessionRefusedError`, or the driver's errors, which change nothing.
   */
  checkServers(): Promise<void>;
  close(): Promise<void>;
}

/** Brings the schema up to date and connects. Throws the errors of `prepareSchema`. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const { url, migrationUrl = url, lanes, citus = false, onIdleError, onSession = ignore } = settings;
  const { onMigrationWait = ignore } = settings;
  const prepared = await prepareSchema({ url, migrationUrl, lanes, citus, needs: serviceNeeds, onMigrationWait });
  const { installationId, isOnCitus } = prepared;
  const clientConfig = reporting(sessionConfig(url, serviceNeeds), onSession);
  const poolOf = (max: number): Pool => {
    const pool = new pg.Pool({ ...clientConfig, max }).on('error', onIdleError);
    if (isOnCitus) rememberCitus(pool);
    return pool;
  };
  // On Citus, a question about a lane whose server does not answer occupies a connection: the others must stay free.
  const forQuestions = isOnCitus ? lanes : 0;
  const [lanePool, stockPool, importPool] = [
    poolOf(lanes + 1),
    poolOf(stockConnectionsMax + forQuestions),
    poolOf(importConnectionsMax),
  ];
  const [pool, historyPool] = [poolOf(readConnectionsMax + forQuestions), poolOf(historyConnectionsMax + forQuestions)];
  const healthPool = poolOf(healthConnectionsMax);
  const pools: ConnectionPools = {
    lanes: lanePool,
    stock: stockPool,
    imports: importPool,
    reads: pool,
    history: historyPool,
    health: healthPool,
  };
  return {
    lanePool,
    stockPool,
    importPool,
    pool,
    historyPool,
    healthPool,
    clientConfig,
    installationId,
    isOnCitus,
    connectionUse: () => connectionUse(pools),
    demandWritable: async () => {
      demandAccepted(healthPool);
      await onOneSession(healthPool, demandWritable);
    },
    checkServers: async () => {
      const refused = await refusalOf(demandDurableServers(queryOf(pool)));
      for (const each of Object.values(pools)) refusePool(each, refused);
      if (refused !== undefined) throw refused;
    },
    close: async () => {
      await Promise.all(Object.values(pools).map((each) => each.end()));
    },
  };
}

/** Rejects with every other error. */
async function refusalOf(check: Promise<void>): Promise<SessionRefusedError | undefined> {
  try {
    await check;
    return undefined;
  } catch (error) {
    if (error instanceof SessionRefusedError) return error;
    throw error;
  }
}

function reporting(config: SessionConfig, onSession: (refused: Error | undefined) => void): SessionConfig {
  return {
    ...config,
    onConnect: async (client) => {
      try {
        await config.onConnect(client);
      } catch (error) {
        onSession(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
      onSession(undefined);
    },
  };
}

/** Closes the session if it fails. */
async function onOneSession(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await work(client);
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}
