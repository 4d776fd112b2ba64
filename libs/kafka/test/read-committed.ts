import { randomUUID } from 'node:crypto';
import type { IHeaders } from 'kafkajs';
import { TestSignal } from '@allocator/runtime';
import { plainKafka } from './describe-on-kafka.js';

export interface ReadRecord {
  readonly key: string | undefined;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The committed records of one partition up to its present end, read with a client of its own instead of the service's. */
export async function readCommitted(topic: string, partition: number): Promise<readonly ReadRecord[]> {
  const kafka = plainKafka();
  const admin = kafka.admin();
  await admin.connect();
  const bounds = (await admin.fetchTopicOffsets(topic)).find((found) => found.partition === partition);
  const end = Number(bounds?.high ?? 0);
  const groupId = `reader-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const batches = new TestSignal<number>();
  const records: ReadRecord[] = [];
  if (end > 0) {
    const finished = batches.waitFor((lastOffset) => lastOffset >= end - 1, 20_000);
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      if (payload.partition === partition) batches.emit(Number(payload.lastOffset));
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch }) => {
        if (batch.partition !== partition) return;
        for (const { key, value, headers } of batch.messages) {
          records.push({ key: key?.toString(), value: value?.toString() ?? '', headers: textsOf(headers) });
        }
      },
    });
    await finished;
    await consumer.disconnect();
    await admin.deleteGroups([groupId]);
  }
  await admin.disconnect();
  return records;
}

function textsOf(headers: IHeaders = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
