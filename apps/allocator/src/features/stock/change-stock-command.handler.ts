import { CommandBatcher } from '@allocator/application';
import type { SharedNames } from '@allocator/application';
import type { ChangeStock, CommandId, OutcomeOf, Revoke } from '@allocator/domain';
import { PostgresSharedNames } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';

type StockChange = Omit<ChangeStock, 'commandId'> | Omit<Revoke, 'commandId'>;

/** An IMS operator suspends, resumes, retires or revokes one of its identities. Throws `identity-not-found` and `alias-shared`. */
export class ChangeStockCommand extends Command<OutcomeOf<ChangeStock | Revoke>> {
  constructor(
    readonly caller: Caller,
    /** Undefined: the change is not remembered under an id. */
    readonly commandId: CommandId | undefined,
    readonly change: StockChange,
  ) {
    super();
  }
}

@CommandHandler(ChangeStockCommand)
export class ChangeStockCommandHandler implements ICommandHandler<ChangeStockCommand> {
  constructor(
    private readonly batcher: CommandBatcher,
    private readonly tenancy: Tenancy,
    @Inject(PostgresSharedNames) private readonly sharedNames: SharedNames,
  ) {}

  async execute({
    caller,
    commandId = randomUUID() as CommandId,
    change,
  }: ChangeStockCommand): Promise<OutcomeOf<ChangeStock | Revoke>> {
    if (!(await this.tenancy.owns(caller, change.poolId))) throw new ProblemError('identity-not-found');
    if (change.type === 'Resume') await this.demandOwnName(caller, change);
    return this.batcher.submit({ ...change, commandId });
  }

  /** The database checks it too, in case the other identity is resumed or imported at this moment. */
  private async demandOwnName(caller: Caller, { poolId, impi }: StockChange): Promise<void> {
    const shared = (await this.sharedNames.of(poolId, impi)).find(({ isOtherGone }) => !isOtherGone);
    if (shared === undefined) return;
    const { alias, other } = shared;
    const sharer = (await this.tenancy.owns(caller, other.poolId))
      ? `${other.impi} of pool ${other.poolId}`
      : 'an identity of another operator';
    throw new ProblemError('alias-shared', {
      detail: `${alias} is also a name of ${sharer}: resume this identity after that one is retired and the bound of its last lease has passed`,
    });
  }
}
