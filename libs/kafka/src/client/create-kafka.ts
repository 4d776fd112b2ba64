import { Kafka, type RetryOptions, type SASLOptions } from 'kafkajs';
import type { Log } from '@allocator/runtime';
import { decodeFetchesOurselves } from '../fetch/replace-fetch-decoder.js';
import { kafkaLogCreator, kafkaLogLevel } from './kafka-log-creator.js';

export type { Kafka } from 'kafkajs';

export interface KafkaAddress {
  /** `host:port` of the brokers to ask first. */
  readonly brokers: readonly string[];
  /** What the brokers call this process in their logs and quotas. */
  readonly clientId: string;
  /** Undefined: connections in clear. */
  readonly tls?: KafkaTls;
  /** Undefined: brokers know this process by its certificate, or not at all. */
  readonly sasl?: KafkaSasl;
}

/** PEM texts. */
export interface KafkaTls {
  /** Who vouches for the brokers; undefined: the authorities that Node trusts. */
  readonly ca?: string;
  /** By which brokers know this process; with `key`. */
  readonly cert?: string;
  readonly key?: string;
}

/** SCRAM is RFC 5802 and RFC 7677, OAUTHBEARER RFC 7628. */
export type KafkaSasl =
  | { readonly mechanism: 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string }
  | {
      readonly mechanism: 'oauthbearer';
      /** Asked for a token with each connection, and again before the broker ends the session. */
      readonly token: () => Promise<string>;
    };

/** A broker on the same network answers a connection in milliseconds; one that is gone is noticed this soon. */
const connectionMsMax = 3_000;
/** kafkajs asks again on the connection that has not answered: one that has gone silent is given up after a few times this. */
const requestMsMax = 6_000;

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

export function createKafka({ brokers, clientId, tls, sasl }: KafkaAddress, log: Log): Kafka {
  decodeFetchesOurselves();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(tls && { ssl: { ...tls } }),
    ...(sasl && { sasl: saslOptions(sasl) }),
    connectionTimeout: connectionMsMax,
    requestTimeout: requestMsMax,
    retry,
    logLevel: kafkaLogLevel,
    logCreator: kafkaLogCreator(log),
  });
}

function saslOptions(sasl: KafkaSasl): SASLOptions {
  if (sasl.mechanism !== 'oauthbearer') return { ...sasl };
  const { mechanism, token } = sasl;
  return { mechanism, oauthBearerProvider: async () => ({ value: await token() }) };
}
