import { describe } from '@jest/globals';
import { randomBytes } from 'node:crypto';

/** Brokers of the tests; undefined where there are none. */
function brokersOfTests(): string | undefined {
  const brokers = process.env['KAFKA_BROKERS'];
  return brokers === undefined || brokers === 'off' ? undefined : brokers;
}

/** A suite that needs a broker: said loudly where it is skipped, and a failure where `REQUIRE_KAFKA=1`. */
export function describeWithKafka(name: string, suite: (brokers: string) => void): void {
  const brokers = brokersOfTests();
  if (brokers !== undefined) {
    describe(name, () => {
      suite(brokers);
    });
    return;
  }
  if (process.env['REQUIRE_KAFKA'] === '1') throw new Error(`REQUIRE_KAFKA=1, and no broker for: ${name}`);
  console.warn(`SKIPPED, no Kafka broker: ${name}`);
  describe.skip(name, () => {
    suite('');
  });
}

/** A topic prefix that no other suite uses. */
export function testPrefix(): string {
  return `test-${randomBytes(5).toString('hex')}`;
}
