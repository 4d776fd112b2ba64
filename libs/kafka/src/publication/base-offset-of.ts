import type { RecordMetadata } from 'kafkajs';

/** Offset of the first record that was written. Kafka reports it for every send that it has acknowledged. */
export function baseOffsetOf(sent: readonly RecordMetadata[]): number {
  const baseOffset = sent[0]?.baseOffset;
  if (baseOffset === undefined) throw new Error('Kafka has acknowledged records without their offset');
  return Number(baseOffset);
}
