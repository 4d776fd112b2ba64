import { SubjectErasures } from '@allocator/application';
import type { SubjectId } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { AuditTrail } from './audit-trail.js';

/** Throws `legal-hold-not-found`. */
export class LiftLegalHoldCommand extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly subjectId: SubjectId,
  ) {
    super();
  }
}

@CommandHandler(LiftLegalHoldCommand)
export class LiftLegalHoldCommandHandler implements ICommandHandler<LiftLegalHoldCommand> {
  constructor(
    private readonly trail: AuditTrail,
    private readonly erasure: SubjectErasures,
  ) {}

  async execute({ caller, subjectId }: LiftLegalHoldCommand): Promise<void> {
    await this.trail.record(caller, 'legal-hold-lifted', { subjectId }, 'the hold is over');
    if (!(await this.erasure.lift(subjectId))) throw new ProblemError('legal-hold-not-found');
  }
}
