import {
  BatchExecutor,
  CommandBatcher,
  FindExposures,
  FindMisplaced,
  FindHolder,
  HeadWatch,
  ImportIdentities,
  IndicateReassignable,
  SeenHeads,
  SetTerms,
  SuspendSharing,
  closeLane,
} from '@allocator/application';
import type { EventOrigin, Lane, Outcome } from '@allocator/domain';
import { eventSourceOf } from '@allocator/domain';
import { KafkaHandledCommands } from '@allocator/kafka';
import {
  LaneLocks,
  PostgresAnalyticsQueries,
  PostgresAuditLog,
  PostgresAuditQueries,
  PostgresCheckpointStore,
  PostgresEventReader,
  PostgresExposureQueries,
  PostgresLaneStore,
  PostgresMisplacedQueries,
  PostgresSharedNames,
  PostgresSubjectErasure,
  PostgresTermsStore,
} from '@allocator/postgres';
import type { Database, PostgresQueries } from '@allocator/postgres';
import type { Log } from '@allocator/runtime';
import type { CheckpointKey } from './relay/checkpoint-key.js';
import type { Config } from './config/config.js';
import { laneClock } from './postgres/lane-clock.js';
import { Health } from './features/health/health.js';
import type { KafkaConnection } from './kafka/kafka-connection.js';
import { createCheckpointSigning } from './relay/create-checkpoint-signing.js';
import { createProjectorRole } from './projector/projector-role.js';
import type { ProjectorRole } from './projector/projector-role.js';
import { createRelayRole } from './relay/relay-role.js';
import type { RelayRole } from './relay/relay-role.js';
import { createSchedulerRole } from './scheduler/scheduler-role.js';

/** The parts of the process, put together once: ports on the one hand, PostgreSQL and Kafka on the other. */
export type Wiring = ReturnType<typeof wire>;

export function wire(
  config: Config,
  log: Log,
  database: Database,
  queries: PostgresQueries,
  kafka: KafkaConnection | undefined,
  checkpointKey: CheckpointKey | undefined,
) {
  const { lanes, schemasUrl, roles } = config;
  const { lanePool, stockPool, importPool, pool } = database;
  const origin: EventOrigin = { source: eventSourceOf(database.installationId), schemasUrl };
  const reader = new PostgresEventReader(pool);
  const seenHeads = new SeenHeads();
  const locks = new LaneLocks(laneClock(config, log), seenHeads, (lane, lost) => closeLane(reader, log, lane, lost));
  const executor = new BatchExecutor(new PostgresLaneStore(lanePool, locks), origin);

  const relay = roles.has('relay') && kafka !== undefined ? createRelayRole(database, reader, kafka, log) : undefined;
  const published = (lane: Lane): void => relay?.notice(lane);
  const erasure = new PostgresSubjectErasure(stockPool, lanes, locks);
  const handledCommands = kafka && new KafkaHandledCommands(kafka.kafka, kafka.names);
  const scheduler = roles.has('scheduler')
    ? createSchedulerRole({ database, locks, executor, erasure, handledCommands, origin, log, published })
    : undefined;
  const projector = roles.has('projector') ? createProjectorRole(pool, reader, kafka, lanes, log) : undefined;
  const checkpointSigning =
    roles.has('relay') && checkpointKey !== undefined
      ? createCheckpointSigning(config, new PostgresCheckpointStore(pool), checkpointKey, kafka, log)
      : undefined;
  const sharedNames = new PostgresSharedNames(pool);

  const committed = (lane: Lane, outcomes: readonly Outcome[]): void => {
    published(lane);
    scheduler?.notice(outcomes);
  };
  const batcher = new CommandBatcher(executor, lanes, log, undefined, committed);
  return {
    config,
    log,
    database,
    queries,
    batcher,
    indications: new IndicateReassignable(queries, batcher),
    terms: new SetTerms(new PostgresTermsStore(stockPool, locks), lanes, origin, published),
    exposures: new FindExposures(new PostgresExposureQueries(pool, lanes)),
    misplaced: new FindMisplaced(new PostgresMisplacedQueries(pool), log),
    imports: new ImportIdentities(new PostgresLaneStore(importPool, locks), lanes, origin, published),
    ...historyReads(database, lanes),
    erasure,
    checkpointKey,
    checkpointSigning,
    sharedNames,
    suspendSharing: new SuspendSharing(sharedNames, executor, log, published),
    handledCommands,
    relay,
    scheduler,
    projector,
    headWatch: new HeadWatch(reader, seenHeads, log),
    health: new Health(healthSources(database, relay, projector)),
  };
}

/** What users read of history: on connections of their own. */
function historyReads({ historyPool }: Database, lanes: number) {
  const auditQueries = new PostgresAuditQueries(historyPool, lanes);
  return {
    historyReader: new PostgresEventReader(historyPool),
    analyticsQueries: new PostgresAnalyticsQueries(historyPool, lanes),
    auditQueries,
    auditLog: new PostgresAuditLog(historyPool),
    holder: new FindHolder(auditQueries),
    checkpoints: new PostgresCheckpointStore(historyPool),
  };
}

function healthSources(database: Database, relay: RelayRole | undefined, projector: ProjectorRole | undefined) {
  const reader = new PostgresEventReader(database.healthPool);
  return {
    demandWritable: () => database.demandWritable(),
    closedLanes: async () =>
      (await reader.laneHeads()).flatMap(({ lane, closedBecause }) =>
        closedBecause === undefined ? [] : [{ lane, reason: closedBecause }],
      ),
    relay: () => relay?.status() ?? [],
    stoppedProjections: () => projector?.stoppedLanes() ?? [],
  };
}
