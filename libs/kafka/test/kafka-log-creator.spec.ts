import { describe, expect, it } from '@jest/globals';
import type { Log, LogFields } from '@allocator/runtime';
import kafkajs from 'kafkajs';
import { kafkaLogCreator } from '../src/client/kafka-log-creator.js';

const { logLevel } = kafkajs;

class LevelLog implements Log {
  readonly lines: [level: string, code: string, message: string][] = [];
  debug = this.at('debug');
  info = this.at('info');
  warn = this.at('warn');
  error = this.at('error');

  private at(level: string): (fields: LogFields, message: string) => void {
    return ({ code }, message) => void this.lines.push([level, code, message]);
  }
}

describe('the log of kafkajs', () => {
  it.each([
    ['debug', 'Connection', logLevel.ERROR, 'Response AddPartitionsToTxn(key: 24, version: 1)'],
    ['debug', 'Connection', logLevel.ERROR, 'Connection error: connect ECONNREFUSED 127.0.0.1:9092'],
    ['debug', 'BrokerPool', logLevel.ERROR, 'Failed to connect to seed broker, trying another broker from the list'],
    ['debug', 'Producer', logLevel.WARN, 'Limiting retries for the idempotent producer may invalidate EoS guarantees'],
    ['debug', 'Consumer', logLevel.ERROR, 'Crash: KafkaJSNumberOfRetriesExceeded: Closed connection'],
    ['debug', 'Runner', logLevel.WARN, 'The group is rebalancing, re-joining'],
    ['error', 'ConsumerGroup', logLevel.ERROR, 'Offset out of range, resetting to default offset'],
    ['warn', 'RequestQueue', logLevel.WARN, 'Response without match'],
    ['debug', 'Consumer', logLevel.INFO, 'Starting'],
  ])('is written at level %s: %s', (level, namespace, kafkaLevel, message) => {
    const log = new LevelLog();
    const write = kafkaLogCreator(log)(logLevel.INFO);
    write({ namespace, level: kafkaLevel, label: 'X', log: { timestamp: '', message } });
    expect(log.lines).toEqual([[level, 'kafka-client', message]]);
  });
});
