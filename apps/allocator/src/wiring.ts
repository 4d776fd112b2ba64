import {
  BatchExecutor,
  CommandBatcher,
  ExpiryScheduler,
  FindExposures,
  FindHolder,
  HeadWatch,
  HoldMover,
  HoldMoving,
  ImportIdentities,
  IndicateReassignable,
  LendingsIndexer,
  RefusalForgetting,
  SeenHeads,
  SetTerms,
  SuspendSharing,
  closeLane,
} from '@allocator/application';
import type { Lane, Outcome } from '@allocator/domain';
import { KafkaHandledCommands } from '@allocator/kafka';
import {
  LaneLocks,
  PostgresAnalyticsQueries,
  PostgresAuditLog,
  PostgresAuditQueries,
  PostgresCheckpointStore,
  PostgresOldRefusals,
  PostgresDueLeases,
  PostgresEventReader,
  PostgresExposureQueries,
  PostgresHoldMoves,
  PostgresLendingsOfSubjects,
  PostgresLaneStore,
  PostgresSharedNames,
  PostgresSubjectErasure,
  PostgresTermsStore,
} from '@allocator/postgres';
import type { Database, PostgresQueries } from '@allocator/postgres';
import type { Log } from '@allocator/runtime';
import type { CheckpointKey } from './checkpoint-key.js';
import type { Config } from './config.js';
import { laneClock } from './lane-clock.js';
import { Health } from './health.js';
import type { KafkaConnection } from './kafka-connection.js';
import { createCheckpointSigning } from './roles/checkpoints.js';
import { createProjectorRole } from './roles/projector.js';
import type { ProjectorRole } from './roles/projector.js';
import { createRelayRole } from './roles/relay.js';
import type { RelayRole } from './roles/relay.js';

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
  const reader = new PostgresEventReader(pool);
  const seenHeads = new SeenHeads();
  const locks = new LaneLocks(laneClock(config, log), seenHeads, (lane, lost) => closeLane(reader, log, lane, lost));
  const executor = new BatchExecutor(new PostgresLaneStore(lanePool, locks), schemasUrl);

  const relay = roles.has('relay') && kafka !== undefined ? createRelayRole(database, reader, kafka, log) : undefined;
  const published = (lane: Lane): void => relay?.notice(lane);
  const scheduler = roles.has('scheduler')
    ? new ExpiryScheduler(new PostgresDueLeases(pool), executor, log, published)
    : undefined;
  const forgetting = roles.has('scheduler') ? new RefusalForgetting(new PostgresOldRefusals(pool), log) : undefined;
  const holdMoving = roles.has('scheduler')
    ? new HoldMoving(new HoldMover(new PostgresHoldMoves(stockPool, locks), schemasUrl, published), log)
    : undefined;
  const projector = roles.has('projector') ? createProjectorRole(pool, reader, kafka, lanes, log) : undefined;

  const lendingsIndexer = roles.has('projector')
    ? new LendingsIndexer(new PostgresLendingsOfSubjects(pool), log)
    : undefined;
  const checkpoints = new PostgresCheckpointStore(pool);
  const checkpointSigning =
    roles.has('relay') && checkpointKey !== undefined
      ? createCheckpointSigning(config, checkpoints, checkpointKey, kafka, log)
      : undefined;
  const sharedNames = new PostgresSharedNames(pool);
  const auditQueries = new PostgresAuditQueries(pool, lanes);

  const committed = (lane: Lane, answers: readonly Outcome[]): void => {
    published(lane);
    scheduler?.notice(answers);
  };
  const batcher = new CommandBatcher(executor, lanes, log, undefined, committed);
  return {
    config,
    log,
    database,
    reader,
    queries,
    batcher,
    indications: new IndicateReassignable(queries, batcher),
    terms: new SetTerms(new PostgresTermsStore(stockPool, locks), lanes, schemasUrl, published),
    exposures: new FindExposures(new PostgresExposureQueries(pool, lanes)),
    imports: new ImportIdentities(new PostgresLaneStore(importPool, locks), lanes, schemasUrl, published),
    analyticsQueries: new PostgresAnalyticsQueries(pool, lanes),
    auditQueries,
    auditLog: new PostgresAuditLog(pool),
    holder: new FindHolder(auditQueries),
    erasure: new PostgresSubjectErasure(stockPool, lanes, locks),
    checkpoints,
    checkpointKey,
    checkpointSigning,
    sharedNames,
    suspendSharing: new SuspendSharing(sharedNames, executor, log, published),
    handledCommands: kafka && new KafkaHandledCommands(kafka.kafka, kafka.names),
    lendingsIndexer,
    relay,
    scheduler,
    forgetting,
    holdMoving,
    projector,
    headWatch: new HeadWatch(reader, seenHeads, log),
    health: new Health(healthSources(database, reader, relay, projector)),
  };
}

function healthSources(
  database: Database,
  reader: PostgresEventReader,
  relay: RelayRole | undefined,
  projector: ProjectorRole | undefined,
) {
  return {
    demandWritable: () => database.demandWritable(),
    closedLanes: async () =>
      (await reader.laneHeads()).flatMap(({ lane, closedBecause }) =>
        closedBecause === undefined ? [] : [{ lane, because: closedBecause }],
      ),
    relay: () => relay?.status() ?? [],
    stoppedProjections: () => projector?.stoppedLanes() ?? [],
  };
}
