import type { StoredEvent } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { TestSignal, type Log } from '@allocator/runtime';
import type { KafkaMessage } from 'kafkajs';
import type { Kafka } from '../client/create-kafka.js';
import { unreadableBatchOf } from '../fetch/decode-record-batches.js';
import { StopPartitionError, SupervisedConsumer, type FetchedRecords } from './supervised-consumer.js';
import type { TopicNames } from '../topics/topic-names.js';
import { ensureTopics, eventsTopic } from '../topics/ensure-topics.js';
import { withAdmin } from '../client/with-admin.js';

/** Events handed over, and committed, at a time. */
const eventsMax = 500;
const bytesPerPartitionMax = 512 * 1024;

/** `position` stands before `data` in every document, and in a string its quotes would be escaped. */
const positionMember = /"position":([1-9]\d{0,15})[,}]/;

/** Thrown by an events handler for a lane that must not go on (an event is missing): only an operator can mend that. */
export class StopLaneError extends StopPartitionError {
  override readonly name = 'StopLaneError';
}

/**
 * Takes in events of one lane, in order. Its promise resolved, they are never handed over again, except after a crash
 * between that and the commit: it has to pass over those it has. Throws `StopLaneError` to stop the lane, anything else
 * to have the same events again after a pause.
 */
export type EventsHandler = (lane: Lane, events: readonly StoredEvent[]) => Promise<void>;

export interface EventsConsumerOptions {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly lanes: number;
  /** Of the projection: readers of one name share the lanes, and each name reads all events from position 1. */
  readonly name: string;
  readonly handler: EventsHandler;
  readonly log: Log;
}

/** Reads the published stream for a projection: committed events only, each lane in order, lanes side by side. */
export class EventsConsumer extends SupervisedConsumer {
  /** Emitted when events of a lane are handled, with the position of the last. */
  readonly handledEvents = new TestSignal<{ readonly lane: Lane; readonly position: Position }>();
  private readonly lanesStopped = new Set<Lane>();

  constructor(private readonly setup: EventsConsumerOptions) {
    super({
      name: 'events-consumer',
      kafka: setup.kafka,
      log: setup.log,
      config: { groupId: setup.names.projectorGroup(setup.name), maxBytesPerPartition: bytesPerPartitionMax },
      partitionsConcurrentlyMax: setup.lanes,
      recordsMax: eventsMax,
    });
  }

  /** Lanes that the handler has stopped, for health. */
  get stoppedLanes(): readonly Lane[] {
    return [...this.lanesStopped];
  }

  protected async topics(): Promise<readonly string[]> {
    const { kafka, names, lanes } = this.setup;
    await withAdmin(kafka, (admin) => ensureTopics(admin, [eventsTopic(names, lanes)]));
    return [names.events];
  }

  protected async handle({ partition, records }: FetchedRecords): Promise<number> {
    const lane = partition as Lane;
    const events = records.map((record) => storedEvent(lane, record));
    await this.setup.handler(lane, events);
    this.lanesStopped.delete(lane);
    const last = events.at(-1);
    if (last !== undefined) this.handledEvents.emit({ lane, position: last.position });
    return records.length;
  }

  protected override stopped(_topic: string, partition: number, error: StopPartitionError): void {
    const lane = partition as Lane;
    this.lanesStopped.add(lane);
    this.setup.log.error({ code: 'events-lane-stopped', lane, err: error }, 'a lane of events is read no further');
  }
}

function storedEvent(lane: Lane, message: KafkaMessage): StoredEvent {
  const { key, value, offset } = message;
  const batch = unreadableBatchOf(message);
  if (batch !== undefined) {
    const range = `${batch.firstOffset} to ${offset}`;
    throw new StopLaneError(`the records at offsets ${range} of lane ${String(lane)} cannot be read: ${batch.detail}`);
  }
  const document = value?.toString() ?? '';
  const position = Number(positionMember.exec(document)?.[1]);
  if (key === null || !Number.isSafeInteger(position)) {
    throw new StopLaneError(`the record at offset ${offset} of lane ${String(lane)} is not an event of this service`);
  }
  return { lane, position: position as Position, subject: key.toString(), document };
}
