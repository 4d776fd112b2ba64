import type { Lane, WwsfId } from '@allocator/domain';

/** The last part of the dead-letter topic's name, so no tenant can have it. */
const deadLetterPart = 'dead-letter';
/** Of Kafka: the characters of a topic's name, and how many. */
const topicNamePattern = /^[A-Za-z0-9._-]{1,249}$/;

/** Every name that this service uses in Kafka, all under one prefix, so that two installations can share a cluster. */
export class TopicNames {
  readonly events: string;
  readonly checkpoints: string;
  readonly deadLetter: string;
  /** Consumer group whose offsets are the relay's checkpoints: nobody is ever a member of it. */
  readonly relayGroup: string;
  /** The group in which version 0.1 read the commands of all WWSFs. */
  readonly formerIntakeGroup: string;

  /** Throws `UnusableTopicNameError` for a prefix that no topic's name can begin with. */
  constructor(readonly prefix: string) {
    this.events = usable(`${prefix}.events`);
    this.checkpoints = usable(`${prefix}.checkpoints`);
    this.deadLetter = `${prefix}.commands.${deadLetterPart}`;
    this.relayGroup = `${prefix}.relay`;
    this.formerIntakeGroup = `${prefix}.commands`;
  }

  /** Throws `UnusableTopicNameError` for a tenant that cannot have a topic. */
  commands(wwsfId: WwsfId): string {
    if (wwsfId === deadLetterPart) throw new UnusableTopicNameError(this.deadLetter, 'it is the dead-letter topic');
    return usable(`${this.prefix}.commands.${wwsfId}`);
  }

  outcomes(wwsfId: WwsfId): string {
    return usable(`${this.prefix}.outcomes.${wwsfId}`);
  }

  /** One group per WWSF, so that a rebalance affects that WWSF only. */
  intakeGroup(wwsfId: WwsfId): string {
    return `${this.prefix}.intake.${wwsfId}`;
  }

  /** By it Kafka knows a lane's publisher, whatever process it runs in, and fences the one before. */
  transactionalId(lane: Lane): string {
    return `${this.prefix}.relay.${String(lane)}`;
  }

  projectorGroup(name: string): string {
    return `${this.prefix}.projector.${name}`;
  }
}

/** No topic can have this name. */
export class UnusableTopicNameError extends Error {
  override readonly name = 'UnusableTopicNameError';
  constructor(
    readonly topic: string,
    reason: string,
  ) {
    super(`no topic can be called ${topic}: ${reason}`);
  }
}

function usable(topic: string): string {
  if (topicNamePattern.test(topic)) return topic;
  throw new UnusableTopicNameError(topic, 'Kafka takes at most 249 letters, digits, dots, underscores and hyphens');
}
