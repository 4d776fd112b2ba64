import type { Lane, Position } from '@allocator/domain';
import { Backoff, type FailureLog, type Log, LoopService, type TestSignal } from '@allocator/runtime';
import { hashOf } from '../lanes/append-events.js';
import type { EventReader, LaneHead } from '../ports/event-reader.js';
import type { LaneClaims } from '../ports/lane-claims.js';
import type { LaneCloser } from '../ports/lane-closer.js';
import {
  type EventTopic,
  FencedError,
  type LanePublisher,
  type PublishedUpTo,
  UnusableTopicError,
} from '../ports/event-topic.js';
import { compareHead, compareNext, type LostHistory } from '../lost-history/lost-history.js';
import { closeLane } from '../lost-history/seen-heads.js';

/** Largest number of events in one Kafka transaction: its fixed cost (10 to 25 ms) is then a small part, and readers wait little. */
export const publishCountMax = 2_000;
/** Largest size of the documents in one Kafka transaction, in bytes. A lane's publisher holds several times as much in memory. */
export const publishBytesMax = 1024 * 1024;

export interface RelayPorts {
  readonly events: EventReader;
  readonly topic: EventTopic;
  readonly claims: LaneClaims;
  readonly closer: LaneCloser;
}

export interface RelayTimes {
  /** Poll interval of the store's heads, for commits whose news was lost and for lanes that were closed or opened. */
  readonly pollMs: number;
  /** Interval between attempts to claim a lane that another process publishes. */
  readonly claimAgainMs: number;
  /** Interval at which the checkpoint of an idle lane is committed again. Kafka deletes it after 7 days (`offsets.retention.minutes`). */
  readonly keepCheckpointMs: number;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
}

export interface LaneRelayStatus {
  readonly lane: Lane;
  /** `standby`: another process publishes the lane, or Kafka has not answered yet. `halted`: the lane is closed. */
  readonly state: 'publishing' | 'standby' | 'failing' | 'halted';
  /** Undefined if this process does not know it. While publication fails, as far as this process had published before. */
  readonly publishedUpTo: Position | 0 | undefined;
  /** Events in the store that are not published yet; undefined if this process does not know it. */
  readonly lag: number | undefined;
  /** What an operator must change, if the lane fails because of its topic. */
  readonly reason: string | undefined;
}

export interface Published {
  readonly lane: Lane;
  readonly position: Position;
}

/** An open publisher, and how far it has published. */
interface Publishing {
  readonly publisher: LanePublisher;
  upTo: PublishedUpTo;
  /** When it last committed the checkpoint, by the monotonic clock; -Infinity if it has not. */
  checkpointAt: number;
}

/** Publishes one lane while this process holds its claim. After any failure, it reads the published position from the topic again. */
export class LaneRelay extends LoopService {
  private publishing: Publishing | undefined;
  /** While publication fails: how far this process had published before. */
  private publishedBefore: Position | 0 | undefined;
  private head: LaneHead | undefined;
  private unusable: UnusableTopicError | undefined;
  private halted: { seenClosed: boolean } | undefined;
  private readonly fencedBackoff = new Backoff({ minMs: 200, maxMs: 2_000 });

  constructor(
    private readonly lane: Lane,
    private readonly ports: RelayPorts,
    private readonly times: RelayTimes,
    private readonly log: Log,
    private readonly failures: FailureLog<Lane>,
    private readonly published: TestSignal<Published>,
  ) {
    super({
      name: 'relay-lane',
      log: failures.logOf(lane, { lane }),
      backoff: new Backoff({ minMs: 100, maxMs: 2_000 }),
    });
  }

  get status(): LaneRelayStatus {
    const { lane, head } = this;
    const publishedUpTo = this.publishing?.upTo.position ?? this.publishedBefore;
    const lag = publishedUpTo === undefined ? undefined : head && Math.max(0, head.position - publishedUpTo);
    return { lane, state: this.state(), publishedUpTo, lag, reason: this.unusable?.message };
  }

  /** Called with the lane's head as just read from the store. */
  seeHead(head: LaneHead): void {
    this.head = head;
    if (this.halted !== undefined) this.seeWhetherReopened(head);
    else if (this.publishing !== undefined && head.position !== this.publishing.upTo.position) this.wake();
  }

  /** Called when events were committed in the lane. */
  noticeCommit(): void {
    if (this.publishing !== undefined) this.wake();
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.closePublisher();
    // A claim that cannot be released ends with its connection.
    await this.ports.claims.release(this.lane).catch((error: unknown) => {
      this.log.debug({ code: 'relay-release', lane: this.lane, err: error }, 'a claim was not released');
    });
  }

  protected async runOnce(): Promise<number> {
    const { claims } = this.ports;
    if (this.halted !== undefined) return Infinity;
    if (this.publishing !== undefined && !claims.holds(this.lane)) {
      this.log.info(
        { code: 'relay-claim-lost', lane: this.lane },
        'the claim of a lane is lost; another process may publish it',
      );
      await this.closePublisher();
    }
    if (!(await claims.claim(this.lane))) {
      this.publishedBefore = undefined;
      return this.times.claimAgainMs;
    }
    try {
      return await this.publishNext(this.publishing ?? (await this.open()));
    } catch (error) {
      const { publishedUpTo } = this.status;
      await this.closePublisher();
      if (error instanceof FencedError) return this.fenced();
      this.publishedBefore = publishedUpTo;
      this.unusable = error instanceof UnusableTopicError ? error : undefined;
      throw error;
    }
  }

  /** Fences every earlier publisher, and reads the published position from the topic. */
  private async open(): Promise<Publishing> {
    const publisher = await this.ports.topic.openLane(this.lane);
    this.unusable = undefined;
    const publishing = { publisher, upTo: publisher.publishedUpTo, checkpointAt: -Infinity };
    this.publishing = publishing;
    // Another process may have published events that are after the head read before.
    this.head = await this.ports.events.laneHead(this.lane);
    return publishing;
  }

  private async publishNext(publishing: Publishing): Promise<number> {
    const { publisher, upTo: published } = publishing;
    if (await this.isBehind(published)) return Infinity;
    const limit = { countMax: publishCountMax, bytesMax: publishBytesMax };
    const events = await this.ports.events.readEvents(this.lane, published.position, limit);
    const [first] = events;
    const last = events.at(-1);
    if (first === undefined || last === undefined) return this.keepCheckpoint(publishing);
    const lost = compareNext(first, published);
    if (lost !== undefined) {
      await this.halt(lost);
      return Infinity;
    }
    const end = { position: last.position, hash: hashOf(last.document) };
    await publisher.publish(events, end);
    publishing.upTo = end;
    // The store contains the events read from it, even if the head was read before them.
    if (this.head !== undefined && this.head.position < end.position) this.head = { ...this.head, ...end };
    publishing.checkpointAt = this.times.now();
    this.fencedBackoff.reset();
    this.published.emit({ lane: this.lane, position: end.position });
    return 0;
  }

  /** True if the store's head contradicts the topic; the lane is then closed. */
  private async isBehind(published: PublishedUpTo): Promise<boolean> {
    if (this.head !== undefined && compareHead(this.head, published) === undefined) return false;
    // The head may have been read before the last publication: only a head read now can be behind.
    this.head = await this.ports.events.laneHead(this.lane);
    const lost = compareHead(this.head, published);
    if (lost !== undefined) await this.halt(lost);
    return lost !== undefined;
  }

  /** Called when there is nothing to publish. @returns milliseconds until the checkpoint must be committed again */
  private async keepCheckpoint(publishing: Publishing): Promise<number> {
    const { now, keepCheckpointMs } = this.times;
    if (now() - publishing.checkpointAt >= keepCheckpointMs) {
      await publishing.publisher.keepCheckpoint();
      publishing.checkpointAt = now();
    }
    return publishing.checkpointAt + keepCheckpointMs - now();
  }

  private async halt(lost: LostHistory): Promise<void> {
    await closeLane(this.ports.closer, this.log, this.lane, lost);
    this.halted = { seenClosed: false };
    await this.closePublisher();
  }

  /** Publishes again once an operator has opened the lane, after it was seen closed. */
  private seeWhetherReopened(head: LaneHead): void {
    if (this.halted === undefined) return;
    if (head.closedBecause !== undefined) {
      this.halted.seenClosed = true;
    } else if (this.halted.seenClosed) {
      this.halted = undefined;
      this.wake();
    }
  }

  private async fenced(): Promise<number> {
    this.log.info({ code: 'relay-fenced', lane: this.lane }, 'another process has become the publisher of a lane');
    await this.ports.claims.release(this.lane);
    return this.fencedBackoff.next();
  }

  private async closePublisher(): Promise<void> {
    const { publishing } = this;
    this.publishing = undefined;
    this.publishedBefore = undefined;
    await publishing?.publisher.close().catch((error: unknown) => {
      this.log.debug({ code: 'relay-close', lane: this.lane, err: error }, 'a publisher did not close properly');
    });
  }

  private state(): LaneRelayStatus['state'] {
    if (this.halted !== undefined) return 'halted';
    if (this.failures.isFailing(this.lane)) return 'failing';
    return this.publishing === undefined ? 'standby' : 'publishing';
  }
}
