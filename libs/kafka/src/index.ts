export { type CommandIntakeOptions, CommandIntake } from './intake/command-intake.js';
export { type CommandRecord, type CommandsHandler, type IntakeTrouble } from './intake/tenant-intake.js';
export { KafkaCheckpointTopic } from './publication/kafka-checkpoint-topic.js';
export { KafkaEventTopic } from './publication/kafka-event-topic.js';
export {
  EventsConsumer,
  type EventsConsumerOptions,
  type EventsHandler,
  StopLaneError,
} from './consumer/events-consumer.js';
export type { DeadLetterVerdict, OutcomeVerdict, Verdict } from './intake/intake-answers.js';
export { KafkaHandledCommands } from './intake/kafka-handled-commands.js';
export { HistoryTopic } from './consumer/history-topic.js';
export { type Kafka, type KafkaAddress, type KafkaSasl, type KafkaTls, createKafka } from './client/create-kafka.js';
export { whyRefused } from './client/kafka-errors.js';
export { KafkaPublishedCheckpoints } from './publication/kafka-published-checkpoints.js';
export { PublishedTailError } from './publication/read-published-tail.js';
export { TopicNames, UnusableTopicNameError } from './topics/topic-names.js';
export { TopicSettings, TopicSettingsError } from './topics/topic-settings.js';
export {
  TopicPartitionsError,
  checkpointsTopic,
  demandHistoryKept,
  ensureAllTopics,
  eventsTopic,
} from './topics/ensure-topics.js';
