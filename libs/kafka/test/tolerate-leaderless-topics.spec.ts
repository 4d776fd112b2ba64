import { expect, it } from '@jest/globals';
// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsMetadata from 'kafkajs/src/protocol/requests/metadata/index.js';
import { tolerateLeaderlessTopics } from '../src/client/tolerate-leaderless-topics.js';

interface Protocol {
  readonly response: { readonly parse: (metadata: object) => Promise<object> };
}

const { protocol } = (() => {
  tolerateLeaderlessTopics();
  return kafkajsMetadata as {
    readonly protocol: (version: { version: number }) => (request: { topics: readonly string[] }) => Protocol;
  };
})();

const leaderNotAvailable = 5;
const leader = { partitionErrorCode: 0, partitionId: 0, leader: 1 };
const leaderless = { partitionErrorCode: leaderNotAvailable, partitionId: 1, leader: -1 };
const metadata = {
  brokers: [{ nodeId: 1 }],
  topicMetadata: [{ topicErrorCode: 0, topic: 'of-another-program', partitionMetadata: [leader, leaderless] }],
};

it('the metadata of all topics is accepted although a partition has no leader', async () => {
  const { response } = protocol({ version: 6 })({ topics: [] });
  expect(await response.parse(metadata)).toMatchObject({
    brokers: [{ nodeId: 1 }],
    topicMetadata: [{ partitionMetadata: [{ leader: 1 }, { leader: -1 }] }],
  });
});

it('the metadata of named topics is refused, so that kafkajs waits for the leader', async () => {
  const { response } = protocol({ version: 6 })({ topics: ['of-another-program'] });
  await expect(response.parse(metadata)).rejects.toMatchObject({ type: 'LEADER_NOT_AVAILABLE' });
});
