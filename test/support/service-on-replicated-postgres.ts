import { Link } from '@allocator/local';
import { ApiClient } from './api-client.js';
import { OwnPostgres } from './own-postgres.js';
import { type ServiceProcess, startService } from './service-process.js';

/** Name of the standby in `synchronous_standby_names`. */
export const standbyName = 'standby';

/** The built service on a PostgreSQL server with a streaming standby, and the networks between the three. */
export interface ServiceOnReplicatedPostgres {
  readonly primary: OwnPostgres;
  readonly standby: OwnPostgres;
  /** From the standby to the primary. */
  readonly replication: Link;
  /** From the service to the primary: the address of the database, which a failover leads to the standby. */
  readonly address: Link;
  readonly url: string;
  readonly service: ServiceProcess;
  readonly api: ApiClient;
  /** Kills the primary as a crash of its host would, and promotes the standby, to which the address leads before it takes writes. */
  readonly failOver: () => Promise<void>;
  /** Stops the service, and removes the servers with their data. */
  end(): Promise<void>;
}

/**
 * @param programs of PostgreSQL 15
 * @param settings of the primary
 * @param env of the service, in addition to `DATABASE_URL`
 */
export async function startServiceOnReplicatedPostgres(
  programs: string,
  settings: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<ServiceOnReplicatedPostgres> {
  const parts: { end(): Promise<unknown> }[] = [];
  const end = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.end();
  };
  try {
    const primary = await OwnPostgres.start(settings, programs);
    parts.push({ end: () => primary.remove() });
    const [replication, address] = await Promise.all([Link.to(primary.port), Link.to(primary.port)]);
    parts.push({ end: () => Promise.all([replication.stop(), address.stop()]) });
    const standby = await OwnPostgres.standby(standbyName, replication.port, programs);
    parts.push({ end: () => standby.remove() });
    const url = primary.url.replace(String(primary.port), String(address.port));
    const service = await startService({ DATABASE_URL: url, ...env });
    parts.push({ end: () => service.stop() });
    const failOver = async (): Promise<void> => {
      await primary.kill();
      address.leadTo(standby.port);
      address.reset();
      await standby.promote();
    };
    return { primary, standby, replication, address, url, service, api: new ApiClient(service.baseUrl), failOver, end };
  } catch (error) {
    await end();
    throw error;
  }
}
