import type { WwsfId } from '@allocator/domain';
import type { Admin } from 'kafkajs';
import { committedOffsets } from '../client/committed-offsets.js';
import type { TopicNames } from '../topics/topic-names.js';

/** Offset of the next command to process, by partition. Partitions without a committed offset are absent. */
export type IntakeOffsets = ReadonlyMap<number, string>;

/**
 * The offsets before which all commands of a WWSF are answered: those of its own group or, for a partition without one, of the group
 * of version 0.1, which read the commands of all WWSFs.
 */
export async function answeredUpTo(admin: Admin, names: TopicNames, wwsfId: WwsfId): Promise<IntakeOffsets> {
  const topic = names.commands(wwsfId);
  const former = await committed(admin, names.formerIntakeGroup, topic);
  return new Map([...former, ...(await committed(admin, names.intakeGroup(wwsfId), topic))]);
}

/** Copies the offsets of version 0.1 to the WWSF's own group. Call it before the first member joins; later it has no effect. */
export async function takeOverOffsets(admin: Admin, names: TopicNames, wwsfId: WwsfId): Promise<void> {
  const topic = names.commands(wwsfId);
  const own = await committed(admin, names.intakeGroup(wwsfId), topic);
  const former = await committed(admin, names.formerIntakeGroup, topic);
  const missing = [...former].filter(([partition]) => !own.has(partition));
  if (missing.length === 0) return;
  const partitions = missing.map(([partition, offset]) => ({ partition, offset }));
  await admin.setOffsets({ groupId: names.intakeGroup(wwsfId), topic, partitions });
}

async function committed(admin: Admin, groupId: string, topic: string): Promise<IntakeOffsets> {
  const partitions = await committedOffsets(admin, groupId, topic);
  const known = partitions.filter(({ offset }) => Number(offset) >= 0);
  return new Map(known.map(({ partition, offset }) => [partition, offset]));
}
