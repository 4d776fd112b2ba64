import { someCause } from '../client/some-cause.js';

/** Kafka's answers to a producer whose transactional id another producer has taken, or whose transaction Kafka has ended. */
const fencedTypes: ReadonlySet<string> = new Set([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'UNKNOWN_PRODUCER_ID',
]);
/** PRODUCER_FENCED, which kafkajs 2.2.4 knows by its number only. */
const producerFencedCode = 90;

/** Whether the error, or one of its causes, means that this producer is no longer the publisher. */
export function isFenced(error: unknown): boolean {
  return someCause(error, ({ type, code }) => fencedTypes.has(String(type)) || code === producerFencedCode);
}
