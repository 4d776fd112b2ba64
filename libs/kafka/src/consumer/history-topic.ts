import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Lane } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { disconnect } from '../client/disconnect.js';
import { keepMembership } from './keep-membership.js';
import type { Kafka, KafkaAddress } from '../client/create-kafka.js';
import { createKafka } from '../client/create-kafka.js';
import { onePartitionAssigner } from './one-partition-assigner.js';
import { unreadableBatchOf } from '../fetch/decode-record-batches.js';
import { TopicNames } from '../topics/topic-names.js';
import { withAdmin } from '../client/with-admin.js';

const heartbeatMs = 1_000;
const fetchMsMax = 250;
const bytesPerFetch = 4 * 1024 * 1024;

export interface TopicEnd {
  readonly lane: Lane;
  /** Offset behind the last record: positions are not offsets. */
  readonly end: number;
}

/** The published history alone, for whoever checks it: `<prefix>.events` and `<prefix>.checkpoints`, committed records. */
export class HistoryTopic {
  private readonly kafka: Kafka;
  private readonly names: TopicNames;

  constructor(address: KafkaAddress, prefix: string, log: Log) {
    this.kafka = createKafka(address, log);
    this.names = new TopicNames(prefix);
  }

  lanes(): Promise<readonly TopicEnd[]> {
    return this.ends(this.names.events);
  }

  /** Up to where the partition ends now, a page a fetch. */
  events(lane: Lane): AsyncGenerator<readonly string[]> {
    return this.read(this.names.events, lane);
  }

  async checkpoints(lane: Lane): Promise<readonly string[]> {
    const all: string[] = [];
    for await (const page of this.read(this.names.checkpoints, lane)) all.push(...page);
    return all;
  }

  private ends(topic: string): Promise<readonly TopicEnd[]> {
    return withAdmin(this.kafka, async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return [];
      const partitions = await admin.fetchTopicOffsets(topic);
      return partitions
        .map(({ partition, high }) => ({ lane: partition as Lane, end: Number(high) }))
        .sort((a, b) => a.lane - b.lane);
    });
  }

  private async *read(topic: string, lane: Lane): AsyncGenerator<readonly string[]> {
    const end = (await this.ends(topic)).find((found) => found.lane === lane)?.end ?? 0;
    if (end === 0) return;
    const groupId = `${this.names.prefix}.history.${randomUUID()}`;
    const consumer = this.kafka.consumer({
      groupId,
      partitionAssigners: [onePartitionAssigner(topic, lane)],
      maxWaitTimeInMs: fetchMsMax,
      maxBytesPerPartition: bytesPerFetch,
      readUncommitted: false,
      allowAutoTopicCreation: false,
    });
    try {
      yield* pagesOf(consumer, topic, end);
    } finally {
      await disconnect(consumer);
      await withAdmin(this.kafka, (admin) => admin.deleteGroups([groupId])).catch(() => undefined);
    }
  }
}

/** A fetch is handed over, and the next one waits until it is taken. */
async function* pagesOf(consumer: Consumer, topic: string, end: number): AsyncGenerator<readonly string[]> {
  const changes = new EventEmitter();
  const state: State = { page: undefined, next: 0, crash: undefined, isOver: false };
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    state.crash = payload.error;
    changes.emit('change');
  });
  // kafkajs passes over a batch of aborted or control records without calling eachBatch; this it tells of every batch.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    state.next = Math.max(state.next, Number(payload.lastOffset) + 1);
    changes.emit('change');
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: (payload) =>
      keepMembership(
        () => payload.heartbeat(),
        heartbeatMs,
        () => handOver(payload),
      ),
  });
  try {
    for (;;) {
      await until(() => state.page !== undefined || state.next >= end || state.crash !== undefined);
      if (state.crash !== undefined) throw state.crash;
      if (state.page === undefined) return;
      yield state.page;
      state.page = undefined;
      changes.emit('change');
    }
  } finally {
    state.isOver = true;
    changes.emit('change');
  }

  async function handOver({ batch }: EachBatchPayload): Promise<void> {
    const messages = batch.messages.filter(({ offset }) => Number(offset) < end);
    if (messages.length === 0) return;
    try {
      state.page = messages.map(documentOf);
    } catch (error) {
      state.crash = error as Error;
    }
    changes.emit('change');
    await until(() => state.page === undefined || state.isOver);
  }
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(changes, 'change');
  }
}

/** Throws if the message stands for an unreadable batch: the history would be incomplete without it. */
function documentOf(message: KafkaMessage): string {
  const batch = unreadableBatchOf(message);
  if (batch === undefined) return String(message.value);
  throw new Error(`offsets ${batch.firstOffset} to ${message.offset} cannot be read: ${batch.detail}`);
}

interface State {
  page: readonly string[] | undefined;
  /** Offset behind what was read. */
  next: number;
  crash: Error | undefined;
  isOver: boolean;
}
