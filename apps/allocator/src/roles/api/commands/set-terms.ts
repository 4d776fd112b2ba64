import { FindExposures, SetTerms } from '@allocator/application';
import type { Exposures, TermsAnswer } from '@allocator/application';
import type { Agreement, OperatorProfile, PoolTerms } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';

type OperatorAnswer = TermsAnswer<{ readonly profile: OperatorProfile; readonly exposures: Exposures }>;
type AgreementAnswer = TermsAnswer<{ readonly agreement: Agreement; readonly profile: OperatorProfile }>;
type PoolAnswer = TermsAnswer<PoolTerms>;

export class SetOperatorCommand extends Command<OperatorAnswer> {
  constructor(readonly profile: Parameters<SetTerms['setOperator']>[0]) {
    super();
  }
}

@CommandHandler(SetOperatorCommand)
export class SetOperatorHandler implements ICommandHandler<SetOperatorCommand> {
  constructor(
    private readonly terms: SetTerms,
    private readonly exposed: FindExposures,
  ) {}

  async execute({ profile }: SetOperatorCommand): Promise<OperatorAnswer> {
    const answer = await this.terms.setOperator(profile);
    if (answer.kind === 'refused') return answer;
    const exposures = await this.exposed.find(profile.operatorId);
    return { kind: 'set', terms: { profile: answer.terms, exposures } };
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
