import type { WwsfId } from '@allocator/domain';
import type { Admin } from 'kafkajs';
import { askAgain, whileMoving } from '../client/ask-again.js';
import type { TopicNames } from '../topics/topic-names.js';

/** Offset of the next command to take, by partition; partitions without a committed offset are absent. */
type NextOffsets = ReadonlyMap<number, string>;

/**
 * Up to which offsets the commands of a WWSF are answered: the offsets of its own group, or, for a partition without one, of the
 * group of version 0.1, which read the commands of all WWSFs.
 */
export async function answeredUpTo(admin: Admin, names: TopicNames, wwsfId: WwsfId): Promise<NextOffsets> {
  const topic = names.commands(wwsfId);
  const former = await committed(admin, names.formerIntakeGroup, topic);
  return new Map([...former, ...(await committed(admin, names.intakeGroup(wwsfId), topic))]);
}

/** Copies the offsets of version 0.1 to a WWSF's own group, before its first member joins. Has no effect later. */
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
