import { EventEmitter, once } from 'node:events';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { unreadableBatchOf } from '../fetch/unreadable-batch.js';
import { keepMembership } from './keep-membership.js';

const heartbeatMs = 1_000;

interface Reading {
  /** The fetched page that is not taken yet. */
  page: readonly string[] | undefined;
  /** Offset after the last batch that was read. */
  next: number;
  error: Error | undefined;
  isClosed: boolean;
}

/**
 * Reads the values of one partition from its beginning to the offset `end`, one page per fetch. The next fetch waits until the page is
 * taken. Starts the consumer and does not disconnect it.
 * @throws Error for an unreadable batch, because the history would be incomplete without it, and for a crash of the consumer
 */
export async function* readPages(consumer: Consumer, topic: string, end: number): AsyncGenerator<readonly string[]> {
  const changes = new EventEmitter();
  const reading: Reading = { page: undefined, next: 0, error: undefined, isClosed: false };
  const changed = (): void => void changes.emit('change');
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await once(changes, 'change');
  };
  const offer = async ({ batch }: EachBatchPayload): Promise<void> => {
    const messages = batch.messages.filter(({ offset }) => Number(offset) < end);
    if (messages.length === 0) return;
    try {
      reading.page = messages.map(valueOf);
    } catch (error) {
      reading.error = error instanceof Error ? error : new Error(String(error));
    }
    changed();
    await until(() => reading.page === undefined || reading.isClosed);
  };
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    reading.error = payload.error;
    changed();
  });
  // kafkajs does not call eachBatch for a batch of aborted or control records, but emits this event for every batch.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    reading.next = Math.max(reading.next, Number(payload.lastOffset) + 1);
    changed();
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: (payload) =>
      keepMembership(
        () => payload.heartbeat(),
        heartbeatMs,
        () => offer(payload),
      ),
  });
  try {
    for (;;) {
      await until(() => reading.page !== undefined || reading.next >= end || reading.error !== undefined);
      if (reading.error !== undefined) throw reading.error;
      if (reading.page === undefined) return;
      yield reading.page;
      reading.page = undefined;
      changed();
    }
  } finally {
    reading.isClosed = true;
    changed();
  }
}

function valueOf(message: KafkaMessage): string {
  const batch = unreadableBatchOf(message);
  if (batch === undefined) return String(message.value);
  throw new Error(`offsets ${batch.firstOffset} to ${message.offset} are unreadable: ${batch.detail}`);
}
