import type { Kafka } from '../client/create-kafka.js';
import type { TopicNames } from '../topics/topic-names.js';
import type { TopicSettings } from '../topics/topic-settings.js';
import { ensureUsableTopics } from '../topics/ensure-topics.js';
import { deadLetterTopic } from '../topics/topic-spec.js';
import { withAdmin } from '../client/with-admin.js';

/** Time between two checks of an unusable topic. */
const faultMsMax = 5_000;

/** The dead-letter topic, shared by all WWSFs. It is created and checked on first use, and again after a failure. */
export class DeadLetterTopic {
  private checked: { readonly at: number; readonly outcome: Promise<void>; isFaulty: boolean } | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly settings: TopicSettings,
  ) {}

  /** Name of the topic. */
  get name(): string {
    return this.names.deadLetter;
  }

  /** Creates the topic if it is missing. Throws `UnusableTopicError`, or what kafkajs throws if Kafka does not answer. */
  async requireUsable(): Promise<void> {
    const isOld = this.checked?.isFaulty === true && performance.now() - this.checked.at > faultMsMax;
    if (this.checked === undefined || isOld) this.checked = this.check();
    await this.checked.outcome;
  }

  /** Makes `requireUsable` check again, at most every 5 seconds. Call it after a failed write: the topic may have been deleted. */
  recheck(): void {
    if (this.checked !== undefined) this.checked.isFaulty = true;
  }

  private check(): NonNullable<DeadLetterTopic['checked']> {
    const wanted = [deadLetterTopic(this.names)];
    const outcome = withAdmin(this.kafka, (admin) => ensureUsableTopics(admin, this.settings, wanted));
    const checked = { at: performance.now(), outcome, isFaulty: false };
    outcome.catch(() => {
      checked.isFaulty = true;
    });
    return checked;
  }
}
