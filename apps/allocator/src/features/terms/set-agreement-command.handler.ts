import { SetTerms } from '@allocator/application';
import type { Agreement, OperatorProfile, TermsPrecondition } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy, isOperator } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { termsOf } from './terms-of.js';

/** An agreement in force, with the profile that it is based on. */
export interface AgreementInForce {
  readonly agreement: Agreement;
  readonly profile: OperatorProfile;
}

/** Throws `operator-not-found` or `agreement-not-found` for those of another operator, and the problem of a refusal. */
export class SetAgreementCommand extends Command<AgreementInForce> {
  constructor(
    readonly caller: Caller,
    readonly agreement: Parameters<SetTerms['setAgreement']>[0],
    readonly precondition: TermsPrecondition,
  ) {
    super();
  }
}

@CommandHandler(SetAgreementCommand)
export class SetAgreementCommandHandler implements ICommandHandler<SetAgreementCommand> {
  constructor(
    private readonly terms: SetTerms,
    private readonly tenancy: Tenancy,
  ) {}

  async execute({ caller, agreement, precondition }: SetAgreementCommand): Promise<AgreementInForce> {
    if (!isOperator(caller, agreement.operatorId)) throw new ProblemError('operator-not-found');
    if (!(await this.tenancy.mayManageAgreement(caller, agreement.agreementId)))
      throw new ProblemError('agreement-not-found');
    return termsOf(await this.terms.setAgreement(agreement, precondition));
  }
}
