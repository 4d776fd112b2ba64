import { CommandBatcher, OverloadedError } from '@allocator/application';
import type { Answer, NotDecided } from '@allocator/application';
import type { Assign, CommandId, Prolong, Release } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { identified, visible } from './assignment-command.js';
import type { AssignmentCommand, AssignmentOutcome, Channel } from './assignment-command.js';

/** One command of a WWSF. Throws `OverloadedError`, `LaneClosedError` or `StoreUnavailableError` if it was not decided. */
export class SubmitCommand extends Command<AssignmentOutcome> {
  constructor(readonly command: AssignmentCommand) {
    super();
  }
}

/** Decides a command in its lane, together with others that are in progress. */
@CommandHandler(SubmitCommand)
export class SubmitCommandHandler implements ICommandHandler<SubmitCommand> {
  constructor(private readonly batcher: CommandBatcher) {}

  async execute({ command }: SubmitCommand): Promise<AssignmentOutcome> {
    return visible(await this.batcher.submit(identified(command)), command, 'http');
  }
}

export interface AnsweredCommand {
  readonly commandId: CommandId;
  readonly answer: AssignmentOutcome | NotDecided;
}

/** Commands of one request, or of one page of records from Kafka; the answers are in the order of the commands. */
export class SubmitCommands extends Command<readonly AnsweredCommand[]> {
  constructor(
    readonly commands: readonly AssignmentCommand[],
    readonly channel: Channel,
  ) {
    super();
  }
}

type Submitted = Assign | Release | Prolong;

/** Decides many commands. Those that were not decided have their own answer. */
@CommandHandler(SubmitCommands)
export class SubmitCommandsHandler implements ICommandHandler<SubmitCommands> {
  constructor(private readonly batcher: CommandBatcher) {}

  async execute({ commands, channel }: SubmitCommands): Promise<readonly AnsweredCommand[]> {
    const submitted = commands.map(identified);
    const answers = await (channel === 'kafka' ? this.decideWhenRoom(submitted) : this.batcher.submitAll(submitted));
    return answers.flatMap((answer, index) => {
      const command = commands[index];
      return command === undefined ? [] : [{ commandId: command.commandId, answer: visible(answer, command, channel) }];
    });
  }

  /** Waits while the queue is full. No more records are fetched meanwhile: this is how the Kafka intake pauses. */
  private async decideWhenRoom(commands: readonly Submitted[]): Promise<readonly Answer<Submitted>[]> {
    const answers = [...(await this.batcher.submitAll(commands, 'endless'))];
    for (;;) {
      const refused = commands.flatMap((command, index) => (isRefused(answers[index]) ? [{ command, index }] : []));
      const [first] = refused;
      if (first === undefined || this.batcher.isStopping) return answers;
      await this.batcher.whenRoom(first.command);
      const again = await this.batcher.submitAll(
        refused.map(({ command }) => command),
        'endless',
      );
      again.forEach((answer, place) => {
        const index = refused[place]?.index;
        if (index !== undefined) answers[index] = answer;
      });
    }
  }
}

/** Whether the command's queue was full. */
function isRefused(answer: Answer | undefined): boolean {
  return answer?.kind === 'not-decided' && answer.error instanceof OverloadedError;
}
