export { type CommandIntakeOptions, CommandIntake } from './command-intake.js';
export { type CommandRecord, type CommandsHandler, type IntakeTrouble, commandBytesMax } from './tenant-intake.js';
export { KafkaCheckpointTopic } from './checkpoint-topic.js';
export { KafkaEventTopic } from './event-topic.js';
export { EventsConsumer, type EventsConsumerOptions, type EventsHandler, StopLaneError } from './events-consumer.js';
export type { DeadLetterVerdict, OutcomeVerdict, Verdict } from './intake-answers.js';
export { KafkaHandledCommands } from './handled-commands.js';
export { HistoryTopic } from './history-topic.js';
export { type Kafka, type KafkaAddress, type KafkaSasl, type KafkaTls, createKafka } from './kafka-client.js';
export { whyRefused } from './kafka-errors.js';
export { KafkaPublishedCheckpoints } from './published-checkpoints.js';
export { PublishedTailError } from './published-tail.js';
export { TopicNames, UnusableTopicNameError } from './topic-names.js';
export { TopicSettings, TopicSettingsError } from './topic-settings.js';
export {
  TopicCollisionError,
  TopicPartitionsError,
  checkpointsTopic,
  demandHistoryKept,
  ensureAllTopics,
  eventsTopic,
} from './topics.js';
