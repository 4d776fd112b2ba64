import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';

const name = 'OnePartition';
const version = 0;
const userData = Buffer.alloc(0);

/** Assigns one partition of the topic to the only member of the group, so that it fetches nothing else. */
export function onePartitionAssigner(topic: string, partition: number): PartitionAssigner {
  return () => ({
    name,
    version,
    assign: ({ members }) =>
      Promise.resolve(
        members.map(({ memberId }) => ({
          memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version,
            assignment: { [topic]: [partition] },
            userData,
          }),
        })),
      ),
    protocol: ({ topics }) => ({
      name,
      metadata: AssignerProtocol.MemberMetadata.encode({ version, topics, userData }),
    }),
  });
}
