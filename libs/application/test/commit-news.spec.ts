import { describe, expect, it } from '@jest/globals';
import { CommitNews, type CommittedBy, SeenHeads } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';

const lane = 3 as Lane;
const headAt = (position: number) => ({
  lane,
  position: position as Position,
  hash: `hash ${String(position)}` as Hash,
});

describe('CommitNews', () => {
  it('announces once that a lane has become longer, and who committed', () => {
    const news = new CommitNews();
    const heard: CommittedBy[] = [];
    news.listen((of, by) => {
      if (of === lane) heard.push(by);
    });
    const seen = new SeenHeads(news);
    seen.committed(headAt(1));
    seen.saw(headAt(1));
    expect(heard).toEqual(['this-process']);
    seen.saw(headAt(2));
    seen.committed(headAt(2));
    expect(heard).toEqual(['this-process', 'another-process']);
  });

  it('is not heard after the listening has ended', () => {
    const news = new CommitNews();
    let heard = 0;
    const stop = news.listen(() => heard++);
    news.announce(lane, 'this-process');
    stop();
    news.announce(lane, 'this-process');
    expect(heard).toBe(1);
  });
});
