import type { CheckpointTopic, SignedCheckpoint } from '@allocator/application';
import { type Producer } from 'kafkajs';
import { disconnect } from './disconnect.js';
import type { Kafka } from './kafka-client.js';
import type { TopicNames } from './topic-names.js';
import type { TopicSettings } from './topic-settings.js';
import { checkpointsTopic, ensureUsableTopics } from './topics.js';
import { withAdmin } from './with-admin.js';

/** `<prefix>.checkpoints`: partition = lane, key = lane, value = the JWS. At least once. */
export class KafkaCheckpointTopic implements CheckpointTopic {
  private producer: Producer | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly lanes: number,
    private readonly settings: TopicSettings,
  ) {}

  async publish(checkpoints: readonly SignedCheckpoint[]): Promise<void> {
    const producer = await this.connected();
    const messages = checkpoints.map(({ lane, jws }) => ({ partition: lane, key: String(lane), value: jws }));
    try {
      await producer.send({ topic: this.names.checkpoints, messages });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    if (producer !== undefined) await disconnect(producer);
  }

  private async connected(): Promise<Producer> {
    if (this.producer === undefined) {
      const wanted = [checkpointsTopic(this.names, this.lanes)];
      await withAdmin(this.kafka, (admin) => ensureUsableTopics(admin, this.settings, wanted));
      this.producer = this.kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    }
    const { producer } = this;
    await producer.connect();
    return producer;
  }
}
