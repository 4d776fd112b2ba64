import type { Hash, Lane, Position } from '@allocator/domain';
import type { StoredEvent } from './event-reader.js';

/** How far a lane is published, as read from the topic. */
export interface PublishedUpTo {
  /** Position of the last event on the topic; 0 if there is none. */
  readonly position: Position | 0;
  /** Hash of that event's document; undefined at position 0. */
  readonly hash: Hash | undefined;
}

/** How far lanes were published by their last checkpoint. Publishers that are not fenced can have published more since. */
export interface PublishedCheckpoints {
  /** The lanes that have a checkpoint. Throws if Kafka does not answer. */
  publishedUpTo(): Promise<ReadonlyMap<Lane, PublishedUpTo>>;
}

/** The published stream, `<prefix>.events`: partition = lane. */
export interface EventTopic {
  /**
   * Makes this process the only publisher of the lane: fences every earlier one, and then reads from Kafka how far the lane is
   * published. Throws if Kafka does not answer, and `UnusableTopicError`.
   */
  openLane(lane: Lane): Promise<LanePublisher>;
}

/** A fenced publisher of one lane. Any method throws `FencedError` once another publisher has taken the lane. */
export interface LanePublisher {
  /** How far the lane was published when this publisher was opened. */
  readonly publishedUpTo: PublishedUpTo;
  /**
   * Publishes the events and moves the checkpoint after them, in one Kafka transaction.
   * @param end `publishedUpTo` after this transaction
   */
  publish(events: readonly StoredEvent[], end: PublishedUpTo): Promise<void>;
  /** Commits the checkpoint again, so that Kafka does not delete it while the lane is idle. */
  keepCheckpoint(): Promise<void>;
  close(): Promise<void>;
}

/** Another process has become the publisher of this lane: this one must stop immediately, without an error. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** A topic that cannot be used until an operator changes it. The message says what to do; `/health/ready` shows it in public. */
export class UnusableTopicError extends Error {
  override readonly name: string = 'UnusableTopicError';
}
