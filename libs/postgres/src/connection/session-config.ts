import type { ClientBase, PoolConfig } from 'pg';
import pg from 'pg';
import { readDatabaseUrl } from './read-database-url.js';
import { OwnSession } from './own-session.js';
import type { SessionNeeds } from './prepare-session.js';
import { prepareSession } from './prepare-session.js';

const connectionMsMax = 5_000;

/** How to connect. A connection pool takes it as it is; with a single client, `onConnect` must be called when it is connected. */
export interface SessionConfig extends Omit<PoolConfig, 'onConnect'> {
  readonly connectionString: string;
  /** Applies and checks the settings of the session. Throws `SessionRefusedError` or `ReadOnlyDatabaseError`. */
  readonly onConnect: (client: ClientBase) => Promise<void>;
}

/**
 * The only place that makes the configuration of a connection. Keeps the settings of the URL (or of `PGOPTIONS`, if the URL has no
 * `options`), and applies the settings that the session needs. Throws `DatabaseUrlError`.
 */
export function sessionConfig(url: string, needs: SessionNeeds): SessionConfig {
  const { settings, driver = {}, applicationName } = needs;
  const { options, sslnegotiation, ...address } = readDatabaseUrl(url, [
    ...Object.keys(settings),
    ...Object.keys(driver),
  ]);
  const config = {
    ...driver,
    ...address,
    ...(options !== undefined && { options }),
    ...(sslnegotiation !== undefined && { sslnegotiation }),
    fallback_application_name: applicationName,
    connectionTimeoutMillis: connectionMsMax,
  };
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ ...config, query_timeout: connectionMsMax });
    await client.connect();
    return client;
  };
  const ownSession = new OwnSession(connect);
  return {
    ...config,
    onConnect: async (client) => {
      await ownSession.demand(client);
      await prepareSession(client, needs, connectionMsMax);
    },
  };
}
