import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import type { MigrationWait } from './lock-migrations.js';
import { prepareSchema, serviceRole } from './prepare-schema.js';
import type { SessionNeeds } from '../connection/prepare-session.js';
import { demandWritable } from '../connection/prepare-session.js';
import type { SessionConfig } from '../connection/session-config.js';
import { sessionConfig } from '../connection/session-config.js';

/** A network that has gone silent answers nothing at all: then it is this side that ends the wait. */
const queryMsMax = 35_000;
const keepAliveDelayMs = 10_000;
/** For changes of terms, erasures and moves of holds: each can wait for lanes, and must not occupy the connections of others. */
const stockConnectionsMax = 4;
/** One more than the concurrent imports of an operator: if they wait for a lane, another operator's import goes on. */
const importConnectionsMax = 3;
/** For tenancy, relay, scheduler, projector, and reads of the present state. */
const readConnectionsMax = 8;
/** For users' reads of history, which can be slow and must not delay anything else. */
const historyConnectionsMax = 6;
/** For the health check, which is public: it must not occupy, or wait for, the connections of others. */
const healthConnectionsMax = 1;

/** What every session of the service has. The settings are documented in docs/operations.md. */
const serviceNeeds: SessionNeeds = {
  settings: {
    role: serviceRole,
    // A process that stands still (or is cut off) in the middle of a batch must not keep its lane: the server ends its transaction.
    idle_in_transaction_session_timeout: '10s',
    // Longer than a lane is ever held by a process that works.
    lock_timeout: '10s',
    statement_timeout: '30s',
    // A statement is planned once a connection: to plan it costs more than to do it for a few things. Its plan must then be
    // good for any number of them in a table of any size: each statement is so written, and `plans.spec.ts` looks.
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    // What is sent behind the lane's lock must be read behind it, not as of the transaction's begin.
    default_transaction_isolation: 'read committed',
    // Positions and instants are read as doubles: with fewer digits they would be others.
    extra_float_digits: '1',
  },
  // A connection whose host has vanished is given up by the server in half a minute, and with it the lanes that it claimed.
  wishes: { tcp_keepalives_idle: '10', tcp_keepalives_interval: '5', tcp_keepalives_count: '4' },
  writes: true,
  applicationName: 'ims-identity-allocator',
  driver: {
    query_timeout: queryMsMax,
    keepAlive: true,
    // Statements of a transaction go without waiting for each other's answers.
    pipeline: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
  },
};

export interface DatabaseSettings {
  readonly url: string;
  /** How the owner of the tables connects, to bring them up to date; `off`: they have to be. The same as `url` unless it is said otherwise. */
  readonly migrationUrl?: string;
  /** Lanes of a new database; an existing one must have as many. */
  readonly lanes: number;
  /** Told of connections that broke while nobody used them. */
  readonly onIdleError: (error: Error) => void;
  /** Called at intervals while another process migrates the schema, and with undefined when a reported wait is over. */
  readonly onMigrationWait?: (wait: MigrationWait | undefined) => void;
  /** Called for each new session of the service: with undefined, or with why it is refused. */
  readonly onSession?: (refused: Error | undefined) => void;
}

const ignore = (): void => undefined;

/** A database that is up to date, with the connections to it. */
export interface Database {
  /** For batches: one for each lane, and one more each for the scheduler's turn. */
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
  /** How to connect as the service does, for a connection of one's own. */
  readonly clientConfig: SessionConfig;
  /** UUID in lower case, created with the database. It distinguishes the events of this installation from those of others. */
  readonly installationId: string;
  /** Resolves where the database takes writes. Throws `ReadOnlyDatabaseError`, `SessionRefusedError`, or what the driver throws. */
  demandWritable(): Promise<void>;
  close(): Promise<void>;
}

/** Brings the schema up to date and connects. Throws as `prepareSchema` does. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const { url, migrationUrl = url, lanes, onIdleError, onSession = ignore, onMigrationWait = ignore } = settings;
  const installationId = await prepareSchema({ url, migrationUrl, lanes, needs: serviceNeeds, onMigrationWait });
  const clientConfig = reporting(sessionConfig(url, serviceNeeds), onSession);
  const poolOf = (max: number): Pool => new pg.Pool({ ...clientConfig, max }).on('error', onIdleError);
  const [lanePool, stockPool, importPool] = [
    poolOf(lanes + 1),
    poolOf(stockConnectionsMax),
    poolOf(importConnectionsMax),
  ];
  const [pool, historyPool] = [poolOf(readConnectionsMax), poolOf(historyConnectionsMax)];
  const healthPool = poolOf(healthConnectionsMax);
  return {
    lanePool,
    stockPool,
    importPool,
    pool,
    historyPool,
    healthPool,
    clientConfig,
    installationId,
    demandWritable: () => onOneSession(healthPool, demandWritable),
    close: async () => {
      await Promise.all([lanePool, stockPool, importPool, pool, historyPool, healthPool].map((each) => each.end()));
    },
  };
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

/** A session that fails is thrown away. */
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
