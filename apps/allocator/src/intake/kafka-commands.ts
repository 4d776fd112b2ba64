import { assignmentCommandAnswer, kafkaOutcomeText, parseKafkaCommand } from '@allocator/contracts';
import type { WwsfId } from '@allocator/domain';
import type { CommandRecord, Verdict } from '@allocator/kafka';
import { EventLoopTurns } from '@allocator/runtime';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { isTemporary } from './is-temporary.js';
import { SubmitCommand } from '../features/assignments/submit-command.handler.js';

/** Commands over Kafka: the handlers, the queue and the answers are the same as over HTTP. */
@Injectable()
export class KafkaCommands {
  constructor(private readonly commands: CommandBus) {}

  /** One verdict per record, in order. Throws temporary errors (closed lane, database unavailable): the records are then handed over again. */
  async handle(wwsfId: WwsfId, records: readonly CommandRecord[]): Promise<readonly Verdict[]> {
    const verdicts: Promise<Verdict>[] = [];
    const turns = new EventLoopTurns();
    for (const record of records) {
      const verdict = this.verdict(wwsfId, record);
      // Rejections are handled by the `Promise.all` below.
      verdict.catch(() => undefined);
      verdicts.push(verdict);
      await turns.give();
    }
    return Promise.all(verdicts);
  }

  private async verdict(wwsfId: WwsfId, { value }: CommandRecord): Promise<Verdict> {
    const parsed = parseKafkaCommand(value, wwsfId);
    if (parsed.kind === 'dead-letter') return parsed;
    const { commandId } = parsed.command;
    try {
      const outcome = await this.commands.execute(new SubmitCommand(parsed.command, 'kafka'));
      return { kind: 'outcome', commandId, value: kafkaOutcomeText(commandId, assignmentCommandAnswer(outcome)) };
    } catch (error) {
      if (isTemporary(error)) throw error;
      return { kind: 'dead-letter', reason: 'command-failed', detail: String(error) };
    }
  }
}
