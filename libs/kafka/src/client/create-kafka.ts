import type { Kafka, RetryOptions, SASLOptions } from 'kafkajs';
import type { Log } from '@allocator/runtime';
import { replaceFetchDecoder } from '../fetch/replace-fetch-decoder.js';
import { replaceProduceEncoder } from '../produce/replace-produce-encoder.js';
import type { KafkaAddress, KafkaSasl } from './kafka-address.js';
import { kafkaLogCreator, kafkaLogLevel } from './kafka-log-creator.js';
import { kafkajsClient } from './kafkajs-client.js';

export type { Kafka } from 'kafkajs';

/** A broker on the same network accepts a connection in milliseconds; an unreachable one is noticed after this time. */
const connectionMsMax = 3_000;
/** kafkajs repeats a request on the same connection: a silent connection is given up after a few times this. */
const requestMsMax = 6_000;

/**
 * Few and short retries: each user of the client has its own loop, which retries, logs the failure once, and can be stopped.
 * All values are given, because kafkajs has other defaults if NODE_ENV is `test`.
 */
const retry: RetryOptions = { initialRetryTime: 50, multiplier: 2, factor: 0.2, maxRetryTime: 500, retries: 4 };

/** Creates a client factory of kafkajs with this service's log, timeouts, record decoder and record encoder. Does not connect. */
export function createKafka({ brokers, clientId, tls, sasl }: KafkaAddress, log: Log): Kafka {
  replaceFetchDecoder();
  replaceProduceEncoder();
  return kafkajsClient({
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
