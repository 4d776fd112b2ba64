import { FindExposures, FindMisplaced, SetTerms } from '@allocator/application';
import type { TermsAnswer } from '@allocator/application';
import type { OperatorSetResult } from '@allocator/contracts';
import type { Agreement, OperatorProfile, PoolId, PoolTerms } from '@allocator/domain';
import { nameWarningsOf, warningsOf } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Config } from '../../config/config.js';
import { toleratedSkewSeconds } from '../../config/config.js';
import { CONFIG } from '../../config/config.js';
import { LOG } from '../../config/create-log.js';

type AgreementAnswer = TermsAnswer<{ readonly agreement: Agreement; readonly profile: OperatorProfile }>;
type PoolAnswer = TermsAnswer<PoolTerms>;

export class SetOperatorCommand extends Command<TermsAnswer<OperatorSetResult>> {
  constructor(readonly profile: Parameters<SetTerms['setOperator']>[0]) {
    super();
  }
}

@CommandHandler(SetOperatorCommand)
export class SetOperatorHandler implements ICommandHandler<SetOperatorCommand> {
  constructor(
    private readonly terms: SetTerms,
    private readonly exposed: FindExposures,
    private readonly misplaced: FindMisplaced,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async execute({ profile: proposed }: SetOperatorCommand): Promise<TermsAnswer<OperatorSetResult>> {
    const answer = await this.terms.setOperator(proposed);
    if (answer.kind === 'refused') return answer;
    const { profile, infeasibleAgreements } = answer.terms;
    const misplaced = await this.misplaced.find(profile);
    const warnings = [...warningsOf(profile, toleratedSkewSeconds(this.config)), ...nameWarningsOf(misplaced)];
    // The log names the pools; the answer to the operator must not.
    const pools = misplaced === 'not-compared' ? [] : misplaced.othersInside;
    this.warn(profile, infeasibleAgreements, warnings, pools);
    const exposures = await this.exposed.find(profile.operatorId);
    return { kind: 'set', terms: { profile, infeasibleAgreements, warnings, exposures } };
  }

  private warn(
    { operatorId }: OperatorProfile,
    agreements: OperatorSetResult['infeasibleAgreements'],
    warnings: OperatorSetResult['warnings'],
    pools: readonly PoolId[],
  ): void {
    for (const { code, detail } of warnings) {
      const particular = code === 'names-held-by-others' ? { pools } : {};
      this.log.warn({ code, operatorId, detail, ...particular }, 'an operator profile has a warning');
    }
    if (agreements.length === 0) return;
    this.log.warn(
      { code: 'agreements-infeasible', operatorId, agreements },
      'agreements leave no usable token under the profile: they assign and prolong nothing until they are changed',
    );
  }
}

export class SetAgreementCommand extends Command<AgreementAnswer> {
  constructor(readonly agreement: Parameters<SetTerms['setAgreement']>[0]) {
    super();
  }
}

@CommandHandler(SetAgreementCommand)
export class SetAgreementHandler implements ICommandHandler<SetAgreementCommand> {
  constructor(private readonly terms: SetTerms) {}

  execute({ agreement }: SetAgreementCommand): Promise<AgreementAnswer> {
    return this.terms.setAgreement(agreement);
  }
}

export class SetPoolCommand extends Command<PoolAnswer> {
  constructor(readonly pool: Parameters<SetTerms['setPool']>[0]) {
    super();
  }
}

@CommandHandler(SetPoolCommand)
export class SetPoolHandler implements ICommandHandler<SetPoolCommand> {
  constructor(private readonly terms: SetTerms) {}

  execute({ pool }: SetPoolCommand): Promise<PoolAnswer> {
    return this.terms.setPool(pool);
  }
}
