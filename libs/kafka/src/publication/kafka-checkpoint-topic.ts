import type { CheckpointTopic, SignedCheckpoint } from '@allocator/application';
import { IdempotentProducer } from '../client/idempotent-producer.js';
import type { Kafka } from '../client/create-kafka.js';
import type { TopicNames } from '../topics/topic-names.js';
import type { TopicSettings } from '../topics/topic-settings.js';
import { checkpointsTopic, ensureUsableTopics } from '../topics/ensure-topics.js';
import { withAdmin } from '../client/with-admin.js';

/** `<prefix>.checkpoints`: partition = lane, key = lane, value = the JWS. At least once. */
export class KafkaCheckpointTopic implements CheckpointTopic {
  private readonly producer: IdempotentProducer;

  constructor(
    kafka: Kafka,
    private readonly names: TopicNames,
    lanes: number,
    settings: TopicSettings,
  ) {
    const wanted = [checkpointsTopic(names, lanes)];
    this.producer = new IdempotentProducer(kafka, () =>
      withAdmin(kafka, (admin) => ensureUsableTopics(admin, settings, wanted)),
    );
  }

  async publish(checkpoints: readonly SignedCheckpoint[]): Promise<void> {
    const messages = checkpoints.map(({ lane, jws }) => ({ partition: lane, key: String(lane), value: jws }));
    await this.producer.send(this.names.checkpoints, messages);
  }

  close(): Promise<void> {
    return this.producer.close();
  }
}
