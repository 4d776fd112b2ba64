import { SubjectErasures } from '@allocator/application';
import type { SubjectId } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { AuditTrail } from './audit-trail.js';

/** Throws `subject-not-found`. */
export class PlaceLegalHoldCommand extends Command<void> {
  constructor(
    readonly caller: Caller,
    readonly subjectId: SubjectId,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(PlaceLegalHoldCommand)
export class PlaceLegalHoldCommandHandler implements ICommandHandler<PlaceLegalHoldCommand> {
  constructor(
    private readonly trail: AuditTrail,
    private readonly erasure: SubjectErasures,
  ) {}

  async execute({ caller, subjectId, reason }: PlaceLegalHoldCommand): Promise<void> {
    await this.trail.record(caller, 'legal-hold-placed', { subjectId }, reason);
    if (!(await this.erasure.hold(subjectId, caller.subject, reason))) throw new ProblemError('subject-not-found');
  }
}
