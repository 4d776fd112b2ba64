import { UnusableTopicError } from '@allocator/application';

/** The topic exists with a number of partitions other than the number of lanes: lanes would be on wrong partitions. */
export class TopicPartitionsError extends UnusableTopicError {
  override readonly name = 'TopicPartitionsError';
  constructor(
    readonly topic: string,
    readonly partitions: number,
    readonly lanes: number,
  ) {
    super(
      `topic ${topic} has ${String(partitions)} partitions, but the service has ${String(lanes)} lanes, one partition each. ` +
        'Set LANES to the number with which the database was created. If it is, set another topic prefix ' +
        '(KAFKA_TOPIC_PREFIX), or delete the topic if its records are not needed: the service then creates it again',
    );
  }
}
