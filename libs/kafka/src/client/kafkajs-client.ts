import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { stopIdleTimers } from './stop-idle-timers.js';
import { tolerateLeaderlessTopics } from './tolerate-leaderless-topics.js';

/** Creates a client factory of kafkajs with these settings; without a log level it logs nothing. Does not connect. */
export function kafkajsClient(config: KafkaConfig): Kafka {
  stopIdleTimers();
  tolerateLeaderlessTopics();
  return new Kafka({ logLevel: logLevel.NOTHING, ...config });
}
