import type { IHeaders } from 'kafkajs';
import { batchHeaderBytes, currentMagic } from '../fetch/batch-header.js';
import { type ByteWriter, fieldLength, lengthOf, varintLength } from './byte-writer.js';
import { crc32c } from './crc32c.js';
import { encodeHeaders } from './encode-headers.js';

/** A record as kafkajs's producer passes it on. It has the time of its batch: this service sets no times of its own. */
export interface ProducedRecord {
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: IHeaders;
}

/** Kafka refuses the batch of a fenced producer, and writes a batch that is sent again once. */
export interface BatchOrigin {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly isTransactional: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** First offset and length: the length counts the bytes after these. */
const lengthPrefixBytes = 12;
/** The checksum counts the bytes after it, beginning with the attributes. */
const attributesAt = 21;
const transactionalAttribute = 0x10;
const noHeaders: IHeaders = {};

interface MeasuredRecord {
  readonly key: string | Buffer | null;
  readonly keyLength: number;
  readonly value: string | Buffer | null;
  readonly valueLength: number;
  readonly headers: Buffer;
  /** Bytes after the record's own length. */
  readonly length: number;
}

/** The records of one partition in a request (Kafka protocol, record batch, magic 2), not compressed. */
export class RecordBatch {
  /** Bytes of the batch. */
  readonly length: number;
  private readonly records: readonly MeasuredRecord[];

  constructor(records: readonly ProducedRecord[]) {
    const encode = headersEncoder();
    let length = batchHeaderBytes;
    this.records = records.map(({ key = null, value, headers = noHeaders }, offset) => {
      const record = measure(key, value, encode(headers), offset);
      length += varintLength(record.length) + record.length;
      return record;
    });
    this.length = length;
  }

  write(writer: ByteWriter, origin: BatchOrigin): void {
    const from = writer.at;
    writer.int64(0n);
    writer.int32(this.length - lengthPrefixBytes);
    // The leader's epoch, which the broker writes.
    writer.int32(0);
    writer.int8(currentMagic);
    const checksumAt = writer.at;
    writer.uint32(0);
    this.writeAttributes(writer, origin);
    for (const [offset, record] of this.records.entries()) writeRecord(writer, record, offset);
    writer.bytes.writeUInt32BE(crc32c(writer.bytes.subarray(from + attributesAt, writer.at)), checksumAt);
  }

  private writeAttributes(writer: ByteWriter, origin: BatchOrigin): void {
    const { length: count } = this.records;
    writer.int16(origin.isTransactional ? transactionalAttribute : 0);
    writer.int32(count - 1);
    writer.int64(BigInt(origin.time));
    writer.int64(BigInt(origin.time));
    writer.int64(origin.producerId);
    writer.int16(origin.producerEpoch);
    writer.int32(origin.firstSequence);
    writer.int32(count);
  }
}

function measure(
  key: string | Buffer | null,
  value: string | Buffer | null,
  headers: Buffer,
  offset: number,
): MeasuredRecord {
  const keyLength = lengthOf(key);
  const valueLength = lengthOf(value);
  // Attributes and time take a byte each.
  const length = 2 + varintLength(offset) + fieldLength(keyLength) + fieldLength(valueLength) + headers.length;
  return { key, keyLength, value, valueLength, headers, length };
}

function writeRecord(writer: ByteWriter, record: MeasuredRecord, offset: number): void {
  writer.varint(record.length);
  writer.int8(0);
  // The difference to the time of the batch.
  writer.int8(0);
  writer.varint(offset);
  writer.varintBytes(record.key, record.keyLength);
  writer.varintBytes(record.value, record.valueLength);
  writer.raw(record.headers);
}

/** Encodes headers once where consecutive records have the same object. */
function headersEncoder(): (headers: IHeaders) => Buffer {
  let last: IHeaders | undefined;
  let encoded: Buffer = Buffer.alloc(0);
  return (headers) => {
    if (headers !== last) encoded = encodeHeaders(headers);
    last = headers;
    return encoded;
  };
}
