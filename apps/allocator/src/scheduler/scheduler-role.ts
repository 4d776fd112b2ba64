import type { BatchExecutor } from '@allocator/application';
import {
  CommandForgetting,
  ErasureScheduler,
  ExpiryScheduler,
  HoldMover,
  HoldMoving,
  RefusalForgetting,
} from '@allocator/application';
import type { EventOrigin, Lane, Outcome } from '@allocator/domain';
import type { KafkaHandledCommands } from '@allocator/kafka';
import {
  PostgresCommandsToForget,
  PostgresDueLeases,
  PostgresHoldMoves,
  PostgresOldRefusals,
} from '@allocator/postgres';
import type { Database, LaneLocks, PostgresSubjectErasure } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';

export interface SchedulerRole extends Service {
  /** Outcomes that were just committed: a new lease can lapse before the next scheduled look. */
  notice(outcomes: readonly Outcome[]): void;
}

export interface SchedulerParts {
  readonly database: Database;
  readonly locks: LaneLocks;
  readonly executor: BatchExecutor;
  readonly erasure: PostgresSubjectErasure;
  /** Undefined without Kafka. */
  readonly handledCommands: KafkaHandledCommands | undefined;
  readonly origin: EventOrigin;
  readonly log: Log;
  /** Called when events were committed in a lane. */
  readonly published: (lane: Lane) => void;
}

/** The role `scheduler`: what is due at a time, and what is kept for a time. */
export function createSchedulerRole(parts: SchedulerParts): SchedulerRole {
  const { database, locks, executor, erasure, handledCommands, origin, log, published } = parts;
  const { pool, stockPool } = database;
  const expiry = new ExpiryScheduler(new PostgresDueLeases(pool), executor, log, published);
  const commandForgetting =
    handledCommands && new CommandForgetting(new PostgresCommandsToForget(pool), handledCommands, log);
  const services: readonly Service[] = [
    expiry,
    new RefusalForgetting(new PostgresOldRefusals(pool), log),
    new ErasureScheduler(erasure, log, () => commandForgetting?.wake()),
    ...(commandForgetting === undefined ? [] : [commandForgetting]),
    new HoldMoving(new HoldMover(new PostgresHoldMoves(stockPool, locks), origin, published), log),
  ];
  return {
    start: async () => {
      for (const service of services) await service.start();
    },
    stop: async () => {
      for (const service of services) await service.stop();
    },
    notice: (outcomes) => {
      expiry.notice(outcomes);
    },
  };
}
