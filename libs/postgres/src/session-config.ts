import type { ClientBase, PoolConfig } from 'pg';
import type { SessionNeeds } from './session.js';
import { prepareSession } from './session.js';

const connectionMsMax = 5_000;

/** How to connect: for a connection pool as it is; for a single client, `onConnect` is called once it is connected. */
export interface SessionConfig extends Omit<PoolConfig, 'onConnect'> {
  readonly connectionString: string;
  /** Makes sure that the session has what it needs. Throws `SessionRefusedError` or `ReadOnlyDatabaseError`. */
  readonly onConnect: (client: ClientBase) => Promise<void>;
}

/** Parameters of a URL that would change how the driver talks to the server, or reads its answers. */
const driverParameters = ['binary', 'replication', 'client_encoding', 'fallback_application_name'];

/**
 * The one place where a configuration of a connection is made: what the URL says (or `PGOPTIONS`, where the URL has no
 * `options`) is kept, and what the session needs is added. The driver alone would let either replace the other.
 */
export function sessionConfig(url: string, needs: SessionNeeds): SessionConfig {
  const { settings, wishes = {}, driver = {}, applicationName } = needs;
  const [address = '', query = ''] = splitAt(url, url.indexOf('?'));
  const parameters = new URLSearchParams(query);
  const given = parameters.getAll('options').at(-1) ?? process.env['PGOPTIONS'] ?? '';
  for (const name of ['options', ...driverParameters, ...Object.keys(settings), ...Object.keys(driver)]) {
    parameters.delete(name);
  }
  const rest = parameters.toString();
  return {
    ...driver,
    connectionString: rest === '' ? address : `${address}?${rest}`,
    // Of two equal options the server takes the later one.
    options: [given, ...Object.entries({ ...wishes, ...settings }).map(option)].join(' ').trim(),
    fallback_application_name: applicationName,
    connectionTimeoutMillis: connectionMsMax,
    onConnect: (client) => prepareSession(client, needs, connectionMsMax),
  };
}

function option([name, value]: readonly [string, string]): string {
  return `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`;
}

function splitAt(text: string, index: number): readonly string[] {
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
