import type { BatchExecutor, SubjectErasures } from '@allocator/application';
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
import type { Database, LaneLocks } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';
import type { Config } from '../config/config.js';

/** Undefined in a process without the role `scheduler`. */
export const SCHEDULER = Symbol('SchedulerRole');

export interface SchedulerRole extends Service {
  /** Call it with outcomes that were just committed: a new lease can lapse before the next scheduled check. */
  notice(outcomes: readonly Outcome[]): void;
}

/**
 * The role `scheduler`: records what is due, and deletes what has been kept for its time.
 * @param handledCommands undefined without Kafka
 * @param notifyRelay called with a lane in which events were committed
 */
export function createSchedulerRole(
  { roles }: Config,
  { pool, stockPool }: Database,
  locks: LaneLocks,
  executor: BatchExecutor,
  erasure: SubjectErasures,
  handledCommands: KafkaHandledCommands | undefined,
  origin: EventOrigin,
  log: Log,
  notifyRelay: (lane: Lane) => void,
): SchedulerRole | undefined {
  if (!roles.has('scheduler')) return undefined;
  const expiry = new ExpiryScheduler(new PostgresDueLeases(pool), executor, log, notifyRelay);
  const commandForgetting =
    handledCommands && new CommandForgetting(new PostgresCommandsToForget(pool), handledCommands, log);
  const services: readonly Service[] = [
    expiry,
    new RefusalForgetting(new PostgresOldRefusals(pool), log),
    new ErasureScheduler(erasure, log, () => commandForgetting?.wake()),
    ...(commandForgetting === undefined ? [] : [commandForgetting]),
    new HoldMoving(new HoldMover(new PostgresHoldMoves(stockPool, locks), origin, notifyRelay), log),
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
