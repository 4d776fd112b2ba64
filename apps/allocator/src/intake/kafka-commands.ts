import { CommandBatcher, OverloadedError } from '@allocator/application';
import { answerOf, kafkaOutcomeText, parseKafkaCommand } from '@allocator/contracts';
import type { ParsedRecord } from '@allocator/contracts';
import type { Outcome, SubjectId, WwsfId } from '@allocator/domain';
import type { CommandRecord, Verdict } from '@allocator/kafka';
import { EventLoopTurns } from '@allocator/runtime';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import { isPassing } from './is-passing.js';
import { SubmitCommand } from '../features/assignments/submit.js';

type KafkaCommand = Extract<ParsedRecord, { kind: 'command' }>['command'];

/** Commands over Kafka: they go into the same queue as those over HTTP and get the same answers. */
@Injectable()
export class KafkaCommands {
  constructor(
    private readonly commands: CommandBus,
    private readonly batcher: CommandBatcher,
  ) {}

  /** One verdict a record, in order. Throws transient errors (closed lane, database unavailable): the records are then handed over again. */
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
    const parsed = parseKafkaCommand(value, wwsfId, () => randomUUID() as SubjectId);
    if (parsed.kind === 'dead-letter') return parsed;
    const { commandId } = parsed.command;
    try {
      const outcome = await this.decided(parsed.command);
      return { kind: 'outcome', commandId, value: kafkaOutcomeText(commandId, answerOf(outcome)) };
    } catch (error) {
      if (isPassing(error)) throw error;
      return { kind: 'dead-letter', reason: 'command-failed', detail: String(error) };
    }
  }

  /** Waits while the queue is full. No more records are fetched meanwhile: this is how the Kafka intake pauses. */
  private async decided(command: KafkaCommand): Promise<Outcome> {
    for (;;) {
      try {
        return await this.commands.execute(new SubmitCommand(command, 'endless'));
      } catch (error) {
        if (!(error instanceof OverloadedError) || this.batcher.isStopping) throw error;
        await this.batcher.whenRoom(command);
      }
    }
  }
}
