import type { LaneEnd, Pages } from '@allocator/application';
import { checkpointsAnswer, lanesAnswer } from '@allocator/contracts';
import type { Lane, Position } from '@allocator/domain';
import type { ServiceClient } from '../service/service-client.js';
import type { HistorySource } from './history-source.js';

/** Of one request; a longer read continues with the next. */
const eventsMax = 100_000;

/** The history as the service returns it to an auditor. */
export class ServiceSource implements HistorySource {
  readonly title = 'the service';

  constructor(private readonly service: ServiceClient) {}

  async lanes(): Promise<readonly LaneEnd[]> {
    const { lanes } = lanesAnswer.parse(await this.service.get('/v1/lanes'));
    return lanes.map(({ lane, position }) => ({ lane: lane as Lane, position: position as LaneEnd['position'] }));
  }

  async *documents(lane: Lane, after: Position | 0): Pages {
    for (let from: number = after, count = eventsMax; count === eventsMax; from += count) {
      count = 0;
      const query = `lane=${String(lane)}&after=${String(from)}&limit=${String(eventsMax)}`;
      for await (const page of this.service.lines(`/v1/events?${query}`)) {
        count += page.length;
        yield page;
      }
    }
  }

  async checkpoints(lane: Lane): Promise<readonly string[]> {
    const all: string[] = [];
    for (let after: number | null = 0; after !== null;) {
      const query = `lane=${String(lane)}&after=${String(after)}`;
      const { checkpoints, next } = checkpointsAnswer.parse(await this.service.get(`/v1/checkpoints?${query}`));
      all.push(...checkpoints.map(({ jws }) => jws));
      after = next;
    }
    return all;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
