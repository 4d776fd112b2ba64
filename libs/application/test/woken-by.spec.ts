import { describe, expect, it } from '@jest/globals';
import { CommitNews, wokenBy } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { Backoff, LoopService } from '@allocator/runtime';
import { silentLog } from '@allocator/testing';

class HourlyLoop extends LoopService {
  count = 0;

  constructor() {
    super({ name: 'hourly', log: silentLog, backoff: new Backoff({ minMs: 100, maxMs: 100 }) });
  }

  protected runOnce(): Promise<number> {
    this.count++;
    return Promise.resolve(3_600_000);
  }
}

describe('a loop that is woken by news', () => {
  it('runs at each news of a commit, of any process and lane', async () => {
    const news = new CommitNews();
    const loop = wokenBy(news, new HourlyLoop());
    await loop.start();
    await loop.rounds.next();
    news.announce(1 as Lane, 'this-process');
    await loop.rounds.next();
    news.announce(2 as Lane, 'another-process');
    await loop.rounds.next();
    expect(loop.count).toBe(3);
    await loop.stop();
  });
});
