import type { CheckpointTopic, SignedCheckpoint } from '@allocator/application';
import { IdempotentProducer } from '../client/idempotent-producer.js';
import type { Kafka } from '../client/create-kafka.js';
import type { TopicNames } from '../topics/topic-names.js';
import type { TopicSettings } from '../topics/topic-settings.js';
import { ensureHistoryTopic } from '../topics/ensure-topics.js';
import { checkpointsTopic } from '../topics/topic-spec.js';
import { withAdmin } from '../client/with-admin.js';

/** Publishes signed checkpoints to `<prefix>.checkpoints`: partition = lane, key = lane, value = the JWS. At least once. */
export class KafkaCheckpointTopic implements CheckpointTopic {
  private readonly producer: IdempotentProducer;

  constructor(
    kafka: Kafka,
    private readonly names: TopicNames,
    lanes: number,
    settings: TopicSettings,
  ) {
    const wanted = checkpointsTopic(names, lanes);
    this.producer = new IdempotentProducer(kafka, () =>
      withAdmin(kafka, (admin) => ensureHistoryTopic(admin, settings, wanted)),
    );
  }

  /** Creates the topic if it is missing. Throws `UnusableTopicError`, or what kafkajs throws if Kafka does not answer. */
  async publish(checkpoints: readonly SignedCheckpoint[]): Promise<void> {
    const messages = checkpoints.map(({ lane, jws }) => ({ partition: lane, key: String(lane), value: jws }));
    await this.producer.send(this.names.checkpoints, messages);
  }

  close(): Promise<void> {
    return this.producer.close();
  }
}
