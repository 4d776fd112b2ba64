import { describe, expect, it } from '@jest/globals';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { CommandBatcher } from '@allocator/application';
import type { WwsfId } from '@allocator/domain';
import { commandId, HeldExecutor, silentLog, smallLimits } from '@allocator/testing';
import type { CommandBus } from '@nestjs/cqrs';
import { SubmitCommandsHandler } from '../src/features/assignments/submit-command.handler.js';
import { KafkaCommands } from '../src/intake/kafka-commands.js';

describe('commands over Kafka', () => {
  it('wait for room in a full queue, in order, and each is decided once', async () => {
    const executor = new HeldExecutor();
    const batcher = new CommandBatcher(executor, 1, silentLog, smallLimits);
    await batcher.start();
    const bus: unknown = new SubmitCommandsHandler(batcher);
    const handler = new KafkaCommands(bus as CommandBus);
    const commandIds = Array.from({ length: 30 }, (_, n) => commandId(n));
    const records = commandIds.map((id) => {
      const subject = { kind: 'authenticated', ref: 'alice' };
      const command = { commandId: id, type: 'Assign', poolId: 'pool-a', subject };
      return { key: null, value: Buffer.from(JSON.stringify(command)) };
    });
    const answered = new AbortController();
    const verdicts = handler.handle('wwsf-a' as WwsfId, records).finally(() => {
      answered.abort();
    });
    const decideOn = (async () => {
      while (!answered.signal.aborted) {
        await turnOfTheLoop();
        void executor.next();
      }
    })();
    expect((await verdicts).map((verdict) => verdict.kind === 'outcome' && verdict.commandId)).toEqual(commandIds);
    expect(executor.batches.flat()).toEqual(commandIds.map((id) => id.slice(-2)));
    await decideOn;
    await batcher.stop();
  });
});
