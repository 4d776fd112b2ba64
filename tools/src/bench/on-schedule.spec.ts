import { describe, expect, it } from '@jest/globals';
import { onSchedule } from './on-schedule.js';

const perSecond = 1_000;

describe('a fixed offered load', () => {
  it('counts each request from when it was due, though the service stood still', async () => {
    const latencies = new Map<number, number>();
    let release: () => void = () => undefined;
    const standstill = new Promise<void>((resolve) => (release = resolve));
    await onSchedule({ continues: () => latencies.size < 50 }, perSecond, async (due, index) => {
      if (index < 49) await standstill;
      else release();
      latencies.set(index, performance.now() - due);
    });
    // The first waited for the fiftieth, those between for what was left of it: none of that wait is left out.
    expect(latencies.get(0)).toBeGreaterThan(40);
    expect([...latencies.values()].filter((latency) => latency > 20).length).toBeGreaterThanOrEqual(25);
  });

  it('offers what has become due meanwhile, and no more', async () => {
    const dues: number[] = [];
    const began = performance.now();
    const load = { continues: () => performance.now() - began < 100 };
    await onSchedule(load, perSecond, (due) => {
      dues.push(due - began);
      return Promise.resolve();
    });
    dues.forEach((due, index) => expect(due - (dues[0] ?? NaN)).toBeCloseTo(index, 3));
    expect(dues.length).toBeLessThanOrEqual((performance.now() - began) * (perSecond / 1_000) + 1);
  });

  it('ends with the first failure, once everything under way has ended', async () => {
    let [sent, ended] = [0, 0];
    const failing = onSchedule({ continues: () => true }, perSecond, async (_, index) => {
      sent++;
      await Promise.resolve();
      ended++;
      if (index === 3) throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(ended).toBe(sent);
  });
});
