import {
  type EventReader,
  type EventTopic,
  FencedError,
  type LaneClaims,
  type LaneCloser,
  type LaneHead,
  type LanePublisher,
  type PublishedUpTo,
  type StoredEvent,
  UnusableTopicError,
  hashOf,
} from '@allocator/application';
import { type Hash, type Lane, type Position, genesisHash } from '@allocator/domain';
import { TestSignal } from '@allocator/runtime';

interface StoredLane {
  readonly events: StoredEvent[];
  closedBecause: string | undefined;
}

/** An event store in memory that can lose events, as by a restore. */
export class FakeStore implements EventReader, LaneCloser {
  readonly closed = new TestSignal<{ readonly lane: Lane; readonly reason: string }>();
  private readonly lanes: readonly StoredLane[];

  constructor(lanes: number) {
    this.lanes = Array.from({ length: lanes }, () => ({ events: [], closedBecause: undefined }));
  }

  append(lane: Lane, count: number, data = 'x'): void {
    const events = this.at(lane).events;
    for (let i = 0; i < count; i++) {
      const position = (events.length + 1) as Position;
      const document = JSON.stringify({ subject: 's', lane, position, previous: hashOfLast(events), data });
      events.push({ lane, position, subject: 's', document });
    }
  }

  lose(lane: Lane, count: number): void {
    this.at(lane).events.splice(-count);
  }

  reopen(lane: Lane): void {
    this.at(lane).closedBecause = undefined;
  }

  events(lane: Lane): readonly StoredEvent[] {
    return this.at(lane).events;
  }

  documents(lane: Lane): readonly string[] {
    return this.events(lane).map(({ document }) => document);
  }

  async laneHeads(): Promise<readonly LaneHead[]> {
    return Promise.all(this.lanes.map((_, lane) => this.laneHead(lane as Lane)));
  }

  async laneHead(lane: Lane): Promise<LaneHead> {
    const { events, closedBecause } = this.at(lane);
    return { lane, position: events.at(-1)?.position ?? 0, hash: hashOfLast(events), closedBecause };
  }

  async readEvents(
    lane: Lane,
    after: number,
    { countMax, bytesMax }: { readonly countMax: number; readonly bytesMax: number },
  ): Promise<readonly StoredEvent[]> {
    let bytes = 0;
    return this.events(lane)
      .slice(after, after + countMax)
      .filter(({ document }) => {
        const before = bytes;
        bytes += document.length;
        return before < bytesMax;
      });
  }

  async closeLane(lane: Lane, reason: string): Promise<void> {
    this.at(lane).closedBecause ??= reason;
    this.closed.emit({ lane, reason });
  }

  private at(lane: Lane): StoredLane {
    return this.lanes[lane] as StoredLane;
  }
}

/** A topic in memory with one valid publisher a lane. */
export class FakeTopic implements EventTopic {
  isAway = false;
  /** Its settings are wrong until an operator corrects them. */
  unusableBecause: string | undefined;
  readonly refuses = new Set<Lane>();
  readonly opens: Lane[] = [];
  readonly kept = new TestSignal<Lane>();
  readonly tries = new TestSignal<number>();
  private readonly batches: StoredEvent[][] = [];
  private readonly epochs = new Map<Lane, number>();
  private triesSoFar = 0;

  publishBefore(events: readonly StoredEvent[]): void {
    this.batches.push([...events]);
  }

  /** Another publisher takes the lane and publishes these. */
  fence(lane: Lane, events: readonly StoredEvent[]): void {
    this.epochs.set(lane, (this.epochs.get(lane) ?? 0) + 1);
    this.publishBefore(events);
  }

  documents(lane: Lane): readonly string[] {
    return this.events(lane).map(({ document }) => document);
  }

  /** How many events each transaction of the lane had. */
  transactions(lane: Lane): readonly number[] {
    return this.batches.filter(([first]) => first?.lane === lane).map(({ length }) => length);
  }

  async openLane(lane: Lane): Promise<LanePublisher> {
    this.answer(lane);
    if (this.unusableBecause !== undefined) throw new UnusableTopicError(this.unusableBecause);
    this.opens.push(lane);
    const epoch = (this.epochs.get(lane) ?? 0) + 1;
    this.epochs.set(lane, epoch);
    const check = (): void => {
      this.answer(lane);
      if (this.epochs.get(lane) !== epoch) throw new FencedError('another publisher has the lane');
    };
    return {
      publishedUpTo: this.end(lane),
      publish: async (events, end) => {
        check();
        this.batches.push([...events]);
        if (this.end(lane).hash !== end.hash) throw new Error('a checkpoint that is not the end');
      },
      keepCheckpoint: async () => {
        check();
        this.kept.emit(lane);
      },
      close: async () => undefined,
    };
  }

  private answer(lane: Lane): void {
    this.tries.emit(++this.triesSoFar);
    if (this.isAway || this.refuses.has(lane)) throw new Error('Kafka does not answer');
  }

  private events(lane: Lane): readonly StoredEvent[] {
    return this.batches.flat().filter((event) => event.lane === lane);
  }

  private end(lane: Lane): PublishedUpTo {
    const last = this.events(lane).at(-1);
    return last === undefined
      ? { position: 0, hash: undefined }
      : { position: last.position, hash: hashOf(last.document) };
  }
}

export class FakeClaims implements LaneClaims {
  readonly takenElsewhere = new Set<Lane>();
  private readonly held = new Set<Lane>();

  async claim(lane: Lane): Promise<boolean> {
    if (!this.takenElsewhere.has(lane)) this.held.add(lane);
    return this.held.has(lane);
  }

  holds(lane: Lane): boolean {
    return this.held.has(lane);
  }

  async release(lane: Lane): Promise<void> {
    this.held.delete(lane);
  }

  loseAll(): void {
    this.held.clear();
  }
}

function hashOfLast(events: readonly StoredEvent[]): Hash {
  const last = events.at(-1);
  return last === undefined ? genesisHash : hashOf(last.document);
}
