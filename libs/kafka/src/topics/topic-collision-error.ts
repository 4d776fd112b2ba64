import { UnusableTopicError } from '@allocator/application';

/** Kafka treats a dot and an underscore in topic names as equal, because its metric names contain no dots. */
export class TopicCollisionError extends UnusableTopicError {
  override readonly name = 'TopicCollisionError';
  constructor(
    readonly topic: string,
    readonly existing: string,
  ) {
    super(
      `topic ${topic} cannot be created beside ${existing}: Kafka treats dots and underscores in topic names as equal. ` +
        'Use another wwsfId in the agreements of one of the two WWSFs',
    );
  }
}
