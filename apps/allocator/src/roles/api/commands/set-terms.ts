import { FindExposures, SetTerms } from '@allocator/application';
import type { TermsAnswer } from '@allocator/application';
import type { OperatorSetResult } from '@allocator/contracts';
import type { Agreement, OperatorProfile, PoolTerms } from '@allocator/domain';
import { warningsOf } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Config } from '../../../config.js';
import { toleratedSkewSeconds } from '../../../config.js';
import { CONFIG, LOG } from '../../../tokens.js';

type AgreementAnswer = TermsAnswer<{ readonly agreement: Agreement; readonly profile: OperatorProfile }>;
type PoolAnswer = TermsAnswer<PoolTerms>;

export class SetOperatorCommand extends Command<OperatorSetResult> {
  constructor(readonly profile: Parameters<SetTerms['setOperator']>[0]) {
    super();
  }
}

@CommandHandler(SetOperatorCommand)
export class SetOperatorHandler implements ICommandHandler<SetOperatorCommand> {
  constructor(
    private readonly terms: SetTerms,
    private readonly exposed: FindExposures,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async execute({ profile: proposed }: SetOperatorCommand): Promise<OperatorSetResult> {
    const { profile, infeasibleAgreements } = await this.terms.setOperator(proposed);
    const warnings = warningsOf(profile, toleratedSkewSeconds(this.config));
    this.warn(profile, infeasibleAgreements, warnings);
    return { profile, infeasibleAgreements, warnings, exposures: await this.exposed.find(profile.operatorId) };
  }

  private warn(
    { operatorId }: OperatorProfile,
    agreements: OperatorSetResult['infeasibleAgreements'],
    warnings: OperatorSetResult['warnings'],
  ): void {
    for (const { code, detail } of warnings)
      this.log.warn({ code, operatorId, detail }, 'an operator profile has a warning');
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
