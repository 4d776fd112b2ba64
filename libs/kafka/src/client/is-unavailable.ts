import { someCause } from './some-cause.js';

const unavailableNames: ReadonlySet<string> = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
]);

/** Whether the error means that no broker answers. */
export function isUnavailable(error: unknown): boolean {
  return someCause(error, ({ name }) => unavailableNames.has(String(name)));
}
