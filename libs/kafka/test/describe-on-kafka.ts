import { randomUUID } from 'node:crypto';
import { describe } from '@jest/globals';
import type { Log } from '@allocator/runtime';
import { RecordedLog, whereAvailable } from '@allocator/testing';
import { type Kafka, TopicNames, TopicSettings, createKafka, kafkajsClient } from '@allocator/kafka';

const brokers = process.env['KAFKA_BROKERS'] ?? 'off';
const hasBroker = brokers !== 'off' && brokers !== '';

/** A suite that needs a real broker. */
export const describeOnKafka = whereAvailable(describe, hasBroker ? undefined : 'no Kafka broker', 'REQUIRE_KAFKA');

/** Names that no other test uses. */
export function freshNames(): TopicNames {
  return new TopicNames(`test-${randomUUID().slice(0, 8)}`);
}

/** A client with the settings of the service. */
export function kafkaOf(log: Log = new RecordedLog()): Kafka {
  return createKafka({ brokers: brokers.split(','), clientId: 'test' }, log);
}

/** Checks settings as the service does. */
export function settingsOf(log: Log = new RecordedLog()): TopicSettings {
  return new TopicSettings(log);
}

/** A client with settings of its own, for the actions of other programs. */
export function plainKafka(): Kafka {
  return kafkajsClient({ brokers: brokers.split(','), clientId: 'other' });
}
