import {
  BatchExecutor,
  CommitNews,
  HeadWatch,
  LaneMetrics,
  SeenHeads,
  SubjectErasures,
  closeLane,
  declareClockDifference,
  declareInstallationMetrics,
  shareFigures,
} from '@allocator/application';
import type { SharedFigures } from '@allocator/application';
import type { EventOrigin } from '@allocator/domain';
import {
  CitusWatch,
  LaneLocks,
  PostgresAnalyticsQueries,
  PostgresAuditLog,
  PostgresAuditQueries,
  PostgresCheckpointStore,
  PostgresCommitChannel,
  PostgresEventReader,
  PostgresInstallationFigures,
  PostgresLaneStore,
  PostgresQueries,
  PostgresSharedNames,
  PostgresErasureStore,
  PostgresTenantEvents,
  PostgresTermsLists,
} from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log, Metrics } from '@allocator/runtime';
import { Inject, Module } from '@nestjs/common';
import type { FactoryProvider, OnApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { runs } from '../lifecycle/runs.js';
import { StopFailures } from '../lifecycle/stop-failures.js';
import { METRICS } from '../metrics/metrics.module.js';
import { DATABASE, connectDatabase } from './database.js';
import { EVENT_ORIGIN, eventOrigin } from './event-origin.js';
import { laneClock } from './lane-clock.js';

/** Reads events on the connections for users' reads of history: they do not delay the service's own reads. */
export const HISTORY_READER = Symbol('PostgresEventReader of history');
/** Reads lists of the present state on the same connections: a page can have 1,000 items. */
export const LIST_QUERIES = Symbol('PostgresQueries of lists');

/** `SharedFigures` of the installation, for metrics and for users: each figure is read once for both. */
export const SHARED_FIGURES = Symbol('SharedFigures');

/** The database, what decides in its lanes, and the ports that it implements. */
const ports: FactoryProvider[] = [
  { provide: DATABASE, inject: [CONFIG, LOG, METRICS], useFactory: connectDatabase },
  { provide: EVENT_ORIGIN, inject: [CONFIG, DATABASE], useFactory: eventOrigin },
  { provide: CommitNews, useFactory: () => new CommitNews() },
  { provide: SeenHeads, inject: [CommitNews], useFactory: (news: CommitNews) => new SeenHeads(news) },
  {
    provide: PostgresCommitChannel,
    inject: [DATABASE, CommitNews, LOG],
    useFactory: ({ clientConfig }: Database, news: CommitNews, log: Log) =>
      new PostgresCommitChannel(clientConfig, news, log),
  },
  {
    provide: PostgresEventReader,
    inject: [CONFIG, DATABASE],
    useFactory: ({ lanes }: Config, { pool }: Database) => new PostgresEventReader(pool, lanes),
  },
  {
    provide: LaneLocks,
    inject: [CONFIG, LOG, SeenHeads, PostgresEventReader],
    useFactory: (config: Config, log: Log, seen: SeenHeads, reader: PostgresEventReader) =>
      new LaneLocks(laneClock(config, log), seen, (lane, lost) => closeLane(reader, log, lane, lost)),
  },
  {
    provide: LaneMetrics,
    inject: [METRICS],
    useFactory: (metrics: Metrics) => new LaneMetrics(metrics),
  },
  {
    provide: BatchExecutor,
    inject: [DATABASE, LaneLocks, EVENT_ORIGIN, LaneMetrics],
    useFactory: ({ lanePool }: Database, locks: LaneLocks, origin: EventOrigin, metrics: LaneMetrics) =>
      new BatchExecutor(new PostgresLaneStore(lanePool, locks, metrics), origin, metrics),
  },
  {
    provide: HeadWatch,
    inject: [PostgresEventReader, SeenHeads, LOG],
    useFactory: (reader: PostgresEventReader, seen: SeenHeads, log: Log) => new HeadWatch(reader, seen, log),
  },
  {
    provide: CitusWatch,
    inject: [DATABASE, LOG],
    useFactory: (database: Database, log: Log) => new CitusWatch(database, log),
  },
  {
    provide: PostgresQueries,
    inject: [CONFIG, DATABASE],
    useFactory: ({ lanes }: Config, { pool }: Database) => new PostgresQueries(pool, lanes),
  },
  {
    provide: PostgresSharedNames,
    inject: [DATABASE],
    useFactory: ({ pool }: Database) => new PostgresSharedNames(pool),
  },
  {
    provide: SubjectErasures,
    inject: [CONFIG, DATABASE, LaneLocks],
    useFactory: ({ lanes }: Config, { stockPool }: Database, locks: LaneLocks) =>
      new SubjectErasures(new PostgresErasureStore(stockPool, locks), lanes),
  },
];

/** What users read of history and in lists, on connections of its own. */
const history: FactoryProvider[] = [
  {
    provide: HISTORY_READER,
    inject: [CONFIG, DATABASE],
    useFactory: ({ lanes }: Config, { historyPool }: Database) => new PostgresEventReader(historyPool, lanes),
  },
  {
    provide: LIST_QUERIES,
    inject: [CONFIG, DATABASE],
    useFactory: ({ lanes }: Config, { historyPool }: Database) => new PostgresQueries(historyPool, lanes),
  },
  {
    provide: PostgresTermsLists,
    inject: [DATABASE],
    useFactory: ({ historyPool }: Database) => new PostgresTermsLists(historyPool),
  },
  {
    provide: PostgresTenantEvents,
    inject: [DATABASE],
    useFactory: ({ historyPool }: Database) => new PostgresTenantEvents(historyPool),
  },
  {
    provide: PostgresCheckpointStore,
    inject: [CONFIG, DATABASE],
    useFactory: ({ lanes }: Config, { historyPool }: Database) => new PostgresCheckpointStore(historyPool, lanes),
  },
  {
    provide: PostgresAnalyticsQueries,
    inject: [CONFIG, DATABASE],
    useFactory: ({ lanes }: Config, { historyPool }: Database) => new PostgresAnalyticsQueries(historyPool, lanes),
  },
  {
    provide: PostgresAuditQueries,
    inject: [CONFIG, DATABASE],
    useFactory: ({ lanes }: Config, { historyPool }: Database) => new PostgresAuditQueries(historyPool, lanes),
  },
  {
    provide: SHARED_FIGURES,
    inject: [CONFIG, DATABASE],
    useFactory: ({ lanes, metricsPoolsMax }: Config, { historyPool }: Database) =>
      shareFigures(new PostgresInstallationFigures(historyPool, lanes), metricsPoolsMax),
  },
  {
    provide: PostgresAuditLog,
    inject: [DATABASE],
    useFactory: ({ historyPool }: Database) => new PostgresAuditLog(historyPool),
  },
];

const providers = [...ports, ...history];

/** Opens the database, and implements the application's ports on it. Every part that uses it stops first. */
@Module({
  providers: [...providers, runs(HeadWatch), runs(CitusWatch), runs(PostgresCommitChannel)],
  exports: providers,
})
export class PostgresModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SHARED_FIGURES) figures: SharedFigures,
    @Inject(METRICS) metrics: Metrics,
    private readonly failures: StopFailures,
  ) {
    declareInstallationMetrics(metrics, figures);
    declareClockDifference(metrics, figures);
  }

  onApplicationShutdown(): Promise<void> {
    return this.failures.collect(this.database.close());
  }
}
