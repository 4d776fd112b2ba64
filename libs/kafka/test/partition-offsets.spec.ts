import { expect, it } from '@jest/globals';
import type { Admin } from 'kafkajs';
// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsErrors from 'kafkajs/src/protocol/error.js';
import { partitionOffsets } from '../src/client/partition-offsets.js';

const { createErrorFromCode } = kafkajsErrors as { readonly createErrorFromCode: (code: number) => Error };

/** Codes of Kafka's protocol. */
const leaderNotAvailable = 5;
const topicAuthorizationFailed = 29;

/** An admin client of kafkajs that answers with these errors first. */
function adminAfter(errors: Error[]): Admin {
  const fetchTopicOffsets: Admin['fetchTopicOffsets'] = () => {
    const error = errors.shift();
    return error === undefined
      ? Promise.resolve([
          { partition: 1, offset: '7', low: '0', high: '7' },
          { partition: 0, offset: '9', low: '3', high: '9' },
        ])
      : Promise.reject(error);
  };
  return { fetchTopicOffsets } as Admin;
}

it('waits for the leaders of the partitions, and returns them in order', async () => {
  const admin = adminAfter([createErrorFromCode(leaderNotAvailable), createErrorFromCode(leaderNotAvailable)]);
  expect(await partitionOffsets(admin, 'topic')).toEqual([
    { partition: 0, low: 3, high: 9 },
    { partition: 1, low: 0, high: 7 },
  ]);
});

it('does not repeat a refused request', async () => {
  const refusal = createErrorFromCode(topicAuthorizationFailed);
  const admin = adminAfter([refusal]);
  await expect(partitionOffsets(admin, 'topic')).rejects.toBe(refusal);
});
