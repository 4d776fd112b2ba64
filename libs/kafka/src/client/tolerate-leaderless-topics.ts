// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsMetadata from 'kafkajs/src/protocol/requests/metadata/index.js';

/** The members of a metadata response that are used here. */
interface ClusterMetadata {
  readonly topicMetadata: readonly {
    readonly partitionMetadata: readonly { readonly partitionErrorCode: number }[];
  }[];
}

interface MetadataProtocol {
  readonly request: unknown;
  readonly response: { readonly parse: (metadata: ClusterMetadata) => Promise<unknown> };
}

interface MetadataModule {
  protocol: (version: {
    readonly version: number;
  }) => (request: { readonly topics: readonly string[] }) => MetadataProtocol;
}

let isReplaced = false;

/**
 * Makes kafkajs accept a cluster in which a partition has no leader. kafkajs requests the metadata of all topics to learn the brokers, for
 * example before a transaction, and fails if one partition of any topic has no leader: a topic of another program whose only broker
 * is down would stop publication. Requests that name topics still fail: kafkajs waits for the leaders of new topics with them. Safe
 * to call more than once.
 * @throws Error if the installed kafkajs has no such response
 */
export function tolerateLeaderlessTopics(): void {
  if (isReplaced) return;
  const metadata = kafkajsMetadata as MetadataModule;
  const { protocol } = metadata;
  if (typeof protocol !== 'function') throw new Error('this version of kafkajs has no metadata response to replace');
  metadata.protocol = (version) => (request) => {
    const former = protocol(version)(request);
    if (request.topics.length > 0) return former;
    const { response } = former;
    return { ...former, response: { ...response, parse: (parsed) => response.parse(withoutPartitionErrors(parsed)) } };
  };
  isReplaced = true;
}

function withoutPartitionErrors(metadata: ClusterMetadata): ClusterMetadata {
  return {
    ...metadata,
    topicMetadata: metadata.topicMetadata.map((topic) => ({
      ...topic,
      partitionMetadata: topic.partitionMetadata.map((partition) => ({ ...partition, partitionErrorCode: 0 })),
    })),
  };
}
