import { SubjectErasures } from '@allocator/application';
import type { AllocationQueries, Erasure, HandledCommands } from '@allocator/application';
import type { PoolId, Subject } from '@allocator/domain';
import { KafkaHandledCommands } from '@allocator/kafka';
import { PostgresQueries } from '@allocator/postgres';
import type { Log } from '@allocator/runtime';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { LOG } from '../../config/create-log.js';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';

/** An erasure that was carried out, or is planned for the end of the subject's last lease. */
export type AcceptedErasure = Extract<Erasure, { kind: 'erased' | 'planned' }>;

/** Throws `pool-not-found`, `subject-not-found`, `legal-hold` and `kafka-unavailable`. */
export class EraseSubjectCommand extends Command<AcceptedErasure> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
    readonly subject: Subject,
  ) {
    super();
  }
}

@CommandHandler(EraseSubjectCommand)
export class EraseSubjectCommandHandler implements ICommandHandler<EraseSubjectCommand> {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly erasure: SubjectErasures,
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    @Inject(KafkaHandledCommands) private readonly handledCommands: HandledCommands | undefined,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async execute({ caller, poolId, subject }: EraseSubjectCommand): Promise<AcceptedErasure> {
    if (!(await this.tenancy.maySee(caller, poolId))) throw new ProblemError('pool-not-found');
    const erasure = await this.erasure.erase(poolId, subject, { person: caller.subject, client: caller.client });
    switch (erasure.kind) {
      case 'held':
        throw new ProblemError('legal-hold');
      case 'planned':
        return erasure;
      case 'unknown':
        // An earlier attempt may have failed after the change of the store.
        await this.deleteCommands(poolId);
        throw new ProblemError('subject-not-found');
      case 'erased':
        await this.deleteCommands(poolId);
        return erasure;
    }
  }

  /** Commands over Kafka contain references: those that were answered are deleted. */
  private async deleteCommands(poolId: PoolId): Promise<void> {
    const terms = await this.queries.pool(poolId);
    if (terms === undefined || this.handledCommands === undefined) return;
    try {
      await this.handledCommands.forget(terms.wwsfId);
    } catch (error) {
      this.log.warn({ code: 'command-deletion-failed', err: error }, 'Kafka did not delete the commands of a WWSF');
      throw new ProblemError('kafka-unavailable');
    }
  }
}
