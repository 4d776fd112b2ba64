import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { BatchExecutor } from '@allocator/application';
import { CommandBatcher } from '@allocator/application';
import type { BatchItem, Lane, Outcome, WwsfId } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import type { CommandBus } from '@nestjs/cqrs';
import type { SubmitCommand } from '../src/roles/api/commands/submit.js';
import { KafkaCommands } from '../src/roles/api/kafka-commands.js';

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const limits = {
  ...{ batchSizeMax: 4, sharedBatchSizeMax: 2, queueSizeMax: 8, queueShareMax: 8 },
  ...{ queueMsMax: 60_000, lanesAtWorkMax: 3, turnMsMax: 20 },
};
const refused: Outcome = { kind: 'refused', refusal: { code: 'pool-not-found' } };

/** Decides a batch when it is told to. */
class HeldExecutor {
  readonly decided: string[] = [];
  private release: (() => void)[] = [];

  async executeBatch(_: Lane, items: readonly BatchItem[]): Promise<readonly Outcome[]> {
    await new Promise<void>((resolve) => this.release.push(resolve));
    this.decided.push(...items.map(({ command }) => ('commandId' in command ? command.commandId : '')));
    return items.map(() => refused);
  }

  decideNext(): void {
    this.release.shift()?.();
  }
}

describe('commands over Kafka', () => {
  it('wait for room in a full queue, in their order, and each is decided once', async () => {
    const executor = new HeldExecutor();
    const batcher = new CommandBatcher(executor as unknown as BatchExecutor, 1, silent, limits);
    await batcher.start();
    const bus = { execute: ({ command, patience }: SubmitCommand) => batcher.submit(command, patience) };
    const handler = new KafkaCommands(bus as unknown as CommandBus, batcher);
    const commandIds = Array.from({ length: 30 }, () => randomUUID());
    const records = commandIds.map((commandId) => ({
      key: null,
      value: Buffer.from(
        JSON.stringify({
          commandId,
          type: 'Assign',
          poolId: 'pool-a',
          subject: { kind: 'authenticated', ref: 'alice' },
        }),
      ),
    }));
    const answered = new AbortController();
    const verdicts = handler.handle('wwsf-a' as WwsfId, records).finally(() => {
      answered.abort();
    });
    const decideOn = (async () => {
      while (!answered.signal.aborted) {
        await turnOfTheLoop();
        executor.decideNext();
      }
    })();
    expect((await verdicts).map((verdict) => verdict.kind === 'outcome' && verdict.commandId)).toEqual(commandIds);
    expect(executor.decided).toEqual(commandIds);
    await decideOn;
    await batcher.stop();
  });
});
