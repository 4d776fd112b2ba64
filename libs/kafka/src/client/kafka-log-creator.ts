import { logLevel, type LogEntry, type logCreator } from 'kafkajs';
import type { Log } from '@allocator/runtime';

/** kafkajs tells the start and the stop of every consumer at INFO: not worth a line of the service's log. */
export const kafkaLogLevel = logLevel.WARN;

/**
 * What kafkajs logs as an error or a warning although it either tries again by itself or throws the same to its caller,
 * which knows whether it matters and says so once.
 */
const toldElsewhere: readonly RegExp[] = [
  // An answer that is an error: CONCURRENT_TRANSACTIONS after each commit, GROUP_LOAD_IN_PROGRESS, a fence...
  /^Response \w+\(/,
  // A broker that is away. The role that needs it logs one line when it fails and one when it works again.
  /^Connection (error|timeout)/,
  /^Failed to (connect|send messages)/,
  /^Closed connection$/,
  // Credentials that a broker refuses: thrown with the same words, and told as `kafka-refused` or by the role that tries.
  /^SASL /,
  /^KafkaJS(ConnectionError|ConnectionClosedError|NumberOfRetriesExceeded|RequestTimeoutError)/,
  // The producer's own words for an error that it throws.
  /producer|transaction|epoch|concurrent/i,
  // A consumer that crashes is made anew by SupervisedConsumer; one whose group changes joins again.
  /^Crash: /,
  /^Restarting the consumer/,
  /^Error when calling eachBatch$/,
  /^The group is rebalancing/,
  /^The coordinator is not aware of this member/,
  /resync group$/,
  /^Consumer is not aware of all assigned partitions/,
  /^Consumer group received unsubscribed topics$/,
  // Two processes create the same topics, or delete the same group.
  /^Could not (create topics|delete groups)$/,
];

/** Namespaces whose every error is thrown to the caller as well. */
const throwingNamespaces: ReadonlySet<string> = new Set(['Connection', 'BrokerPool', 'Producer', 'Admin']);

/** Writes kafkajs's log into ours, all under the code `kafka-client`. */
export function kafkaLogCreator(log: Log): logCreator {
  return () => (entry) => {
    const message = textOf(entry.log.message);
    const fields = { code: 'kafka-client', namespace: entry.namespace, ...detailsOf(entry) };
    if (isToldElsewhere(entry.namespace, message)) log.debug(fields, message);
    else if (entry.level === logLevel.ERROR) log.error(fields, message);
    else if (entry.level === logLevel.WARN) log.warn(fields, message);
    else log.debug(fields, message);
  };
}

function isToldElsewhere(namespace: string, message: string): boolean {
  return throwingNamespaces.has(namespace) || toldElsewhere.some((pattern) => pattern.test(message));
}

/** kafkajs puts an error object in the message's place now and then, against its own types. */
function textOf(message: unknown): string {
  return String(message);
}

function detailsOf({ log }: LogEntry): Record<string, unknown> {
  const { timestamp: _timestamp, logger: _logger, message: _message, ...details } = log;
  return details;
}
