import type { EventLoopTurns } from '@allocator/runtime';
import type { IHeaders } from 'kafkajs';
import type { BatchContext, BatchHeader } from './batch-header.js';
import { ByteReader } from './byte-reader.js';

/** Headers of a record; further ones are dropped, because the service uses none. */
const headersMax = 1_000;
/** Records that are decoded between two checks of the clock. */
const recordsPerCheck = 500;

/** A record as kafkajs's consumer expects it. */
export interface FetchedRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Milliseconds since 1970. */
  readonly timestamp: string;
  readonly attributes: number;
  readonly offset: string;
  readonly headers: IHeaders;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

/**
 * Decodes the decompressed records of a batch and appends them to `records`. Lets other work run in between.
 * Throws `RangeError` if the data ends before the last record.
 */
export async function decodeRecords(
  data: Buffer,
  header: BatchHeader,
  records: FetchedRecord[],
  turns: EventLoopTurns,
): Promise<void> {
  const reader = new ByteReader(data);
  for (let index = 0; index < header.count; index++) {
    records.push(decodeRecord(new ByteReader(reader.take(reader.varint())), header));
    if (index % recordsPerCheck === 0) await turns.give();
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
