import { describe } from '@jest/globals';
import { canHaveKafkaJars, findJava } from '@allocator/local';
import { whereAvailable } from '@allocator/testing';
import { randomBytes } from 'node:crypto';

const noBroker = 'no Kafka broker';

/** Brokers of the test run; undefined if there are none. */
function brokersOfTests(): string | undefined {
  const brokers = process.env['KAFKA_BROKERS'];
  return brokers === undefined || brokers === 'off' ? undefined : brokers;
}

/** A suite that needs a broker. */
export function describeWithKafka(name: string, suite: (brokers: string) => void): void {
  const brokers = brokersOfTests();
  const missing = brokers === undefined ? noBroker : undefined;
  whereAvailable(
    describe,
    missing,
    'REQUIRE_KAFKA',
  )(name, () => {
    suite(brokers ?? '');
  });
}

/** A suite that starts its own broker, with settings that would disturb other suites. */
export function describeWithOwnKafka(name: string, suite: () => void): void {
  whereAvailable(describe, whyNoOwnBroker(), 'REQUIRE_KAFKA')(name, suite);
}

function whyNoOwnBroker(): string | undefined {
  if (brokersOfTests() === undefined) return noBroker;
  return findJava() !== undefined && canHaveKafkaJars() ? undefined : 'Java 17 or Maven is missing';
}

/** A topic prefix that no other suite uses. */
export function testPrefix(): string {
  return `test-${randomBytes(5).toString('hex')}`;
}
