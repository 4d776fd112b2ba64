import type { CommitNews } from './commit-news.js';

/** Wakes the loop at each news of a commit. Its shortest pause between rounds keeps frequent news cheap. */
export function wokenBy<Loop extends { wake(): void }>(news: CommitNews, loop: Loop): Loop {
  news.listen(() => {
    loop.wake();
  });
  return loop;
}
