import type { Lane, WwsfId } from '@allocator/domain';

/** The last part of the dead-letter topic's name; no WWSF can have this id. */
const deadLetterPart = 'dead-letter';
/** Kafka's rule for the characters and the length of a topic name. */
const topicNamePattern = /^[A-Za-z0-9._-]{1,249}$/;

/** All names that this service uses in Kafka. They have one prefix, so that two installations can share a cluster. */
export class TopicNames {
  readonly events: string;
  readonly checkpoints: string;
  readonly deadLetter: string;
  /** Consumer group whose offsets are the relay's checkpoints. It never has a member. */
  readonly relayGroup: string;
  /** The group in which version 0.1 read the commands of all WWSFs. */
  readonly formerIntakeGroup: string;

  /** Throws `UnusableTopicNameError` for a prefix that is not allowed in topic names. */
  constructor(readonly prefix: string) {
    this.events = usable(`${prefix}.events`);
    this.checkpoints = usable(`${prefix}.checkpoints`);
    this.deadLetter = `${prefix}.commands.${deadLetterPart}`;
    this.relayGroup = `${prefix}.relay`;
    this.formerIntakeGroup = `${prefix}.commands`;
  }

  /** Topic of a WWSF's commands. Throws `UnusableTopicNameError` for an id that cannot be part of a topic name. */
  commands(wwsfId: WwsfId): string {
    if (wwsfId === deadLetterPart)
      throw new UnusableTopicNameError(this.deadLetter, 'it is the name of the dead-letter topic');
    return usable(`${this.prefix}.commands.${wwsfId}`);
  }

  /** Topic of the outcomes of a WWSF's commands. Throws `UnusableTopicNameError`. */
  outcomes(wwsfId: WwsfId): string {
    return usable(`${this.prefix}.outcomes.${wwsfId}`);
  }

  /** Consumer group of a WWSF's commands: one per WWSF, so that a rebalance affects that WWSF only. */
  intakeGroup(wwsfId: WwsfId): string {
    return `${this.prefix}.intake.${wwsfId}`;
  }

  /** Identifies the publisher of a lane in any process: with it, Kafka fences the former publisher. */
  transactionalId(lane: Lane): string {
    return `${this.prefix}.relay.${String(lane)}`;
  }

  /** Consumer group of the projection with this name. */
  projectorGroup(name: string): string {
    return `${this.prefix}.projector.${name}`;
  }
}

/** The name is not allowed for a topic. The message says why. */
export class UnusableTopicNameError extends Error {
  override readonly name = 'UnusableTopicNameError';
  constructor(
    readonly topic: string,
    reason: string,
  ) {
    super(`invalid topic name ${topic}: ${reason}`);
  }
}

function usable(topic: string): string {
  if (topicNamePattern.test(topic)) return topic;
  throw new UnusableTopicNameError(topic, 'Kafka allows at most 249 letters, digits, dots, underscores and hyphens');
}
