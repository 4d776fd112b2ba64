import type { StoredEvent } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { TestSignal, type Log } from '@allocator/runtime';
import type { KafkaMessage } from 'kafkajs';
import type { Kafka } from '../client/create-kafka.js';
import { unreadableBatchOf } from '../fetch/unreadable-batch.js';
import type { TopicPartition } from './partition-failures.js';
import { StopPartitionError, SupervisedConsumer, type FetchedRecords } from './supervised-consumer.js';
import type { TopicNames } from '../topics/topic-names.js';
import { ensureTopics } from '../topics/ensure-topics.js';
import { eventsTopic } from '../topics/topic-spec.js';
import { withAdmin } from '../client/with-admin.js';

/** Events that are handled and committed together. */
const eventsMax = 500;
/** Bytes that are fetched of a partition at a time. */
const bytesPerPartitionMax = 512 * 1024;

/** `position` precedes `data` in every document, and its quotes would be escaped in a string: the first match is the member. */
const positionMember = /"position":([1-9]\d{0,15})[,}]/;

/** Thrown by an events handler if the lane must not continue, for example because an event is missing. Only an operator can repair that. */
export class StopLaneError extends StopPartitionError {
  override readonly name = 'StopLaneError';
}

/**
 * Handles events of one lane, in order. It may get events again that it has handled, if the process crashes before their offsets are
 * committed, and must skip them. Throws `StopLaneError` to stop the lane, or any other error to get the same events again after a
 * pause.
 */
export type EventsHandler = (lane: Lane, events: readonly StoredEvent[]) => Promise<void>;

interface EventsConsumerOptions {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly lanes: number;
  /** Name of the projection. Consumers of one name share the lanes; each name reads all events from position 1. */
  readonly name: string;
  readonly handler: EventsHandler;
  readonly log: Log;
}

/** Reads the published events for a projection: committed events only, each lane in order, lanes concurrently. */
export class EventsConsumer extends SupervisedConsumer {
  /** Emitted when events of a lane are handled, with the position of the last one. */
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

  /** Lanes that the handler has stopped, for the health check. */
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

  protected override stopped({ partition }: TopicPartition, error: StopPartitionError): void {
    const lane = partition as Lane;
    this.lanesStopped.add(lane);
    this.setup.log.error({ code: 'events-lane-stopped', lane, err: error }, 'a lane of events is not read any further');
  }
}

function storedEvent(lane: Lane, message: KafkaMessage): StoredEvent {
  const { key, value, offset } = message;
  const batch = unreadableBatchOf(message);
  if (batch !== undefined) {
    const range = `${batch.firstOffset} to ${offset}`;
    throw new StopLaneError(`the records at offsets ${range} of lane ${String(lane)} are unreadable: ${batch.detail}`);
  }
  const document = value?.toString() ?? '';
  const position = Number(positionMember.exec(document)?.[1]);
  if (key === null || !Number.isSafeInteger(position)) {
    throw new StopLaneError(`the record at offset ${offset} of lane ${String(lane)} is not an event of this service`);
  }
  return { lane, position: position as Position, subject: key.toString(), document };
}
