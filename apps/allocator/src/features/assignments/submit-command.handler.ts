import { CommandBatcher, OverloadedError } from '@allocator/application';
import type { NotDecided } from '@allocator/application';
import type { Assign, CommandId, Prolong, Release } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { identified, visible } from './assignment-command.js';
import type { AssignmentCommand, AssignmentOutcome, Channel } from './assignment-command.js';

/** One command of a WWSF. Throws `OverloadedError`, `LaneClosedError` or `StoreUnavailableError` if it was not decided. */
export class SubmitCommand extends Command<AssignmentOutcome> {
  constructor(
    readonly command: AssignmentCommand,
    readonly channel: Channel,
  ) {
    super();
  }
}

/** Decides a command in its lane, together with others that are in progress. */
@CommandHandler(SubmitCommand)
export class SubmitCommandHandler implements ICommandHandler<SubmitCommand> {
  constructor(private readonly batcher: CommandBatcher) {}

  async execute({ command, channel }: SubmitCommand): Promise<AssignmentOutcome> {
    const submitted = identified(command);
    const outcome = await (channel === 'kafka' ? this.decideWhenRoom(submitted) : this.batcher.submit(submitted));
    return visible(outcome, command, channel);
  }

  /** Waits while the queue is full. No more records are fetched meanwhile: this is how the Kafka intake pauses. */
  private async decideWhenRoom(command: Assign | Release | Prolong): Promise<AssignmentOutcome> {
    for (;;) {
      try {
        return await this.batcher.submit(command, 'endless');
      } catch (error) {
        if (!(error instanceof OverloadedError) || this.batcher.isStopping) throw error;
        await this.batcher.whenRoom(command);
      }
    }
  }
}

export interface AnsweredCommand {
  readonly commandId: CommandId;
  readonly answer: AssignmentOutcome | NotDecided;
}

/** Commands of one request; the answers are in the order of the commands. */
export class SubmitCommands extends Command<readonly AnsweredCommand[]> {
  constructor(readonly commands: readonly AssignmentCommand[]) {
    super();
  }
}

/** Decides many commands. Those that were not decided have their own answer. */
@CommandHandler(SubmitCommands)
export class SubmitCommandsHandler implements ICommandHandler<SubmitCommands> {
  constructor(private readonly batcher: CommandBatcher) {}

  async execute({ commands }: SubmitCommands): Promise<readonly AnsweredCommand[]> {
    const answers = await this.batcher.submitAll(commands.map(identified));
    return answers.flatMap((answer, index) => {
      const command = commands[index];
      return command === undefined ? [] : [{ commandId: command.commandId, answer: visible(answer, command, 'http') }];
    });
  }
}
