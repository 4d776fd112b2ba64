import type { LaneEnd, Pages } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { HistoryTopic } from '@allocator/kafka';
import { quietLog } from './quiet-log.js';
import type { HistorySource } from './history-source.js';

/** The history as it was published. */
export class TopicSource implements HistorySource {
  readonly title = 'the topic';
  private readonly topic: HistoryTopic;

  constructor(brokers: readonly string[], prefix: string) {
    this.topic = new HistoryTopic({ brokers, clientId: 'allocator-cli' }, prefix, quietLog);
  }

  async lanes(): Promise<readonly LaneEnd[]> {
    // An upper bound of the number of events: offsets also count aborted and control records.
    return (await this.topic.lanes()).map(({ lane, end }) => ({ lane, position: end as LaneEnd['position'] }));
  }

  documents(lane: Lane): Pages {
    return this.topic.events(lane);
  }

  checkpoints(lane: Lane): Promise<readonly string[]> {
    return this.topic.checkpoints(lane);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
