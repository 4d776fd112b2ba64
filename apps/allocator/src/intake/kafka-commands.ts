import { assignmentCommandAnswer, kafkaOutcomeText, parseKafkaCommand } from '@allocator/contracts';
import type { WwsfId } from '@allocator/domain';
import type { CommandRecord, Verdict } from '@allocator/kafka';
import { EventLoopTurns } from '@allocator/runtime';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { isTemporary } from './is-temporary.js';
import { SubmitCommands } from '../features/assignments/submit-command.handler.js';
import type { AnsweredCommand } from '../features/assignments/submit-command.handler.js';

/** Commands over Kafka: the queue and the answers are the same as over HTTP. */
@Injectable()
export class KafkaCommands {
  constructor(private readonly commands: CommandBus) {}

  /** One verdict per record, in order. Throws temporary errors (closed lane, database unavailable): the records are then handed over again. */
  async handle(wwsfId: WwsfId, records: readonly CommandRecord[]): Promise<readonly Verdict[]> {
    const turns = new EventLoopTurns();
    const parsed: ReturnType<typeof parseKafkaCommand>[] = [];
    for (const { value } of records) {
      parsed.push(parseKafkaCommand(value, wwsfId));
      await turns.give();
    }
    // The records of a page are decided together: one by one, each costs 6 us more.
    const commands = parsed.flatMap((record) => (record.kind === 'command' ? [record.command] : []));
    const answered = await this.commands.execute(new SubmitCommands(commands, 'kafka'));
    const answers = answered.values();
    const verdicts: Verdict[] = [];
    for (const record of parsed) {
      verdicts.push(record.kind === 'dead-letter' ? record : verdictOf(answers.next().value));
      await turns.give();
    }
    return verdicts;
  }
}

function verdictOf(answered: AnsweredCommand | undefined): Verdict {
  if (answered === undefined) throw new Error('a command of a page has no answer');
  const { commandId, answer } = answered;
  try {
    if (answer.kind === 'not-decided') throw answer.error;
    return { kind: 'outcome', commandId, value: kafkaOutcomeText(commandId, assignmentCommandAnswer(answer)) };
  } catch (error) {
    if (isTemporary(error)) throw error;
    return { kind: 'dead-letter', reason: 'command-failed', detail: String(error) };
  }
}
