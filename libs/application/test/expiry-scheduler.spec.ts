import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LaneBound } from '@allocator/application';
import { BatchExecutor, CommandBatcher, ExpiryScheduler } from '@allocator/application';
import type { Instant, Lane, Outcome } from '@allocator/domain';
import { openLease } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { LaneScenario, type MemoryLaneStore, assign, newYear, testOrigin } from '@allocator/testing';

const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const lane = 0 as Lane;

/** The scheduler on the in-memory store, whose clock moves with the timers of the test. */
class Scheduled {
  polls = 0;
  /** How far the clock by which bounds are read is ahead of the lane's. */
  aheadMs = 0;
  readonly scheduler: ExpiryScheduler;

  private constructor(private readonly scenario: LaneScenario) {
    const batcher = new CommandBatcher(new BatchExecutor(scenario.on.store, testOrigin), 1, log);
    this.scheduler = new ExpiryScheduler({ earliestBounds: () => this.earliestBounds() }, batcher, log);
  }

  static async given(identities: number, lifetime: number): Promise<Scheduled> {
    return new Scheduled(
      await LaneScenario.given(identities, { securityLifetimeSeconds: lifetime, tokenLifetimeSeconds: 1 }),
    );
  }

  /** Assigns one identity now, as another process does: the scheduler is not notified. */
  assign(n: number): Promise<Outcome> {
    return this.scenario.when(assign(n));
  }

  async assignAll(count: number): Promise<void> {
    await this.scenario.batch(...Array.from({ length: count }, (_, n) => assign(n + 1)));
  }

  terms(lifetime: number): Promise<void> {
    return this.scenario.terms({ securityLifetimeSeconds: lifetime, tokenLifetimeSeconds: 1 });
  }

  /** Moves the database's clock and the process's timers together, by milliseconds. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed++) {
      const store = this.scenario.on.store as MemoryLaneStore;
      store.now = (store.now + 1) as Instant;
      await jest.advanceTimersByTimeAsync(1);
      await turnOfTheLoop();
    }
  }

  /** When expiries were recorded, in milliseconds after the start of the scenario. */
  async recordedAt(): Promise<number[]> {
    const history = await this.scenario.history();
    return history.filter(({ type }) => type === 'Expired').map(({ recordedAt }) => recordedAt - newYear);
  }

  private async earliestBounds(): Promise<{ now: Instant; bounds: readonly LaneBound[] }> {
    this.polls++;
    const identities = await this.scenario.on.identities();
    const bounds = identities.flatMap((identity) => openLease(identity)?.reassignableAt ?? []).sort((a, b) => a - b);
    const [first] = bounds;
    const { now } = this.scenario.on.store as MemoryLaneStore;
    return {
      now: (now + this.aheadMs) as Instant,
      bounds: first === undefined ? [] : [{ lane, reassignableAt: first }],
    };
  }
}

describe('the scheduler', () => {
  let scheduled: Scheduled;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  });
  afterEach(async () => {
    const stopped = scheduled.scheduler.stop();
    await jest.runOnlyPendingTimersAsync();
    await stopped;
    jest.useRealTimers();
  });

  it('tries again soon if a lease is due by a clock that is ahead of the lane’s', async () => {
    scheduled = await Scheduled.given(1, 1);
    scheduled.aheadMs = 2;
    await scheduled.assign(1);
    await scheduled.scheduler.start();
    await scheduled.pass(1_100);
    const [recordedAt = Infinity] = await scheduled.recordedAt();
    expect(recordedAt).toBeGreaterThanOrEqual(1_000);
    expect(recordedAt).toBeLessThan(1_010);
  });

  it('sleeps until the next lease lapses, and records its expiry then, never before', async () => {
    scheduled = await Scheduled.given(2, 3);
    await scheduled.assign(1);
    await scheduled.scheduler.start();
    await scheduled.pass(100);
    await scheduled.assign(2);
    await scheduled.pass(2_899);
    expect(await scheduled.recordedAt()).toEqual([]);
    await scheduled.pass(1);
    expect(await scheduled.recordedAt()).toEqual([3_000]);
    await scheduled.pass(100);
    expect(await scheduled.recordedAt()).toEqual([3_000, 3_100]);
    expect(scheduled.polls).toBeLessThan(15);
  });

  it('wakes up for a lease that lapses before the next poll', async () => {
    scheduled = await Scheduled.given(2, 60);
    await scheduled.assign(1);
    await scheduled.scheduler.start();
    await scheduled.pass(10);
    await scheduled.terms(0.05);
    scheduled.scheduler.notice([await scheduled.assign(2)]);
    await scheduled.pass(60);
    expect(await scheduled.recordedAt()).toEqual([60]);
  });

  it('wakes up for the news of a commit, and polls only while there is news', async () => {
    scheduled = await Scheduled.given(1, 60);
    await scheduled.scheduler.start();
    await scheduled.pass(10);
    await scheduled.terms(0.05);
    await scheduled.assign(1);
    scheduled.scheduler.noticeCommit();
    await scheduled.pass(60);
    expect(await scheduled.recordedAt()).toEqual([60]);
    const quiet = scheduled.polls;
    await scheduled.pass(4_000);
    expect(scheduled.polls - quiet).toBeLessThan(5);
    const busy = scheduled.polls;
    for (let n = 0; n < 400; n++) {
      scheduled.scheduler.noticeCommit();
      await scheduled.pass(10);
    }
    expect(scheduled.polls - busy).toBeGreaterThan(6);
    expect(scheduled.polls - busy).toBeLessThan(12);
  });

  it('records a wave in bounded batches, without a pause between them', async () => {
    scheduled = await Scheduled.given(700, 2);
    const counts: number[] = [];
    await scheduled.assignAll(700);
    await scheduled.scheduler.start();
    void scheduled.scheduler.expired.waitFor(({ count }) => counts.push(count) === 4, 1e6).catch(() => undefined);
    await scheduled.pass(2_005);
    expect(counts.length).toBeGreaterThan(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(700);
    const recorded = await scheduled.recordedAt();
    expect(Math.min(...recorded)).toBe(2_000);
    expect(Math.max(...recorded)).toBeLessThan(2_005);
  });
});
