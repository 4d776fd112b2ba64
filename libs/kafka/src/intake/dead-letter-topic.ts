import type { Kafka } from '../client/create-kafka.js';
import type { TopicNames } from '../topics/topic-names.js';
import type { TopicSettings } from '../topics/topic-settings.js';
import { deadLetterTopic, ensureUsableTopics } from '../topics/ensure-topics.js';
import { withAdmin } from '../client/with-admin.js';

/** How long the finding that the topic is unusable is reused. */
const faultMsMax = 5_000;

/** The dead-letter topic, shared by all WWSFs. It is created and checked on first use, and again after a failure. */
export class DeadLetterTopic {
  private looked: { readonly at: number; readonly outcome: Promise<void>; isFaulty: boolean } | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly settings: TopicSettings,
  ) {}

  get name(): string {
    return this.names.deadLetter;
  }

  /** Creates it where it is missing. Throws `UnusableTopicError`, or what kafkajs throws. */
  async demandUsable(): Promise<void> {
    const isOld = this.looked?.isFaulty === true && performance.now() - this.looked.at > faultMsMax;
    if (this.looked === undefined || isOld) this.looked = this.look();
    await this.looked.outcome;
  }

  /** Call this when a write failed: the topic may have been deleted, so it is checked again. */
  doubt(): void {
    if (this.looked !== undefined) this.looked.isFaulty = true;
  }

  private look(): NonNullable<DeadLetterTopic['looked']> {
    const wanted = [deadLetterTopic(this.names)];
    const outcome = withAdmin(this.kafka, (admin) => ensureUsableTopics(admin, this.settings, wanted));
    const looked = { at: performance.now(), outcome, isFaulty: false };
    outcome.catch(() => {
      looked.isFaulty = true;
    });
    return looked;
  }
}
