import { describe, expect, it } from '@jest/globals';
import { laneOf } from '@allocator/domain';
import { type Message, Partitioners } from 'kafkajs';
// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsGroups from 'kafkajs/src/producer/groupMessagesPerPartition.js';
import { groupedByPartition } from '../src/produce/grouped-by-partition.js';

const partitions = 8;
const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 0 }));
const groupsOf = (messages: readonly Message[]): Record<number, Message[]> =>
  (kafkajsGroups as (given: unknown) => Record<number, Message[]>)({
    topic: 'topic',
    partitionMetadata,
    messages,
    partitioner: Partitioners.DefaultPartitioner(),
  });

const keys = Array.from({ length: 2_000 }, (_, n) => `${String(n)}-é`);
const placed = keys.map((key) => ({ key, value: key, partition: laneOf(key, partitions) }));

describe('messages that have their partition', () => {
  it('are in the groups that kafkajs makes of them, in the same order', () => {
    expect(groupsOf(groupedByPartition(placed))).toEqual(groupsOf(placed));
  });

  it('are grouped once, in time that does not grow with their square', () => {
    const messages = groupedByPartition(placed.map((message) => ({ ...message, partition: 0 })));
    expect(groupsOf(messages)[0]).toBe(groupsOf(messages)[0]);
  });
});

describe('outcomes', () => {
  it('are in the partition of the default partitioner, which is the one of a lane of that name', () => {
    const byKey = groupsOf(keys.map((key) => ({ key, value: key })));
    const names = (groups: Record<number, Message[]>) =>
      Object.entries(groups).map(([partition, messages]) => [partition, messages.map(({ key }) => key)]);
    expect(names(groupsOf(groupedByPartition(placed)))).toEqual(names(byKey));
  });
});

it('leaves messages without a partition to the partitioner of kafkajs', () => {
  const messages = keys.map((key) => ({ key, value: key }));
  expect(groupsOf(groupedByPartition([...placed.slice(0, 5), ...messages]))).toEqual(
    groupsOf([...placed.slice(0, 5), ...messages]),
  );
});
