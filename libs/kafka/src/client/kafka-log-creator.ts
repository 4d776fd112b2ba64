import { logLevel, type LogEntry, type logCreator } from 'kafkajs';
import type { Log } from '@allocator/runtime';

/** At INFO kafkajs logs the start and stop of every consumer, which operators do not need. */
export const kafkaLogLevel = logLevel.WARN;

/**
 * Messages that kafkajs logs as errors or warnings although it retries by itself, or throws the same error to its caller. The caller
 * knows whether the error matters, and logs it once.
 */
const reportedElsewhere: readonly RegExp[] = [
  // An answer that is an error: CONCURRENT_TRANSACTIONS after each commit, GROUP_LOAD_IN_PROGRESS, PRODUCER_FENCED...
  /^Response \w+\(/,
  // An unavailable broker. The role that needs it logs one line when it fails and one when it works again.
  /^Connection (error|timeout)/,
  /^Failed to (connect|send messages)/,
  /^Closed connection$/,
  // Rejected credentials: thrown with the same text, and logged as `kafka-refused` or by the role that connects.
  /^SASL /,
  /^KafkaJS(ConnectionError|ConnectionClosedError|NumberOfRetriesExceeded|RequestTimeoutError)/,
  // Errors that the producer also throws.
  /producer|transaction|epoch|concurrent/i,
  // SupervisedConsumer replaces a consumer that crashes; one whose group changes joins again.
  /^Crash: /,
  /^Restarting the consumer/,
  /^Error when calling eachBatch$/,
  /^The group is rebalancing/,
  /^The coordinator is not aware of this member/,
  /resync group$/,
  /^Consumer is not aware of all assigned partitions/,
  /^Consumer group received unsubscribed topics$/,
  // Two processes create the same topics or delete the same group.
  /^Could not (create topics|delete groups)$/,
];

/** Namespaces of kafkajs that also throw every error to the caller. */
const throwingNamespaces: ReadonlySet<string> = new Set(['Connection', 'BrokerPool', 'Producer', 'Admin']);

/** Writes the log of kafkajs to ours, with the code `kafka-client`. */
export function kafkaLogCreator(log: Log): logCreator {
  return () => (entry) => {
    const message = textOf(entry.log.message);
    const fields = { code: 'kafka-client', namespace: entry.namespace, ...detailsOf(entry) };
    if (isReportedElsewhere(entry.namespace, message)) log.debug(fields, message);
    else if (entry.level === logLevel.ERROR) log.error(fields, message);
    else if (entry.level === logLevel.WARN) log.warn(fields, message);
    else log.debug(fields, message);
  };
}

function isReportedElsewhere(namespace: string, message: string): boolean {
  return throwingNamespaces.has(namespace) || reportedElsewhere.some((pattern) => pattern.test(message));
}

/** kafkajs sometimes logs an error object in place of the message, contrary to its types. */
function textOf(message: unknown): string {
  return String(message);
}

function detailsOf({ log }: LogEntry): Record<string, unknown> {
  const { timestamp: _timestamp, logger: _logger, message: _message, ...details } = log;
  return details;
}
