import { randomUUID } from 'node:crypto';
import { describe } from '@jest/globals';
import type { Log, LogFields } from '@allocator/runtime';
import { Kafka, logLevel } from 'kafkajs';
import { TopicNames, TopicSettings, createKafka, type Kafka as OurKafka } from '@allocator/kafka';

const brokers = process.env['KAFKA_BROKERS'] ?? 'off';
const isThere = brokers !== 'off' && brokers !== '';

/** A suite that needs a real broker: skipped, and said loudly, where there is none, unless REQUIRE_KAFKA=1. */
export const describeOnKafka: (name: string, suite: () => void) => void = (name, suite) => {
  if (isThere) {
    describe(name, suite);
  } else if (process.env['REQUIRE_KAFKA'] === '1') {
    throw new Error(`REQUIRE_KAFKA=1, but KAFKA_BROKERS names no broker for: ${name}`);
  } else {
    console.warn(`***** SKIPPED, KAFKA_BROKERS names no broker: ${name} *****`);
    describe.skip(name, suite);
  }
};

/** Names that no other test uses. */
export function freshNames(): TopicNames {
  return new TopicNames(`test-${randomUUID().slice(0, 8)}`);
}

/** The client as the service has it. */
export function kafkaOf(log: Log = new RecordedLog()): OurKafka {
  return createKafka({ brokers: brokers.split(','), clientId: 'test' }, log);
}

export function settingsOf(log: Log = new RecordedLog()): TopicSettings {
  return new TopicSettings(log);
}

/** A client that is none of the service's, for what others do. */
export function plainKafka(): Kafka {
  return new Kafka({ brokers: brokers.split(','), clientId: 'other', logLevel: logLevel.NOTHING });
}

/** Keeps what is logged, but for `debug`. */
export class RecordedLog implements Log {
  readonly lines: (LogFields & { readonly level: string; readonly message: string })[] = [];
  debug(): void {
    // Nobody is told of it.
  }
  info(fields: LogFields, message: string): void {
    this.lines.push({ ...fields, level: 'info', message });
  }
  warn(fields: LogFields, message: string): void {
    this.lines.push({ ...fields, level: 'warn', message });
  }
  error(fields: LogFields, message: string): void {
    this.lines.push({ ...fields, level: 'error', message });
  }
  get codes(): readonly string[] {
    return this.lines.map(({ code }) => code);
  }
}
