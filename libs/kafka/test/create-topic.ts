import type { Admin, ITopicConfig } from 'kafkajs';
import { leaderNotReady, retryWhile } from '../src/client/retry-while.js';

/** Creates a topic as another program does, and waits until the broker knows it. `waitForLeaders` of kafkajs fails if that takes time. */
export async function createTopic(admin: Admin, topic: ITopicConfig): Promise<void> {
  await admin.createTopics({ topics: [topic], waitForLeaders: false });
  await retryWhile(leaderNotReady, () => admin.fetchTopicMetadata({ topics: [topic.topic] }));
}
