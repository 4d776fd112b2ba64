import { join } from 'node:path';
import {
  SupervisedService,
  anyAddress,
  freePort,
  inTemporaryDir,
  openLocalIssuer,
  readLocalSettings,
  startStack,
  step,
} from '@allocator/local';
import type { Installation } from './installation.js';

/**
 * Starts a process of the service for each of the roles, on the servers of `DATABASE_URL` and `KAFKA_BROKERS` or on its own; all have
 * stopped when this returns or throws.
 */
export function withOwnProcesses(
  roles: readonly string[],
  signal: AbortSignal,
  work: (installation: Installation) => Promise<number>,
): Promise<number> {
  return inTemporaryDir('demo', async (dir) => {
    const local = readLocalSettings(process.env);
    // Never the stack of a running `npm start`: other ports and another folder.
    const ports = { postgresPort: await freePort(), kafkaPort: await freePort() };
    const stack = await startStack({ ...local, ...ports, localDir: dir }, signal);
    const services: SupervisedService[] = [];
    try {
      const issuer = await openLocalIssuer(dir);
      const addresses = { DATABASE_URL: stack.databaseUrl, KAFKA_BROKERS: stack.kafkaBrokers };
      for (const [index, each] of roles.entries()) {
        const env = { ...process.env, ...addresses, ...issuer.env, ROLES: each };
        const options = { port: await freePort(), env, files: join(dir, `allocator-${index + 1}`) };
        services.push(new SupervisedService(`process ${index + 1} (${each})`, options));
      }
      await step(`starting ${services.length} processes of the service`, async () => {
        for (const service of services) {
          service.start();
          // One after the other: the first creates the tables and the topics, and the first relay publishes all lanes.
          await service.ready(signal);
        }
      });
      const urls = services.map(({ client }) => client.baseUrl);
      const apis = urls.filter((_, index) => roles[index]?.split(',').includes('api'));
      return await work({
        baseUrl: apis[0] ?? '',
        transport: anyAddress(apis),
        issuer,
        brokers: stack.kafkaBrokers,
        kill: async (those) => {
          const service = services[roles.indexOf(those)];
          await service?.kill();
          return service?.name ?? those;
        },
        crashes: () => services.flatMap(({ crashes }) => crashes),
      });
    } finally {
      await Promise.all(services.map((service) => service.stop()));
      await stack.stop();
    }
  });
}
