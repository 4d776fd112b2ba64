import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Backoff, LoopService } from '@allocator/runtime';
import { RecordedLog } from './recorded-log.js';

/** Sleeps `sleepMs` after each round; `fails` and `round` decide what a round does. */
class Loop extends LoopService {
  sleepMs = Infinity;
  fails = false;
  count = 0;
  atATime = 0;
  atATimeMax = 0;
  during: (stopping: AbortSignal) => Promise<void> | void = () => undefined;

  constructor(log = new RecordedLog()) {
    super({ name: 'loop', log, backoff: new Backoff({ minMs: 100, maxMs: 400, random: () => 1 }) });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    this.count++;
    this.atATimeMax = Math.max(this.atATimeMax, ++this.atATime);
    try {
      await this.during(stopping);
      if (this.fails) throw new Error('away');
      return this.sleepMs;
    } finally {
      this.atATime--;
    }
  }
}

describe('LoopService', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const passMs = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  it('sleeps between its rounds as long as they say', async () => {
    const loop = new Loop();
    loop.sleepMs = 50;
    await loop.start();
    await passMs(0);
    expect(loop.count).toBe(1);
    await passMs(49);
    expect(loop.count).toBe(1);
    await passMs(1);
    expect(loop.count).toBe(2);
    await loop.stop();
    await passMs(1_000);
    expect(loop.count).toBe(2);
  });

  it('sleeps until it is woken', async () => {
    const loop = new Loop();
    await loop.start();
    await passMs(1_000_000);
    expect(loop.count).toBe(1);
    loop.wake();
    await passMs(0);
    expect(loop.count).toBe(2);
    await loop.stop();
  });

  it('never loses a wake during a round', async () => {
    const loop = new Loop();
    let wokenOnce = false;
    loop.during = () => {
      if (!wokenOnce) loop.wake();
      wokenOnce = true;
    };
    await loop.start();
    await passMs(0);
    expect(loop.count).toBe(2);
    await loop.stop();
  });

  it('tries again after a growing pause that no wake cuts short, and says so once each way', async () => {
    const log = new RecordedLog();
    const loop = new Loop(log);
    loop.fails = true;
    await loop.start();
    await passMs(0);
    loop.wake();
    await passMs(99);
    expect(loop.count).toBe(1);
    await passMs(1);
    expect(loop.count).toBe(2);
    await passMs(200);
    expect(loop.count).toBe(3);
    loop.fails = false;
    await passMs(400);
    expect(loop.count).toBe(4);
    expect(log.lines).toMatchObject([
      { level: 'error', code: 'loop-failed', err: expect.any(Error) },
      { level: 'info', code: 'loop-recovered' },
    ]);
    await loop.stop();
  });

  it('waits with its stop for the round under way, which can see it', async () => {
    const loop = new Loop();
    let end: (() => void) | undefined;
    let seen: AbortSignal | undefined;
    loop.during = (stopping) => {
      seen = stopping;
      return new Promise((resolve) => (end = resolve));
    };
    await loop.start();
    let stopped = false;
    const stop = loop.stop().then(() => (stopped = true));
    await passMs(1_000);
    expect([stopped, seen?.aborted]).toEqual([false, true]);
    end?.();
    await stop;
    expect(loop.count).toBe(1);
  });

  it('stops twice, and before it was started', async () => {
    const loop = new Loop();
    await loop.stop();
    await loop.start();
    await Promise.all([loop.stop(), loop.stop()]);
    await loop.stop();
  });

  it('runs once at a time, and runs in the end, however starts and stops come', async () => {
    const loop = new Loop();
    loop.during = () => new Promise((resolve) => void setTimeout(resolve, 3));
    loop.sleepMs = 1;
    const under: Promise<void>[] = [];
    for (let i = 0; i < 500; i++) {
      under.push(i % 3 === 0 ? loop.stop() : loop.start());
      if (i % 2 === 0) loop.wake();
      if (i % 5 === 0) await passMs(i % 4);
    }
    under.push(loop.stop(), loop.start());
    await passMs(50);
    await Promise.all(under);
    const before = loop.count;
    await passMs(50);
    expect(loop.count).toBeGreaterThan(before);
    expect(loop.atATimeMax).toBe(1);
    const stop = loop.stop();
    await passMs(10);
    await stop;
    const atEnd = loop.count;
    await passMs(100);
    expect(loop.count).toBe(atEnd);
  });
});
