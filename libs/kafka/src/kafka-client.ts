import { Kafka, type RetryOptions } from 'kafkajs';
import type { Log } from '@allocator/runtime';
import { kafkaLogCreator, kafkaLogLevel } from './kafka-log.js';

export type { Kafka } from 'kafkajs';

export interface KafkaAddress {
  /** `host:port` of the brokers to ask first. */
  readonly brokers: readonly string[];
  /** What the brokers call this process in their logs and quotas. */
  readonly clientId: string;
}

/** A broker on the same network answers a connection in milliseconds; one that is gone is noticed this soon. */
const connectionMsMax = 3_000;
const requestMsMax = 15_000;

/**
 * Few and short: whoever uses the client has a loop of its own that tries again, tells of it once and can be stopped.
 * Every value is given, because kafkajs has other defaults where NODE_ENV is `test`.
 */
const retry: RetryOptions = { initialRetryTime: 50, multiplier: 2, factor: 0.2, maxRetryTime: 500, retries: 4 };

/**
 * After a commit Kafka answers CONCURRENT_TRANSACTIONS until the markers are written, a few milliseconds later; the
 * client's usual first pause of 300 ms would be most of a transaction's time.
 */
export const transactionRetry: RetryOptions = {
  initialRetryTime: 4,
  multiplier: 1.5,
  factor: 0.2,
  maxRetryTime: 500,
  retries: 14,
};

export function createKafka({ brokers, clientId }: KafkaAddress, log: Log): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: connectionMsMax,
    requestTimeout: requestMsMax,
    retry,
    logLevel: kafkaLogLevel,
    logCreator: kafkaLogCreator(log),
  });
}
