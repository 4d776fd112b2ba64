import {
  ActivityProjection,
  AssignmentIndexer,
  CommitNews,
  Projector,
  StoreProjection,
  declareProjectorMetrics,
  wokenBy,
} from '@allocator/application';
import { EventsConsumer, StopLaneError } from '@allocator/kafka';
import { PostgresActivityStore, PostgresEventReader, PostgresSubjectAssignmentIndex } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log, Metrics, Service } from '@allocator/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { Health } from '../health/health.js';
import { KAFKA_CONNECTION } from '../kafka/kafka-connection.js';
import type { KafkaConnection } from '../kafka/kafka-connection.js';
import { METRICS } from '../metrics/metrics.module.js';
import { DATABASE } from '../postgres/database.js';

/** The role `projector`: keeps the read models, from the published events or, without Kafka, from the event table. */
@Injectable()
export class ProjectorRole implements Service {
  private readonly assignmentIndexer: AssignmentIndexer;
  private readonly source: Service;

  constructor(
    @Inject(CONFIG) { lanes }: Config,
    @Inject(DATABASE) { pool }: Database,
    @Inject(KAFKA_CONNECTION) connection: KafkaConnection | undefined,
    @Inject(LOG) log: Log,
    @Inject(METRICS) metrics: Metrics,
    reader: PostgresEventReader,
    health: Health,
    news: CommitNews,
  ) {
    const projection = new ActivityProjection(new PostgresActivityStore(pool));
    const projector = new Projector(projection, log);
    this.assignmentIndexer = wokenBy(news, new AssignmentIndexer(new PostgresSubjectAssignmentIndex(pool, lanes), log));
    this.source =
      connection === undefined
        ? wokenBy(news, new StoreProjection(projector, projection, reader, log))
        : new EventsConsumer({
            ...connection,
            lanes,
            name: 'pool-activity',
            log,
            handler: async (lane, events) => {
              if (!(await projector.project(lane, events))) throw new StopLaneError(`lane ${String(lane)} has a gap`);
            },
          });
    health.watch({ stoppedProjections: () => projector.stoppedLanes });
    declareProjectorMetrics(metrics, lanes, () => projector.stoppedLanes);
  }

  async start(): Promise<void> {
    await this.assignmentIndexer.start();
    await this.source.start();
  }

  async stop(): Promise<void> {
    await this.assignmentIndexer.stop();
    await this.source.stop();
  }
}
