import { SetTerms } from '@allocator/application';
import type { Lane, PoolTerms, TermsPrecondition } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { CONFIG } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { termsOf } from './terms-of.js';

export interface PoolInForce {
  readonly pool: PoolTerms;
  readonly lane: Lane;
}

/** Throws `pool-not-found` or `agreement-not-found` for those of another operator, and the problem of a refusal. */
export class SetPoolCommand extends Command<PoolInForce> {
  constructor(
    readonly caller: Caller,
    readonly pool: Parameters<SetTerms['setPool']>[0],
    readonly precondition: TermsPrecondition,
  ) {
    super();
  }
}

@CommandHandler(SetPoolCommand)
export class SetPoolCommandHandler implements ICommandHandler<SetPoolCommand> {
  constructor(
    private readonly terms: SetTerms,
    private readonly tenancy: Tenancy,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ caller, pool, precondition }: SetPoolCommand): Promise<PoolInForce> {
    if (!(await this.tenancy.mayManagePool(caller, pool.poolId))) throw new ProblemError('pool-not-found');
    if (!(await this.tenancy.mayManageAgreement(caller, pool.agreementId)))
      throw new ProblemError('agreement-not-found');
    const terms = termsOf(await this.terms.setPool(pool, precondition));
    return { pool: terms, lane: laneOf(pool.poolId, this.config.lanes) };
  }
}
