import { CommandBatcher } from '@allocator/application';
import type { Answer, Patience } from '@allocator/application';
import type { Assign, ChangeStock, Outcome, Prolong, Release, Revoke } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';

/**
 * A WWSF's command about an assignment, from HTTP or from Kafka, or an IMS operator's about its stock: all come through here into
 * the lane's one queue.
 */
export class SubmitCommand extends Command<Outcome> {
  constructor(
    readonly command: Assign | Release | Prolong | ChangeStock | Revoke,
    readonly patience?: Patience,
  ) {
    super();
  }
}

@CommandHandler(SubmitCommand)
export class SubmitHandler implements ICommandHandler<SubmitCommand> {
  constructor(private readonly batcher: CommandBatcher) {}

  execute({ command, patience }: SubmitCommand): Promise<Outcome> {
    return this.batcher.submit(command, patience);
  }
}

/** Commands that came in one request, in their order; what was not decided says so in its own place. */
export class SubmitCommands extends Command<readonly Answer[]> {
  constructor(readonly commands: readonly (Assign | Release | Prolong)[]) {
    super();
  }
}

@CommandHandler(SubmitCommands)
export class SubmitAllHandler implements ICommandHandler<SubmitCommands> {
  constructor(private readonly batcher: CommandBatcher) {}

  execute({ commands }: SubmitCommands): Promise<readonly Answer[]> {
    return this.batcher.submitAll(commands);
  }
}
