import type { WwsfId } from '@allocator/domain';
import type { Admin } from 'kafkajs';
import { askAgain, whileMoving } from './ask-again.js';
import type { TopicNames } from './topic-names.js';

/** Offset of the next command to take, by partition; none where Kafka knows of none. */
type NextOffsets = ReadonlyMap<number, string>;

/**
 * How far the commands of a WWSF are answered: as its own group says, and where that says nothing, as the group of version 0.1,
 * in which the commands of all WWSFs were read.
 */
export async function answeredUpTo(admin: Admin, names: TopicNames, wwsfId: WwsfId): Promise<NextOffsets> {
  const topic = names.commands(wwsfId);
  const former = await committed(admin, names.formerIntakeGroup, topic);
  return new Map([...former, ...(await committed(admin, names.intakeGroup(wwsfId), topic))]);
}

/** Before the first member joins a WWSF's own group: it goes on where version 0.1 has stopped. Changes nothing later. */
export async function takeOverOffsets(admin: Admin, names: TopicNames, wwsfId: WwsfId): Promise<void> {
  const topic = names.commands(wwsfId);
  const own = await committed(admin, names.intakeGroup(wwsfId), topic);
  const former = await committed(admin, names.formerIntakeGroup, topic);
  const missing = [...former].filter(([partition]) => !own.has(partition));
  if (missing.length === 0) return;
  const partitions = missing.map(([partition, offset]) => ({ partition, offset }));
  await admin.setOffsets({ groupId: names.intakeGroup(wwsfId), topic, partitions });
}

async function committed(admin: Admin, groupId: string, topic: string): Promise<NextOffsets> {
  const [found] = await askAgain(whileMoving, () => admin.fetchOffsets({ groupId, topics: [topic] }));
  const known = (found?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
  return new Map(known.map(({ partition, offset }) => [partition, offset]));
}
