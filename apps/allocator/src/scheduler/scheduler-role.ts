import {
  CommandBatcher,
  CommandForgetting,
  CommitNews,
  ErasureScheduler,
  ExpiryScheduler,
  HoldMover,
  HoldMoving,
  RefusalForgetting,
  SubjectErasures,
  wokenBy,
} from '@allocator/application';
import type { EventOrigin } from '@allocator/domain';
import { KafkaHandledCommands } from '@allocator/kafka';
import {
  LaneLocks,
  PostgresCommandsToForget,
  PostgresDueLeases,
  PostgresHoldMoves,
  PostgresOldRefusals,
} from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { DATABASE } from '../postgres/database.js';
import { EVENT_ORIGIN } from '../postgres/event-origin.js';

/** The role `scheduler`: records what is due, and deletes what has been kept for its time. Does nothing without the role. */
@Injectable()
export class SchedulerRole implements Service {
  private readonly expiry: ExpiryScheduler | undefined;
  /** In the order in which they start and stop. */
  private readonly services: readonly Service[] = [];

  constructor(
    @Inject(CONFIG) { roles, lanes }: Config,
    @Inject(DATABASE) { pool, stockPool }: Database,
    @Inject(EVENT_ORIGIN) origin: EventOrigin,
    @Inject(KafkaHandledCommands) handledCommands: KafkaHandledCommands | undefined,
    @Inject(LOG) log: Log,
    locks: LaneLocks,
    batcher: CommandBatcher,
    erasure: SubjectErasures,
    news: CommitNews,
  ) {
    if (!roles.has('scheduler')) return;
    this.expiry = new ExpiryScheduler(new PostgresDueLeases(pool, lanes), batcher, log);
    batcher.onCommit((outcomes) => this.expiry?.notice(outcomes));
    news.listen(() => this.expiry?.noticeCommit());
    const commandForgetting =
      handledCommands && new CommandForgetting(new PostgresCommandsToForget(pool), handledCommands, log);
    this.services = [
      this.expiry,
      new RefusalForgetting(new PostgresOldRefusals(pool, lanes), log),
      wokenBy(news, new ErasureScheduler(erasure, log, () => commandForgetting?.wake())),
      ...(commandForgetting === undefined ? [] : [commandForgetting]),
      new HoldMoving(new HoldMover(new PostgresHoldMoves(stockPool, lanes, locks), origin), log),
    ];
  }

  async start(): Promise<void> {
    for (const service of this.services) await service.start();
  }

  async stop(): Promise<void> {
    for (const service of this.services) await service.stop();
  }
}
