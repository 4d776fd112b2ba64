/** What Kafka says to a producer whose transactional id another one has taken, or whose transaction it has ended for it. */
const fencingTypes: ReadonlySet<string> = new Set([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'UNKNOWN_PRODUCER_ID',
]);
const movingTypes: ReadonlySet<string> = new Set([
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
]);
/** PRODUCER_FENCED, which kafkajs 2.2.4 knows by its number only. */
const producerFencedCode = 90;

const awayNames: ReadonlySet<string> = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
]);

/** Node's codes of a certificate that it does not believe (OpenSSL's names), or of a handshake that the other side ends. */
const certificateCodes = /CERT|_TLS_|_SSL_|UNABLE_TO_VERIFY/;

interface KafkaAnswer {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** Whether the error, or one that it was caused by, means that this producer is no longer the publisher. */
export function isFencing(error: unknown): boolean {
  return someCause(error, ({ type, code }) => fencingTypes.has(String(type)) || code === producerFencedCode);
}

/** The markers of the transaction before are still being written: asked again, it goes through. */
export function isConcurrentTransactions(error: unknown): boolean {
  return someCause(error, ({ type }) => type === 'CONCURRENT_TRANSACTIONS');
}

/** A group's coordinator or a partition's leader is not ready: as just after the topic, or the cluster, has come to be. */
export function isMoving(error: unknown): boolean {
  return someCause(error, ({ type }) => movingTypes.has(String(type)));
}

/** A missing ACL, which an operator has to grant. */
export function isNotAuthorized(error: unknown): boolean {
  return someCause(error, ({ type }) => String(type).endsWith('_AUTHORIZATION_FAILED'));
}

/** The error indicates that no broker answers. */
export function isAway(error: unknown): boolean {
  return someCause(error, ({ name }) => awayNames.has(String(name)));
}

/**
 * Why the broker does not take this process's word, or this process the broker's: a wrong password, a token that ended, a
 * certificate nobody vouches for. Undefined where it is something else. For people.
 */
export function whyRefused(error: unknown): string | undefined {
  let reason: string | undefined;
  someCause(error, ({ name, code, message }) => {
    const isRefusal = name === 'KafkaJSSASLAuthenticationError' || certificateCodes.test(String(code));
    if (isRefusal) reason = String(message);
    return isRefusal;
  });
  return reason;
}

/** kafkajs wraps errors in errors; a chain is short, and never followed for ever. */
function someCause(error: unknown, predicate: (answer: KafkaAnswer) => boolean, depthMax = 5): boolean {
  if (typeof error !== 'object' || error === null || depthMax === 0) return false;
  return predicate(error) || someCause((error as KafkaAnswer).cause, predicate, depthMax - 1);
}
