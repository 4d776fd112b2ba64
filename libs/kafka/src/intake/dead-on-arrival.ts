import type { KafkaMessage } from 'kafkajs';
import { unreadableBatchOf } from '../fetch/unreadable-batch.js';
import type { AnsweredRecord } from './intake-answers.js';

/** Bytes of a command's key and value. A command needs a few hundred. */
const commandBytesMax = 64 * 1024;

/** The dead letter for an unreadable batch or for a record that is too large to be a command; undefined for all others. */
export function deadOnArrival(record: KafkaMessage): AnsweredRecord | undefined {
  const batch = unreadableBatchOf(record);
  if (batch !== undefined) {
    const { reason, detail, firstOffset: offset, bytes: value } = batch;
    return {
      record: { ...record, offset, value },
      verdict: { kind: 'dead-letter', reason, detail, lastOffset: record.offset },
    };
  }
  const bytes = (record.key?.length ?? 0) + (record.value?.length ?? 0);
  if (bytes <= commandBytesMax) return undefined;
  const detail = `key and value have ${String(bytes)} bytes; the maximum for a command is ${String(commandBytesMax)}`;
  return { record, verdict: { kind: 'dead-letter', reason: 'record-too-large', detail } };
}
