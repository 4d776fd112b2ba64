import { publishBytesMax, publishCountMax } from '@allocator/application';
import type { Producer } from 'kafkajs';
import { lanes } from '../bench-terms.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';

const sendBytesMax = 512 * 1024;
/** Kafka's value for the default replication factor of the broker. */
const brokerDefault = -1;

interface Message {
  readonly key: string;
  readonly value: string;
  readonly headers: { readonly 'content-type': string };
}

/** How fast the same Kafka takes the same bytes, without reading a store and without checkpoints. */
export const relayBare: Scenario = {
  name: 'relay-bare',
  does: `the same bytes from memory by bare kafkajs transactions of the same size, ${String(lanes)} lanes side by side, without checkpoints`,
  answer: 'a transaction',
  unit: 'events',
  inQuick: true,
  async start(round: Round): Promise<Running> {
    const database = await round.database('filled');
    const rows = await database.run<{ lane: number; document: string }>(
      'select lane, document from events order by lane, position',
    );
    const { kafka, topicPrefix } = await round.topics();
    const topic = `${topicPrefix}.events`;
    const admin = kafka.admin();
    round.atEnd(() => admin.disconnect());
    await admin.connect();
    // The producers wait for leaders. The wait of `createTopics` fails if the broker does not know the topic yet.
    await admin.createTopics({
      topics: [{ topic, numPartitions: lanes, replicationFactor: brokerDefault }],
      waitForLeaders: false,
    });
    const producers = Array.from({ length: lanes }, (_, lane) =>
      kafka.producer({ transactionalId: `${topic}.${String(lane)}`, idempotent: true, maxInFlightRequests: 1 }),
    );
    round.atEnd(() => Promise.all(producers.map((producer) => producer.disconnect())));
    await Promise.all(producers.map((producer) => producer.connect()));
    return {
      work: async (load) => {
        const began = performance.now();
        await Promise.all(
          producers.map((producer, lane) => {
            const documents = rows.filter((row) => row.lane === lane).map(({ document }) => document);
            return publish(producer, topic, lane, documents, (sentAt) => load.answered(0, sentAt));
          }),
        );
        load.took(rows.length, performance.now() - began);
      },
      storedCount: async () => {
        const offsets = await admin.fetchTopicOffsets(topic);
        const records = offsets.reduce((sum, { high }) => sum + Number(high), 0);
        // Each transaction ends with a marker, which takes an offset, too.
        return records >= rows.length ? rows.length : records;
      },
    };
  },
};

async function publish(
  producer: Producer,
  topic: string,
  partition: number,
  documents: readonly string[],
  sent: (sentAt: number) => void,
): Promise<void> {
  for (const chunk of transactionsOf(documents)) {
    const sentAt = performance.now();
    const transaction = await producer.transaction();
    for (const messages of sendsOf(chunk)) {
      await transaction.send({ topic, messages: messages.map((message) => ({ ...message, partition })) });
    }
    await transaction.commit();
    sent(sentAt);
  }
}

/** In the transactions of the relay. */
function transactionsOf(documents: readonly string[]): Generator<Message[]> {
  const messages = documents.map((value) => {
    return { key: subjectOf(value), value, headers: { 'content-type': 'application/cloudevents+json' } };
  });
  return cut(messages, publishCountMax, publishBytesMax);
}

/** In the requests of its publisher: a broker refuses a batch of more than 1 MB. */
function sendsOf(messages: readonly Message[]): Generator<Message[]> {
  return cut(messages, messages.length, sendBytesMax);
}

function* cut(messages: readonly Message[], countMax: number, bytesMax: number): Generator<Message[]> {
  let chunk: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    chunk.push(message);
    bytes += message.value.length;
    if (chunk.length < countMax && bytes < bytesMax) continue;
    yield chunk;
    [chunk, bytes] = [[], 0];
  }
  if (chunk.length > 0) yield chunk;
}

function subjectOf(document: string): string {
  return (JSON.parse(document) as { subject: string }).subject;
}
