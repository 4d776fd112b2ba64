import { describe } from '@jest/globals';
import { canHaveKafkaJars, findJava } from '@allocator/local';
import { randomBytes } from 'node:crypto';

/** Brokers of the test run; undefined if there are none. */
function brokersOfTests(): string | undefined {
  const brokers = process.env['KAFKA_BROKERS'];
  return brokers === undefined || brokers === 'off' ? undefined : brokers;
}

/** A suite that needs a broker. Without one it is skipped with a warning; with `REQUIRE_KAFKA=1` it fails. */
export function describeWithKafka(name: string, suite: (brokers: string) => void): void {
  const brokers = brokersOfTests();
  describeWhere(brokers !== undefined, name, () => {
    suite(brokers ?? '');
  });
}

/** The same for a suite that starts its own broker, with settings that would disturb other suites. */
export function describeWithOwnKafka(name: string, suite: () => void): void {
  describeWhere(brokersOfTests() !== undefined && findJava() !== undefined && canHaveKafkaJars(), name, suite);
}

function describeWhere(hasKafka: boolean, name: string, suite: () => void): void {
  if (hasKafka) {
    describe(name, suite);
    return;
  }
  if (process.env['REQUIRE_KAFKA'] === '1') throw new Error(`REQUIRE_KAFKA=1, and no broker for: ${name}`);
  console.warn(`SKIPPED, no Kafka broker: ${name}`);
  describe.skip(name, suite);
}

/** A topic prefix that no other suite uses. */
export function testPrefix(): string {
  return `test-${randomBytes(5).toString('hex')}`;
}
