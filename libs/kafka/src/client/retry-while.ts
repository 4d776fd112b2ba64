import { setTimeout as sleep } from 'node:timers/promises';
import { someCause } from './some-cause.js';

/** When and how often a request is repeated. */
export interface RetryWhile {
  /** Whether the error is a temporary answer of Kafka, so that the same request succeeds soon. */
  readonly isTemporary: (error: unknown) => boolean;
  readonly everyMs: number;
  /** Requests in total, including the first. */
  readonly timesMax: number;
}

const notReadyTypes: ReadonlySet<string> = new Set([
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
]);

/** The coordinator of a group or the leader of a partition is not ready, for example because the topic was just created. */
export function isLeaderNotReady(error: unknown): boolean {
  return someCause(error, ({ type }) => notReadyTypes.has(String(type)));
}

/** For 3 seconds: an election takes one or two. After that the caller retries with its own, longer pause. */
export const leaderNotReady: RetryWhile = { isTemporary: isLeaderNotReady, everyMs: 50, timesMax: 60 };

/** Repeats a request while its error is temporary. For requests that kafkajs does not repeat itself. Throws the last error. */
export async function retryWhile<T>(condition: RetryWhile, request: () => Promise<T>): Promise<T> {
  for (let times = 1; ; times++) {
    try {
      return await request();
    } catch (error) {
      if (times === condition.timesMax || !condition.isTemporary(error)) throw error;
      await sleep(condition.everyMs);
    }
  }
}
