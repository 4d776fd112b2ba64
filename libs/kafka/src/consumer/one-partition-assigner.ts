import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';

const name = 'OnePartition';
const version = 0;
const userData = Buffer.alloc(0);

/** Gives the group's only member one partition of its topic, so that it fetches nothing else. */
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
