import {
  type EventTopic,
  FencedError,
  type LanePublisher,
  type PublishedUpTo,
  type StoredEvent,
} from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Defect } from './defects.js';
import type { Pause } from './task.js';

/** Kafka has not answered: the request may have been carried out or not. */
export class BrokerUnavailableError extends Error {
  override readonly name = 'BrokerUnavailableError';
}

interface Partition {
  readonly events: StoredEvent[];
  checkpoint: PublishedUpTo;
  epoch: number;
}

/** What a publisher remembers: its epoch, and whether it has published anything. */
export interface PublisherMemory {
  epoch: number;
  uses: number;
}

/** The topic that all processes publish to: one fenced transactional producer per lane, with the checkpoint in the same transaction. */
export class SimulatedTopic {
  /** The next answer is lost, before or after the request has been carried out. */
  losesAnswer: 'before' | 'after' | undefined;
  private readonly partitions: readonly Partition[];

  constructor(
    lanes: number,
    private readonly defect?: Defect,
  ) {
    this.partitions = Array.from({ length: lanes }, () => ({
      events: [],
      checkpoint: { position: 0, hash: undefined },
      epoch: 0,
    }));
  }

  documents(lane: Lane): readonly string[] {
    return this.partition(lane).events.map(({ document }) => document);
  }

  /** What a publisher can read of it. */
  state(): readonly unknown[] {
    return this.partitions.map(({ events, checkpoint, epoch }) => [events.length, checkpoint.position, epoch]);
  }

  /** @param memory of the one relay that uses it */
  seenBy(pause: Pause, memory: () => PublisherMemory): EventTopic {
    return { openLane: (lane) => this.openLane(lane, pause, memory()) };
  }

  private async openLane(lane: Lane, pause: Pause, memory: PublisherMemory): Promise<LanePublisher> {
    await pause('before the fence');
    this.lose('before');
    const partition = this.partition(lane);
    const epoch = ++partition.epoch;
    memory.epoch = epoch;
    memory.uses = 0;
    await pause('after the fence');
    const publishedUpTo = partition.checkpoint;
    await pause('after reading the checkpoint');
    const check = (): void => {
      if (this.defect === 'fence-lost') return;
      if (partition.epoch !== epoch) throw new FencedError('another publisher has the lane');
    };
    return {
      publishedUpTo,
      publish: async (events, end) => {
        await pause('before publishing');
        check();
        this.lose('before');
        await pause('before the end of publishing');
        check();
        partition.events.push(...this.published(events));
        partition.checkpoint = end;
        memory.uses++;
        this.lose('after');
        await pause('after publishing');
      },
      keepCheckpoint: async () => {
        await pause('before keeping the checkpoint');
        check();
        memory.uses++;
      },
      close: async () => undefined,
    };
  }

  private published(events: readonly StoredEvent[]): readonly StoredEvent[] {
    return this.defect === 'relay-skips-tail' && events.length > 1 ? events.slice(0, -1) : events;
  }

  private lose(when: 'before' | 'after'): void {
    if (this.losesAnswer !== when) return;
    this.losesAnswer = undefined;
    throw new BrokerUnavailableError('Kafka does not answer');
  }

  private partition(lane: Lane): Partition {
    return this.partitions[lane] as Partition;
  }
}
