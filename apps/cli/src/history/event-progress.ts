import type { SingleBar } from 'cli-progress';
import { progressBar } from '../command/progress-bar.js';

/** The progress of reading a history. */
export class EventProgress {
  private readonly bar: SingleBar;
  private readonly beganAt = performance.now();
  private events = 0;

  /** @param total number of events, if known; otherwise the bar grows with them */
  constructor(what: string, total: number) {
    this.bar = progressBar(`${what} {bar} {percentage} % | {events} events, {rate} a second | {eta_formatted} left`);
    this.bar.start(Math.max(1, total), 0, { events: '0', rate: '-' });
  }

  add(events: number): void {
    this.events += events;
    this.bar.update(Math.min(this.events, this.bar.getTotal()), {
      events: this.events.toLocaleString('en-US'),
      rate: Math.round(this.eventsPerSecond).toLocaleString('en-US'),
    });
  }

  /** There are more events than was known. */
  grow(total: number): void {
    this.bar.setTotal(Math.max(1, total));
  }

  get eventsPerSecond(): number {
    return this.events / Math.max(0.001, (performance.now() - this.beganAt) / 1_000);
  }

  end(): void {
    this.bar.stop();
  }

  /** Passes the pages through, and counts their events. */
  async *counted(pages: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
    for await (const page of pages) {
      this.add(page.length);
      yield page;
    }
  }
}
