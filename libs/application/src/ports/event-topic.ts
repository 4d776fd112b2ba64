import type { Hash, Lane, Position } from '@allocator/domain';
import type { StoredEvent } from './event-reader.js';

/** How far a lane has been published, as the topic itself tells it. */
export interface PublishedUpTo {
  /** Position of the last event on the topic; 0 where there is none. */
  readonly position: Position | 0;
  /** Hash of that event's document; undefined at position 0. */
  readonly hash: Hash | undefined;
}

/** How far lanes were published when last somebody published: what whoever has not fenced the publishers can know. */
export interface PublishedCheckpoints {
  /** The lanes that have a checkpoint. Throws where Kafka does not answer. */
  publishedUpTo(): Promise<ReadonlyMap<Lane, PublishedUpTo>>;
}

/** The published stream, `<prefix>.events`: partition = lane. */
export interface EventTopic {
  /**
   * Makes this process the one publisher of the lane: fences every earlier one, and only then learns from Kafka how
   * far the lane is published. Throws where Kafka does not answer, and `UnusableTopicError`.
   */
  openLane(lane: Lane): Promise<LanePublisher>;
}

/** A fenced publisher of one lane. Any method throws `FencedError` once another publisher has taken the lane. */
export interface LanePublisher {
  /** Where the topic stood when this publisher opened. */
  readonly publishedUpTo: PublishedUpTo;
  /**
   * Publishes the events and moves the checkpoint behind them in one Kafka transaction: all or nothing, once.
   * @param end what `publishedUpTo` is after this transaction
   */
  publish(events: readonly StoredEvent[], end: PublishedUpTo): Promise<void>;
  /** Commits the checkpoint anew, so that Kafka does not forget it while the lane is quiet. */
  keepCheckpoint(): Promise<void>;
  close(): Promise<void>;
}

/** Another process has become the publisher of this lane: this one must stop, at once and quietly. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** A topic that cannot be used until an operator changes it. The message says what to do; `/health/ready` shows it in public. */
export class UnusableTopicError extends Error {
  override readonly name: string = 'UnusableTopicError';
}
