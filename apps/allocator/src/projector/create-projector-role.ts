import { ActivityProjection, AssignmentIndexer, Projector, StoreProjection } from '@allocator/application';
import { EventsConsumer, StopLaneError } from '@allocator/kafka';
import { PostgresActivityStore, PostgresSubjectAssignmentIndex } from '@allocator/postgres';
import type { Database, PostgresEventReader } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';
import type { Config } from '../config/config.js';
import type { Health } from '../health/health.js';
import type { KafkaConnection } from '../kafka/kafka-connection.js';

export const PROJECTOR = Symbol('role projector');

/** The role `projector`: keeps the read models, from the published events or, without Kafka, from the event table. */
export function createProjectorRole(
  { lanes }: Config,
  { pool }: Database,
  reader: PostgresEventReader,
  connection: KafkaConnection | undefined,
  health: Health,
  log: Log,
): Service {
  const projection = new ActivityProjection(new PostgresActivityStore(pool));
  const projector = new Projector(projection, log);
  const source =
    connection === undefined
      ? new StoreProjection(projector, projection, reader, log)
      : new EventsConsumer({
          ...connection,
          lanes,
          name: 'pool-activity',
          log,
          handler: async (lane, events) => {
            if (!(await projector.project(lane, events))) throw new StopLaneError(`lane ${String(lane)} has a gap`);
          },
        });
  const assignmentIndexer = new AssignmentIndexer(new PostgresSubjectAssignmentIndex(pool), log);
  health.watch({ stoppedProjections: () => projector.stoppedLanes });
  return {
    start: async () => {
      await assignmentIndexer.start();
      await source.start();
    },
    stop: async () => {
      await assignmentIndexer.stop();
      await source.stop();
    },
  };
}
