import { SetOperator, SetTerms } from '@allocator/application';
import type { CheckedOperator } from '@allocator/application';
import type { TermsPrecondition } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { isOperator } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { termsOf } from './terms-of.js';

/** Throws `operator-not-found` for another operator's profile, and the problem of a refusal. */
export class SetOperatorCommand extends Command<CheckedOperator> {
  constructor(
    readonly caller: Caller,
    readonly profile: Parameters<SetTerms['setOperator']>[0],
    readonly precondition: TermsPrecondition,
  ) {
    super();
  }
}

@CommandHandler(SetOperatorCommand)
export class SetOperatorCommandHandler implements ICommandHandler<SetOperatorCommand> {
  constructor(private readonly operators: SetOperator) {}

  async execute({ caller, profile, precondition }: SetOperatorCommand): Promise<CheckedOperator> {
    if (!isOperator(caller, profile.operatorId)) throw new ProblemError('operator-not-found');
    return termsOf(await this.operators.set(profile, precondition));
  }
}
