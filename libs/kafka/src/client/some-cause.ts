/** Members that errors of kafkajs and of Node can have. */
interface ErrorMembers {
  readonly name?: unknown;
  readonly message?: unknown;
  /** Name of an error in Kafka's protocol. */
  readonly type?: unknown;
  /** Number of an error in Kafka's protocol, or Node's error code. */
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** Limits the search in a circular chain of causes. */
const depthMaxDefault = 5;

/** Whether the predicate holds for the error or for one of its causes: kafkajs wraps errors in errors. */
export function someCause(
  error: unknown,
  predicate: (error: ErrorMembers) => boolean,
  depthMax = depthMaxDefault,
): boolean {
  if (typeof error !== 'object' || error === null || depthMax === 0) return false;
  const members: ErrorMembers = error;
  return predicate(members) || someCause(members.cause, predicate, depthMax - 1);
}
