// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsFetchV11 from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import { ByteReader } from './byte-reader.js';
import { decodeRecordBatches } from './decode-record-batches.js';
import type { FetchedRecord } from './decode-records.js';

/** The shape that kafkajs's own decoder returns. */
interface FetchResponse {
  /** Always 0: the broker does not delay its answer but asks the client to (`clientSideThrottleTime`). */
  readonly throttleTime: 0;
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly FetchedTopic[];
}

interface FetchedTopic {
  readonly topicName: string;
  readonly partitions: readonly FetchedPartition[];
}

interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
  readonly preferredReadReplica: number;
  readonly messages: readonly FetchedRecord[];
}

/**
 * Replaces kafkajs's decoder of fetch responses by our own. That of kafkajs reads one codec of four, has no limits, always fails on a
 * batch of 130,000 records, and takes time quadratic in the number of headers of a record. kafkajs uses version 11 of the response
 * with Kafka 2.3 and later. Safe to call more than once.
 * @throws Error if the installed kafkajs has no such decoder
 */
export function replaceFetchDecoder(): void {
  const response = kafkajsFetchV11 as { decode: (bytes: Buffer) => Promise<unknown> };
  if (typeof response.decode !== 'function')
    throw new Error('this version of kafkajs has no fetch response decoder to replace');
  response.decode = decodeFetch;
}

async function decodeFetch(bytes: Buffer): Promise<FetchResponse> {
  const reader = new ByteReader(bytes);
  return {
    throttleTime: 0,
    clientSideThrottleTime: reader.int32(),
    errorCode: reader.int16(),
    sessionId: reader.int32(),
    responses: await listOf(reader, decodeTopic),
  };
}

async function decodeTopic(reader: ByteReader): Promise<FetchedTopic> {
  return { topicName: reader.text(), partitions: await listOf(reader, decodePartition) };
}

async function decodePartition(reader: ByteReader): Promise<FetchedPartition> {
  return {
    partition: reader.int32(),
    errorCode: reader.int16(),
    highWatermark: String(reader.int64()),
    lastStableOffset: String(reader.int64()),
    lastStartOffset: String(reader.int64()),
    abortedTransactions: await listOf(reader, (from) => ({
      producerId: String(from.int64()),
      firstOffset: String(from.int64()),
    })),
    preferredReadReplica: reader.int32(),
    messages: await decodeRecordBatches(reader.take(Math.max(0, reader.int32()))),
  };
}

async function listOf<T>(reader: ByteReader, decode: (reader: ByteReader) => T | Promise<T>): Promise<T[]> {
  const items: T[] = [];
  for (let count = reader.int32(); count > 0; count--) items.push(await decode(reader));
  return items;
}
