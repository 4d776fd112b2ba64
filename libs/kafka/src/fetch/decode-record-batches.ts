import { EventLoopTurns } from '@allocator/runtime';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { ByteReader } from './byte-reader.js';
import { decompress, ExpandsTooFarError } from './decompress.js';

/** Decompressed bytes of a batch: equal to `max.message.bytes` of the command topics that the service creates. */
export const batchBytesMax = 16 * 1024 * 1024;
/** Records in a batch. Each takes some hundred bytes of memory, however small it is. */
export const batchRecordsMax = 100_000;
/** Decoded per partition and fetch, but at least one batch; further batches are left for the next fetch. */
const fetchBytesMax = 1024 * 1024;
const fetchRecordsMax = 10_000;
/** Headers of a record; further ones are dropped, as none is used. */
const headersMax = 1_000;
/** Records decoded between two checks of the clock. */
const recordsPerLook = 500;

/** Bytes before the records of a batch, from its first offset on (Kafka protocol, record batch, magic 2). */
const headerBytes = 61;
const currentMagic = 2;
/** First offset, length, four other bytes, and the magic: equal in every format version. */
const prefixBytes = 17;

/** A batch that cannot be read. One message represents it in place of its records. */
export interface UnreadableBatch {
  readonly reason: 'batch-too-large' | 'batch-unreadable';
  /** Text for people. */
  readonly detail: string;
  /** Offset of the first record; the message has the offset of the last one. */
  readonly firstOffset: string;
  /** The batch with its header, as stored in the topic. */
  readonly bytes: Buffer;
}

/** By message object: kafkajs hands the same objects to the consumer. */
const unreadable = new WeakMap<object, UnreadableBatch>();

/** The unreadable batch that the message represents; undefined for a record. */
export function unreadableBatchOf(message: KafkaMessage): UnreadableBatch | undefined {
  return unreadable.get(message);
}

/** A record as kafkajs's consumer expects it; by the context it filters aborted and control records. */
export interface FetchedRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly attributes: number;
  readonly offset: string;
  readonly headers: IHeaders;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
}

interface BatchHeader extends BatchContext {
  readonly magic: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly codec: number;
  /** Milliseconds since 1970; undefined if each record has its own timestamp. */
  readonly appendedAt: number | undefined;
  readonly firstTimestamp: number;
  readonly count: number;
}

/**
 * Decodes the records of one partition in a fetch, up to `fetchBytesMax` and `fetchRecordsMax`. An incomplete batch at the end is
 * skipped; the next fetch returns it whole. An unreadable batch becomes one message: see `unreadableBatchOf`.
 */
export async function decodeRecordBatches(bytes: Buffer): Promise<FetchedRecord[]> {
  const records: FetchedRecord[] = [];
  const turns = new EventLoopTurns();
  let decodedBytes = 0;
  for (let at = 0; at + prefixBytes <= bytes.length;) {
    const end = at + 12 + bytes.readInt32BE(at + 8);
    if (end > bytes.length || end < at + prefixBytes) break;
    decodedBytes += await decodeBatch(bytes.subarray(at, end), records, turns);
    at = end;
    if (decodedBytes >= fetchBytesMax || records.length >= fetchRecordsMax) break;
  }
  return records;
}

/** Appends the batch's records; returns their decompressed bytes. */
async function decodeBatch(batch: Buffer, records: FetchedRecord[], turns: EventLoopTurns): Promise<number> {
  const { length } = records;
  const header = readHeader(batch);
  try {
    if (header.magic !== currentMagic) throw new Error('its format is that of Kafka before 0.11');
    if (header.count > batchRecordsMax) {
      return putUnreadable(records, batch, header, {
        reason: 'batch-too-large',
        detail: `the batch has ${String(header.count)} records; the maximum is ${String(batchRecordsMax)}`,
      });
    }
    const data = await decompress(header.codec, batch.subarray(headerBytes), batchBytesMax);
    if (data.length > batchBytesMax) throw new ExpandsTooFarError(batchBytesMax);
    await decodeRecords(new ByteReader(data), header, records, turns);
    return data.length;
  } catch (error) {
    records.length = length;
    return putUnreadable(records, batch, header, {
      reason: error instanceof ExpandsTooFarError ? 'batch-too-large' : 'batch-unreadable',
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

function readHeader(batch: Buffer): BatchHeader {
  const reader = new ByteReader(batch);
  const firstOffset = Number(reader.int64());
  // Length and leader epoch.
  reader.take(8);
  const magic = reader.int8();
  if (magic !== currentMagic || batch.length < headerBytes) return oldHeader(firstOffset);
  // Checksum.
  reader.take(4);
  const attributes = reader.int16();
  const lastOffset = firstOffset + reader.int32();
  const firstTimestamp = Number(reader.int64());
  const maxTimestamp = Number(reader.int64());
  const producerId = String(reader.int64());
  // Producer epoch and first sequence number.
  reader.take(6);
  return {
    magic,
    firstOffset,
    lastOffset,
    codec: attributes & 0x07,
    appendedAt: (attributes & 0x08) === 0 ? undefined : maxTimestamp,
    firstTimestamp,
    producerId,
    inTransaction: (attributes & 0x10) !== 0,
    isControlBatch: (attributes & 0x20) !== 0,
    count: reader.int32(),
  };
}

/** Header of a message in an older format: its offset is that of the last record in it. */
function oldHeader(offset: number): BatchHeader {
  return {
    magic: 1,
    firstOffset: offset,
    lastOffset: offset,
    codec: 0,
    appendedAt: undefined,
    firstTimestamp: 0,
    count: 0,
    producerId: '-1',
    inTransaction: false,
    isControlBatch: false,
  };
}

async function decodeRecords(
  reader: ByteReader,
  header: BatchHeader,
  records: FetchedRecord[],
  turns: EventLoopTurns,
): Promise<void> {
  for (let index = 0; index < header.count; index++) {
    records.push(decodeRecord(new ByteReader(reader.take(reader.varint())), header));
    if (index % recordsPerLook === 0) await turns.give();
  }
}

/** Kafka protocol, record: attributes, timestamp, offset, key, value, headers. */
function decodeRecord(reader: ByteReader, header: BatchHeader): FetchedRecord {
  const attributes = reader.int8();
  const timestamp = header.firstTimestamp + reader.varint();
  const offset = header.firstOffset + reader.varint();
  return {
    attributes,
    timestamp: String(header.appendedAt ?? timestamp),
    offset: String(offset),
    key: reader.varintBytes(),
    value: reader.varintBytes(),
    headers: decodeHeaders(reader),
    isControlRecord: header.isControlBatch,
    batchContext: header,
  };
}

function decodeHeaders(reader: ByteReader): IHeaders {
  const headers = new Map<string, Buffer | Buffer[] | undefined>();
  const count = Math.min(reader.varint(), headersMax);
  for (let index = 0; index < count; index++) {
    const name = String(reader.varintBytes() ?? '');
    const value = reader.varintBytes() ?? undefined;
    const before = headers.get(name);
    // A repeated name has a list of values, as in kafkajs.
    if (before === undefined || value === undefined) headers.set(name, before ?? value);
    else headers.set(name, [...(Array.isArray(before) ? before : [before]), value]);
  }
  return Object.fromEntries(headers);
}

function putUnreadable(
  records: FetchedRecord[],
  batch: Buffer,
  header: BatchHeader,
  why: Pick<UnreadableBatch, 'reason' | 'detail'>,
): number {
  const message = {
    key: null,
    value: null,
    timestamp: String(header.firstTimestamp),
    attributes: 0,
    offset: String(header.lastOffset),
    headers: {},
    isControlRecord: header.isControlBatch,
    batchContext: header,
  };
  unreadable.set(message, { ...why, firstOffset: String(header.firstOffset), bytes: batch });
  records.push(message);
  return batch.length;
}
