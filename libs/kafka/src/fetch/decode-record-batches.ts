import { EventLoopTurns } from '@allocator/runtime';
import { batchHeaderBytes, readBatchHeader, type BatchHeader } from './batch-header.js';
import { decodeRecords, type FetchedRecord } from './decode-records.js';
import { decompress, DecompressedSizeError } from './decompress.js';
import { markUnreadable, type UnreadableBatch } from './unreadable-batch.js';

/** Decompressed bytes of a batch: equal to `max.message.bytes` of the command topics that the service creates. */
export const batchBytesMax = 16 * 1024 * 1024;
/** Records in a batch. Each takes some hundred bytes of memory, however small it is. */
export const batchRecordsMax = 100_000;
/** Limits per partition and fetch, but at least one batch is decoded; further batches are left for the next fetch. */
const fetchBytesMax = 1024 * 1024;
const fetchRecordsMax = 10_000;

/** First offset and length: the length counts the bytes after these. */
const lengthPrefixBytes = 12;
/** First offset, length, four other bytes, and the magic: the same in every format version. */
const prefixBytes = 17;

/**
 * Decodes the records of one partition in a fetch, up to `fetchBytesMax` and `fetchRecordsMax`. An incomplete batch at the end is
 * skipped; the next fetch returns it whole. An unreadable batch becomes one message: see `unreadableBatchOf`.
 */
export async function decodeRecordBatches(bytes: Buffer): Promise<FetchedRecord[]> {
  const records: FetchedRecord[] = [];
  const turns = new EventLoopTurns();
  let decodedBytes = 0;
  for (let at = 0; at + prefixBytes <= bytes.length;) {
    const end = at + lengthPrefixBytes + bytes.readInt32BE(at + 8);
    if (end > bytes.length || end < at + prefixBytes) break;
    decodedBytes += await decodeBatch(bytes.subarray(at, end), records, turns);
    at = end;
    if (decodedBytes >= fetchBytesMax || records.length >= fetchRecordsMax) break;
  }
  return records;
}

/** Appends the records of the batch, or one message for an unreadable batch. Returns their bytes. */
async function decodeBatch(batch: Buffer, records: FetchedRecord[], turns: EventLoopTurns): Promise<number> {
  const { length } = records;
  const header = readBatchHeader(batch);
  try {
    if (!header.isCurrentFormat) throw new Error('the batch has the format of Kafka before 0.11');
    if (header.count > batchRecordsMax) {
      records.push(
        unreadableMessage(batch, header, {
          reason: 'batch-too-large',
          detail: `the batch has ${String(header.count)} records; the maximum is ${String(batchRecordsMax)}`,
        }),
      );
      return batch.length;
    }
    const data = await decompress(header.codec, batch.subarray(batchHeaderBytes), batchBytesMax);
    if (data.length > batchBytesMax) throw new DecompressedSizeError(batchBytesMax);
    await decodeRecords(data, header, records, turns);
    return data.length;
  } catch (error) {
    records.length = length;
    records.push(
      unreadableMessage(batch, header, {
        reason: error instanceof DecompressedSizeError ? 'batch-too-large' : 'batch-unreadable',
        detail: error instanceof Error ? error.message : String(error),
      }),
    );
    return batch.length;
  }
}

function unreadableMessage(
  batch: Buffer,
  header: BatchHeader,
  fault: Pick<UnreadableBatch, 'reason' | 'detail'>,
): FetchedRecord {
  const message: FetchedRecord = {
    key: null,
    value: null,
    timestamp: String(header.firstTimestamp),
    attributes: 0,
    offset: String(header.lastOffset),
    headers: {},
    isControlRecord: header.isControlBatch,
    batchContext: header,
  };
  markUnreadable(message, { ...fault, firstOffset: String(header.firstOffset), bytes: batch });
  return message;
}
