import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Backoff, LoopService } from '@allocator/runtime';
import { RecordedLog } from '@allocator/testing';

/** Sleeps `sleepMs` after each round. A round calls `during`, and throws if `fails` is set. */
class Loop extends LoopService {
  sleepMs = Infinity;
  fails = false;
  count = 0;
  concurrent = 0;
  concurrentMax = 0;
  during: (stopping: AbortSignal) => Promise<void> | void = () => undefined;

  constructor(log = new RecordedLog(), restMs = 0) {
    super({ name: 'loop', log, backoff: new Backoff({ minMs: 100, maxMs: 400, random: () => 1 }), restMs });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    this.count++;
    this.concurrentMax = Math.max(this.concurrentMax, ++this.concurrent);
    try {
      await this.during(stopping);
      if (this.fails) throw new Error('unavailable');
      return this.sleepMs;
    } finally {
      this.concurrent--;
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

  it('sleeps between rounds for as long as the round returns', async () => {
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

  it('runs another round after a wake during a round', async () => {
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

  it('rests after each round for a time that wakes do not shorten, and that they share', async () => {
    const loop = new Loop(new RecordedLog(), 25);
    await loop.start();
    await passMs(24);
    loop.wake();
    loop.wake();
    await passMs(0);
    expect(loop.count).toBe(1);
    await passMs(1);
    expect(loop.count).toBe(2);
    await passMs(1_000_000);
    expect(loop.count).toBe(2);
    loop.wake();
    await passMs(0);
    expect(loop.count).toBe(3);
    const stop = loop.stop();
    await passMs(0);
    await stop;
  });

  it('never rests for longer than the round asks to sleep', async () => {
    const loop = new Loop(new RecordedLog(), 25);
    loop.sleepMs = 10;
    await loop.start();
    await passMs(11);
    expect(loop.count).toBe(2);
    const stop = loop.stop();
    await passMs(0);
    await stop;
  });

  it('retries after a growing pause that a wake does not shorten, and logs failure and recovery once each', async () => {
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

  it('waits for the round in progress when it stops, and signals the stop to that round', async () => {
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

  it('can be stopped twice, and before it is started', async () => {
    const loop = new Loop();
    await loop.stop();
    await loop.start();
    await Promise.all([loop.stop(), loop.stop()]);
    await loop.stop();
  });

  it('never runs two rounds at a time, and runs after the last start, for any order of starts and stops', async () => {
    const loop = new Loop();
    loop.during = () => new Promise((resolve) => void setTimeout(resolve, 3));
    loop.sleepMs = 1;
    const pending: Promise<void>[] = [];
    for (let i = 0; i < 500; i++) {
      pending.push(i % 3 === 0 ? loop.stop() : loop.start());
      if (i % 2 === 0) loop.wake();
      if (i % 5 === 0) await passMs(i % 4);
    }
    pending.push(loop.stop(), loop.start());
    await passMs(50);
    await Promise.all(pending);
    const before = loop.count;
    await passMs(50);
    expect(loop.count).toBeGreaterThan(before);
    expect(loop.concurrentMax).toBe(1);
    const stop = loop.stop();
    await passMs(10);
    await stop;
    const atEnd = loop.count;
    await passMs(100);
    expect(loop.count).toBe(atEnd);
  });
});
