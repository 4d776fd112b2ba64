import { CommandBatcher, OverloadedError } from '@allocator/application';
import { answerOf, kafkaOutcomeText, parseKafkaCommand } from '@allocator/contracts';
import type { ParsedRecord } from '@allocator/contracts';
import type { Outcome, SubjectId, WwsfId } from '@allocator/domain';
import type { CommandRecord, Verdict } from '@allocator/kafka';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isPassing } from './passing-errors.js';
import { SubmitCommand } from './commands/submit.js';

/** How long records of one WWSF are read before everybody else has a turn of the event loop. */
const turnMsMax = 5;

type KafkaCommand = Extract<ParsedRecord, { kind: 'command' }>['command'];

/** Commands that came over Kafka: into the same queue as those over HTTP, and answered as they are. */
@Injectable()
export class KafkaCommands {
  constructor(
    private readonly commands: CommandBus,
    private readonly batcher: CommandBatcher,
  ) {}

  /** One verdict a record, in order. Throws what passes by itself (a closed lane, a database that is away): the records come again. */
  async handle(wwsfId: WwsfId, records: readonly CommandRecord[]): Promise<readonly Verdict[]> {
    const verdicts: Promise<Verdict>[] = [];
    let turnEnds = performance.now() + turnMsMax;
    for (const record of records) {
      const verdict = this.verdict(wwsfId, record);
      // Awaited below, with those of the records behind it.
      verdict.catch(() => undefined);
      verdicts.push(verdict);
      if (performance.now() < turnEnds) continue;
      await nextTurn();
      turnEnds = performance.now() + turnMsMax;
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

  /** A full queue is waited for: meanwhile nothing more is fetched, which is how Kafka intake pauses. */
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
