import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { kafkaClient } from '@allocator/local';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { refusedStart } from '../support/refused-start.js';

describeWithKafka('an events topic with finite retention', (brokers) => {
  let url: string;
  beforeAll(async () => {
    url = await createDatabase();
  });
  afterAll(() => dropDatabase(url));

  it('the service does not start: one log line names the topic, the setting, its value, and what to set', async () => {
    const prefix = testPrefix();
    const admin = (await kafkaClient(brokers)).admin();
    await admin.connect();
    const configEntries = [
      { name: 'retention.ms', value: '86400000' },
      { name: 'retention.bytes', value: '-1' },
    ];
    // Without the wait of kafkajs for leaders: it fails if the broker does not know the topic yet. The service starts much later.
    await admin.createTopics({
      topics: [{ topic: `${prefix}.events`, numPartitions: 8, configEntries }],
      waitForLeaders: false,
    });
    await admin.disconnect();
    const start = { DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
    const { code, output } = await refusedStart(start);
    expect(code).toBe(2);
    expect(JSON.parse(output.split('\n').at(-1) ?? '')).toMatchObject({
      code: 'start-failed',
      msg: `topic ${prefix}.events has retention.ms=86400000: older history is deleted. Set retention.ms=-1`,
    });
  }, 60_000);
});
