import {
  BatchExecutor,
  CommandBatcher,
  CommandForgetting,
  ErasureScheduler,
  ExpiryScheduler,
  FindExposures,
  FindMisplaced,
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
import type { EventOrigin, Lane, Outcome } from '@allocator/domain';
import { eventSourceOf } from '@allocator/domain';
import { KafkaHandledCommands } from '@allocator/kafka';
import {
  LaneLocks,
  PostgresAnalyticsQueries,
  PostgresAuditLog,
  PostgresAuditQueries,
  PostgresCheckpointStore,
  PostgresCommandsToForget,
  PostgresOldRefusals,
  PostgresDueLeases,
  PostgresEventReader,
  PostgresExposureQueries,
  PostgresHoldMoves,
  PostgresLendingsOfSubjects,
  PostgresLaneStore,
  PostgresMisplacedQueries,
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
  const { lanePool, stockPool, importPool, pool, historyPool } = database;
  const origin: EventOrigin = { source: eventSourceOf(database.installationId), schemasUrl };
  const reader = new PostgresEventReader(pool);
  const seenHeads = new SeenHeads();
  const locks = new LaneLocks(laneClock(config, log), seenHeads, (lane, lost) => closeLane(reader, log, lane, lost));
  const executor = new BatchExecutor(new PostgresLaneStore(lanePool, locks), origin);

  const relay = roles.has('relay') && kafka !== undefined ? createRelayRole(database, reader, kafka, log) : undefined;
  const published = (lane: Lane): void => relay?.notice(lane);
  const scheduler = roles.has('scheduler')
    ? new ExpiryScheduler(new PostgresDueLeases(pool), executor, log, published)
    : undefined;
  const forgetting = roles.has('scheduler') ? new RefusalForgetting(new PostgresOldRefusals(pool), log) : undefined;
  const holdMoving = roles.has('scheduler')
    ? new HoldMoving(new HoldMover(new PostgresHoldMoves(stockPool, locks), origin, published), log)
    : undefined;
  const erasure = new PostgresSubjectErasure(stockPool, lanes, locks);
  const handledCommands = kafka && new KafkaHandledCommands(kafka.kafka, kafka.names);
  const commandForgetting =
    roles.has('scheduler') && handledCommands !== undefined
      ? new CommandForgetting(new PostgresCommandsToForget(pool), handledCommands, log)
      : undefined;
  const erasureScheduler = roles.has('scheduler')
    ? new ErasureScheduler(erasure, log, () => commandForgetting?.wake())
    : undefined;
  const projector = roles.has('projector') ? createProjectorRole(pool, reader, kafka, lanes, log) : undefined;

  const lendingsIndexer = roles.has('projector')
    ? new LendingsIndexer(new PostgresLendingsOfSubjects(pool), log)
    : undefined;
  const checkpointSigning =
    roles.has('relay') && checkpointKey !== undefined
      ? createCheckpointSigning(config, new PostgresCheckpointStore(pool), checkpointKey, kafka, log)
      : undefined;
  const sharedNames = new PostgresSharedNames(pool);
  const auditQueries = new PostgresAuditQueries(historyPool, lanes);

  const committed = (lane: Lane, answers: readonly Outcome[]): void => {
    published(lane);
    scheduler?.notice(answers);
  };
  const batcher = new CommandBatcher(executor, lanes, log, undefined, committed);
  return {
    config,
    log,
    database,
    historyReader: new PostgresEventReader(historyPool),
    queries,
    batcher,
    indications: new IndicateReassignable(queries, batcher),
    terms: new SetTerms(new PostgresTermsStore(stockPool, locks), lanes, origin, published),
    exposures: new FindExposures(new PostgresExposureQueries(pool, lanes)),
    misplaced: new FindMisplaced(new PostgresMisplacedQueries(pool), log),
    imports: new ImportIdentities(new PostgresLaneStore(importPool, locks), lanes, origin, published),
    analyticsQueries: new PostgresAnalyticsQueries(historyPool, lanes),
    auditQueries,
    auditLog: new PostgresAuditLog(historyPool),
    holder: new FindHolder(auditQueries),
    erasure,
    checkpoints: new PostgresCheckpointStore(historyPool),
    checkpointKey,
    checkpointSigning,
    sharedNames,
    suspendSharing: new SuspendSharing(sharedNames, executor, log, published),
    handledCommands,
    lendingsIndexer,
    relay,
    scheduler,
    forgetting,
    erasureScheduler,
    commandForgetting,
    holdMoving,
    projector,
    headWatch: new HeadWatch(reader, seenHeads, log),
    health: new Health(healthSources(database, relay, projector)),
  };
}

function healthSources(database: Database, relay: RelayRole | undefined, projector: ProjectorRole | undefined) {
  const reader = new PostgresEventReader(database.healthPool);
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
