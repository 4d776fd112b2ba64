import type { CommitNews } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { setTimeout as pause } from 'node:timers/promises';

/** The news of commits in some lanes, for one that waits at their ends. */
export class LaneNews {
  private hasNews = false;
  private endWait: (() => void) | undefined;
  /** Ends the listening. */
  readonly close: () => void;

  constructor(news: CommitNews, lanes: ReadonlySet<Lane>) {
    this.close = news.listen((of) => {
      if (!lanes.has(of)) return;
      this.hasNews = true;
      this.endWait?.();
    });
  }

  /**
   * Waits for news since the end of the last wait.
   * @param restMs shortest wait
   * @param msMax longest wait: news can be lost
   * @param ended ends the wait
   */
  async wait(restMs: number, msMax: number, ended: AbortSignal): Promise<void> {
    await pause(restMs, undefined, { signal: ended }).catch(() => undefined);
    if (!this.hasNews && !ended.aborted) await this.untilNews(msMax - restMs, ended);
    this.hasNews = false;
  }

  private async untilNews(msMax: number, ended: AbortSignal): Promise<void> {
    const news = new AbortController();
    this.endWait = () => {
      news.abort();
    };
    await pause(msMax, undefined, { signal: AbortSignal.any([news.signal, ended]) }).catch(() => undefined);
    this.endWait = undefined;
  }
}
