// Test class: server. Uses a real broker.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { StoredEvent } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { TestSignal } from '@allocator/runtime';
import { RecordedLog } from '@allocator/testing';
import { EventsConsumer, type EventsHandler, KafkaEventTopic, StopLaneError, type TopicNames } from '@allocator/kafka';
import { chain, endOf } from './chain.js';
import { describeOnKafka, freshNames, kafkaOf, settingsOf } from './describe-on-kafka.js';

const lanes = 2;
const lane = 0 as Lane;
const otherLane = 1 as Lane;

describeOnKafka('EventsConsumer', () => {
  let names: TopicNames;
  let log: RecordedLog;
  let topic: KafkaEventTopic;
  const running: EventsConsumer[] = [];

  beforeEach(() => {
    names = freshNames();
    log = new RecordedLog();
    topic = new KafkaEventTopic(kafkaOf(), names, lanes, settingsOf());
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
  });

  const publish = async (events: readonly StoredEvent[]): Promise<void> => {
    const publisher = await topic.openLane(events[0]?.lane as Lane);
    await publisher.publish(events, endOf(events));
    await publisher.close();
  };

  const consumerWith = (handler: EventsHandler): EventsConsumer => {
    const consumer = new EventsConsumer({ kafka: kafkaOf(log), names, lanes, name: 'test', handler, log });
    running.push(consumer);
    return consumer;
  };

  it('passes every event to its handler, from position 1, in order, as it was published', async () => {
    const events = chain(lane, 700);
    await publish(events);
    const seen: StoredEvent[] = [];
    const consumer = consumerWith(async (_, given) => void seen.push(...given));
    const done = consumer.handledEvents.waitFor(({ position }) => position === 702, 20_000);
    await consumer.start();
    await publish(chain(lane, 2, events));
    await done;
    expect(seen).toEqual([...events, ...chain(lane, 2, events)]);
    expect(log.lines).toEqual([]);
  });

  it('continues after the last committed event when it is restarted', async () => {
    const events = chain(lane, 3);
    await publish(events);
    const seen: number[] = [];
    const consumer = consumerWith(async (_, given) => void seen.push(...given.map(({ position }) => position)));
    const done = consumer.handledEvents.next(20_000);
    await consumer.start();
    await done;
    await consumer.stop();
    await publish(chain(lane, 1, events));
    const again = consumer.handledEvents.next(20_000);
    await consumer.start();
    await again;
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('passes the same events to a failed handler again, while the other lane continues', async () => {
    await publish(chain(lane, 2));
    await publish(chain(otherLane, 1));
    const given: string[] = [];
    let isUnavailable = true;
    const consumer = consumerWith(async (of, events) => {
      given.push(`${String(of)}: ${events.map(({ position }) => position).join()}`);
      if (of === lane && isUnavailable) throw new Error('the database is unavailable');
    });
    const other = consumer.handledEvents.waitFor((handled) => handled.lane === otherLane, 20_000);
    await consumer.start();
    await other;
    const recovered = consumer.handledEvents.waitFor((handled) => handled.lane === lane, 20_000);
    isUnavailable = false;
    await recovered;
    await consumer.stop();
    expect(new Set(given)).toEqual(new Set(['0: 1,2', '1: 1']));
    expect(log.codes).toEqual(['events-consumer-handler-failed', 'events-consumer-handler-recovered']);
  });

  it('stops a lane whose handler throws StopLaneError, logs it, and continues the other lane', async () => {
    await publish(chain(lane, 2));
    const refused = new TestSignal();
    const consumer = consumerWith(async (of) => {
      if (of === otherLane) return;
      refused.emit();
      throw new StopLaneError('position 1 is missing');
    });
    const stopped = refused.next(20_000);
    const other = consumer.handledEvents.waitFor((handled) => handled.lane === otherLane, 20_000);
    await consumer.start();
    await stopped;
    await publish(chain(otherLane, 1));
    await other;
    expect(consumer.stoppedLanes).toEqual([lane]);
    expect(log.codes).toEqual(['events-lane-stopped']);
  });
});
