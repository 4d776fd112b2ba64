import { ByteWriter } from './byte-writer.js';
import { type ProducedRecord, RecordBatch } from './record-batch.js';

/** What kafkajs's producer passes to the encoder of its request. */
export interface ProduceRequest {
  /** How many replicas confirm a batch; -1: all that are in sync. */
  readonly acks: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Codec number; 0: none. */
  readonly compression: number;
  /** Absent outside a transaction. */
  readonly transactionalId?: string;
  /** Decimal, or -1 if the producer is not idempotent. */
  readonly producerId: string | number;
  readonly producerEpoch: number;
  readonly topicData: readonly TopicData[];
}

interface TopicData {
  readonly topic: string;
  readonly partitions: readonly PartitionData[];
}

interface PartitionData {
  readonly partition: number;
  readonly firstSequence: number;
  readonly messages: readonly ProducedRecord[];
}

/** A produce request of versions 3 to 7, which are the same, without compression and without the header that all requests have. */
export function encodeProduce(request: ProduceRequest): Buffer {
  const { acks, timeout, transactionalId = null } = request;
  const topics = request.topicData.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((data) => ({ ...data, batch: new RecordBatch(data.messages) })),
  }));
  const batches = topics.flatMap(({ partitions }) => partitions.map(({ batch }) => batch.length + 8));
  const names = [transactionalId ?? '', ...topics.map(({ topic }) => topic)].map((name) => Buffer.byteLength(name));
  const length = [...batches, ...names].reduce((sum, part) => sum + part, 12 + 6 * topics.length);
  const writer = new ByteWriter(Buffer.allocUnsafe(length));
  const origin = {
    producerId: BigInt(request.producerId),
    producerEpoch: request.producerEpoch,
    isTransactional: transactionalId !== null,
    time: Date.now(),
  };
  writer.text(transactionalId);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topics.length);
  for (const { topic, partitions } of topics) {
    writer.text(topic);
    writer.int32(partitions.length);
    for (const { partition, firstSequence, batch } of partitions) {
      writer.int32(partition);
      writer.int32(batch.length);
      batch.write(writer, { ...origin, firstSequence });
    }
  }
  return writer.bytes;
}
