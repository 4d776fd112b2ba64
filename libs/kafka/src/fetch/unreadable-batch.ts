import type { KafkaMessage } from 'kafkajs';

/** A batch that cannot be decoded. One message represents it in place of its records. */
export interface UnreadableBatch {
  readonly reason: 'batch-too-large' | 'batch-unreadable';
  /** Text for operators. */
  readonly detail: string;
  /** Offset of the first record; the message has the offset of the last one. */
  readonly firstOffset: string;
  /** The batch with its header, as stored in the topic. */
  readonly bytes: Buffer;
}

/** By message object: kafkajs passes the decoder's objects to the consumer unchanged. */
const unreadable = new WeakMap<object, UnreadableBatch>();

/** Marks a message as the representative of an unreadable batch. */
export function markUnreadable(message: object, batch: UnreadableBatch): void {
  unreadable.set(message, batch);
}

/** The unreadable batch that the message represents; undefined for a record. */
export function unreadableBatchOf(message: Pick<KafkaMessage, 'offset'>): UnreadableBatch | undefined {
  return unreadable.get(message);
}
