import 'reflect-metadata';
import { UnusableTopicError } from '@allocator/application';
import { CommandIntake } from '@allocator/kafka';
import {
  LanesDifferError,
  PostgresEventReader,
  PostgresQueries,
  SchemaBehindError,
  SchemaNewerError,
  ServiceRoleError,
  SessionRefusedError,
  openDatabase,
} from '@allocator/postgres';
import { FailureLog } from '@allocator/runtime';
import type { Log, Service } from '@allocator/runtime';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeysUnavailableError } from './http/access/issuer-keys.js';
import { CheckpointKey, CheckpointKeyError } from './relay/checkpoint-key.js';
import type { Config } from './config/config.js';
import { ConfigError, readConfig } from './config/config.js';
import { createHttp } from './http/create-http.js';
import type { KafkaConnection } from './kafka/kafka-connection.js';
import { connectKafka } from './kafka/kafka-connection.js';
import { KafkaSecretError } from './kafka/read-kafka-secrets.js';
import { createLog } from './config/create-log.js';
import { EventFollowers } from './features/events/event-followers.js';
import { KafkaCommands } from './intake/kafka-commands.js';
import { Tenants } from './intake/tenants.js';
import { stopOnSignal } from './lifecycle/stop-on-signal.js';
import type { Wiring } from './wiring.js';
import { wire } from './wiring.js';

/** TCP accept backlog (capped by `net.core.somaxconn`): beyond it, a caller's system retries after 1 s, and then 3 s. */
const backlogMax = 4_096;
/** Exit code for configuration errors. */
const refusedToStart = 2;
const operatorsErrors = [
  LanesDifferError,
  SchemaBehindError,
  SchemaNewerError,
  ServiceRoleError,
  SessionRefusedError,
  UnusableTopicError,
  KeysUnavailableError,
  KafkaSecretError,
  CheckpointKeyError,
];

await main();

async function main(): Promise<void> {
  const config = configOrExit();
  const log = createLog(config.logLevel);
  try {
    await run(config, log);
  } catch (error) {
    const forOperator = operatorsErrors.some((mendable) => error instanceof mendable);
    log.error(
      { code: 'start-failed', ...(forOperator ? {} : { err: error }) },
      error instanceof Error ? error.message : String(error),
    );
    process.exit(forOperator ? refusedToStart : 1);
  }
}

/** Starts everything in the order in which it is needed; a signal stops it in the order in which it can be spared. */
async function run(config: Config, log: Log): Promise<void> {
  const sessions = new FailureLog('database-session', log);
  const database = await openDatabase({
    url: config.databaseUrl,
    migrationUrl: config.databaseMigrationUrl,
    lanes: config.lanes,
    onIdleError: (error) => {
      log.debug({ code: 'database-connection-lost', err: error }, 'an idle connection broke');
    },
    onSession: (refused) => {
      if (refused === undefined) sessions.recovered('session');
      else sessions.failed('session', refused);
    },
    onMigrationWait: (wait) => {
      if (wait === undefined)
        log.info({ code: 'migration-resumed' }, 'the migration lock is free: this process continues');
      else
        log.warn({ code: 'migration-waiting', ...wait }, 'another session migrates the database: waiting for its lock');
    },
  });
  const queries = new PostgresQueries(database.pool, config.lanes);
  const reader = new PostgresEventReader(database.pool);
  const kafka = await connectKafka(config, await queries.wwsfIds(), reader, log);
  const checkpointKey = config.checkpointKey === undefined ? undefined : await CheckpointKey.read(config.checkpointKey);
  const wiring = wire(config, log, database, queries, kafka, checkpointKey);
  await completeProfiles(wiring);
  const http = await createHttp(wiring);
  const { app } = http;
  const intake = config.roles.has('api') && kafka !== undefined ? createIntake(app, wiring, kafka) : undefined;
  const background = [
    wiring.headWatch,
    wiring.batcher,
    wiring.scheduler,
    wiring.checkpointSigning,
    wiring.relay,
    wiring.projector,
    intake,
  ];
  const services = background.filter((service) => service !== undefined);

  stopOnSignal(log, async () => {
    wiring.health.stopping();
    await intake?.stop();
    if (config.roles.has('api')) app.get(EventFollowers).endAll();
    await http.close();
    for (const service of services) await service.stop();
    await database.close();
  });
  if (config.roles.has('api')) await wiring.suspendSharing.run();
  for (const service of services) await service.start();
  await app.listen({ port: config.port, host: config.host, backlog: backlogMax });
  wiring.health.started();
  tellStarted(config, log);
}

/** At the first start after version 0.1. */
async function completeProfiles({ terms, log }: Wiring): Promise<void> {
  const { completed, inClosedLanes } = await terms.completeProfiles();
  for (const { profile, infeasibleAgreements } of completed) {
    const { operatorId, minRegistrationSeconds } = profile;
    log.warn(
      { code: 'profile-completed', operatorId, minRegistrationSeconds, infeasibleAgreements },
      'a profile of version 0.1 had no minimum of the registrar: the common one counts, state yours with PUT /v1/operators',
    );
  }
  for (const operatorId of inClosedLanes) {
    log.error(
      { code: 'profile-not-completed', operatorId },
      'a lane of the operator is closed: its pools assign nothing until the lane is mended and the service is started again',
    );
  }
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`Invalid configuration:\n${error.message}`);
    process.exit(refusedToStart);
  }
}

/** Commands over Kafka, for the WWSFs that agreements name. */
function createIntake(
  app: NestFastifyApplication,
  { queries, health, log }: Wiring,
  connection: KafkaConnection,
): Service {
  const commands = app.get(KafkaCommands);
  const intake = new CommandIntake({
    ...connection,
    log,
    handler: (wwsfId, records) => commands.handle(wwsfId, records),
  });
  health.watchIntake(() => intake.status());
  const tenants = new Tenants(queries, intake, log);
  return {
    start: async () => {
      await tenants.start();
      await intake.start();
    },
    stop: async () => {
      await tenants.stop();
      await intake.stop();
    },
  };
}

function tellStarted({ host, port, roles, auth }: Config, log: Log): void {
  log.info({ code: 'started', host, port, roles: [...roles] }, 'the service has started');
  if (!roles.has('api') || auth !== 'off') return;
  log.warn(
    { code: 'no-authentication', host },
    'AUTH=off: nobody is asked who they are, and anybody may do everything',
  );
}
