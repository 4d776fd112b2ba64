import { ByteReader } from './byte-reader.js';

/** Bytes before the records of a batch, counted from its first offset (Kafka protocol, record batch, magic 2). */
export const batchHeaderBytes = 61;
/** The format version since Kafka 0.11. */
export const currentMagic = 2;
/** The protocol's value for a batch without a producer id. */
const noProducerId = '-1';

/** What kafkajs needs to filter aborted and control records. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
}

/** Header of a record batch. */
export interface BatchHeader extends BatchContext {
  /** False for a message in the format before Kafka 0.11, of which only the offset is read. */
  readonly isCurrentFormat: boolean;
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Codec number: bits 0 to 2 of the attributes. */
  readonly codec: number;
  /** Milliseconds since 1970; undefined if each record has its own timestamp. */
  readonly appendedAt: number | undefined;
  /** Milliseconds since 1970. */
  readonly firstTimestamp: number;
  /** Number of records. */
  readonly count: number;
}

/** Reads the header of a batch that begins with its first offset. Throws `RangeError` if the bytes end too early. */
export function readBatchHeader(batch: Buffer): BatchHeader {
  const reader = new ByteReader(batch);
  const firstOffset = Number(reader.int64());
  // Length and leader epoch.
  reader.take(8);
  const magic = reader.int8();
  if (magic !== currentMagic || batch.length < batchHeaderBytes) return formerHeader(firstOffset);
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
    isCurrentFormat: true,
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

/** Header for a message in a former format: its offset is that of the last record in it. */
function formerHeader(offset: number): BatchHeader {
  return {
    isCurrentFormat: false,
    firstOffset: offset,
    lastOffset: offset,
    codec: 0,
    appendedAt: undefined,
    firstTimestamp: 0,
    count: 0,
    producerId: noProducerId,
    inTransaction: false,
    isControlBatch: false,
  };
}
