import { ApiClient } from './api-client.js';
import { OwnPostgres } from './own-postgres.js';
import { type ServiceProcess, startService } from './service-process.js';

/** The built service on a PostgreSQL server that the test can stop, kill and reconfigure. */
export interface ServiceOnOwnPostgres {
  readonly server: OwnPostgres;
  readonly service: ServiceProcess;
  readonly api: ApiClient;
  /** Stops the service, and removes the server with its data. */
  end(): Promise<void>;
}

/**
 * Starts the server, runs `statements` on it, and starts the service.
 * @param settings of the server, as in `postgresql.conf`
 * @param env of the service, in addition to `DATABASE_URL`
 */
export async function startServiceOnOwnPostgres({
  settings = {},
  statements = [],
  env = {},
}: {
  readonly settings?: Readonly<Record<string, string>>;
  readonly statements?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
} = {}): Promise<ServiceOnOwnPostgres> {
  const server = await OwnPostgres.start(settings);
  try {
    await server.run(...statements);
    const service = await startService({ DATABASE_URL: server.url, ...env });
    const end = async (): Promise<void> => {
      await service.stop();
      await server.remove();
    };
    return { server, service, api: new ApiClient(service.baseUrl), end };
  } catch (error) {
    await server.remove();
    throw error;
  }
}
