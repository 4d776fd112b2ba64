import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { healthAdvice } from '../../src/pages/health/health-advice.js';
import { laneRows } from '../../src/pages/health/lane-rows.js';
import { figuresOf } from './figures-of.js';

const working = { ready: true, state: 'working' } as const;
const alerts = readFileSync(new URL('../../../../deploy/prometheus/alerts.yaml', import.meta.url), 'utf8');
const operations = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
const chapters = [...operations.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title);

describe('what to do on the health page', () => {
  it('is nothing at the limits of the alerts, and where nothing is signed', () => {
    const figures = [
      figuresOf(0, { expiryOverdueSeconds: 60, projectorLag: 10_000, checkpointLag: 20_000 }),
      // An idle lane, and its next event.
      figuresOf(1, { checkpointLag: 1, checkpointAt: '2026-11-01T00:00:00.000Z' }),
    ];
    const relay = [{ lane: 0, state: 'publishing', lag: 2_000 } as const];
    const rows = laneRows({ ...working, relay }, figures, new Map([[1, 900]]));
    expect(healthAdvice(working, rows, { waiting: 1_000, deadLetters: 0, failures: [] })).toEqual([]);
    expect(healthAdvice(working, rows, undefined)).toEqual([]);
  });

  it.each([
    'allocator_relay_lag_events) > 2000',
    'allocator_expiry_overdue_seconds) > 60',
    'allocator_projector_lag_events) > 10000',
    'allocator_checkpoint_timestamp_seconds) > 900',
    'allocator_intake_lag_records) > 1000',
  ])('has the limit of the alert on %s', (limit) => {
    expect(alerts).toContain(limit);
  });

  it('names the lanes, and a chapter of docs/operations.md', () => {
    const ready = {
      ...working,
      closedLanes: [{ lane: 5, reason: 'store-behind' }],
      relay: [
        { lane: 0, state: 'failing', lag: 9_000, reason: 'set retention.ms=-1' },
        { lane: 1, state: 'publishing', lag: 2_001 },
        { lane: 2, state: 'failing' },
      ] as const,
      stoppedProjections: [3],
      intake: [
        { state: 'refused', wwsfs: 2 },
        { state: 'failing', wwsfs: 1 },
      ] as const,
    };
    const figures = [
      figuresOf(1, { expiryOverdueSeconds: 61 }),
      figuresOf(3, { projectorLag: 10_001 }),
      figuresOf(4, { projectorLag: 10_001 }),
      // Closed: it records nothing.
      figuresOf(5, { expiryOverdueSeconds: 3_600 }),
      figuresOf(6, { checkpointLag: 1, checkpointAt: '2026-11-27T09:44:59.000Z' }),
    ];
    const rows = laneRows(ready, figures, new Map([[6, 901]]));
    const advice = healthAdvice(ready, rows, { waiting: 1_001, deadLetters: 1, failures: [] });
    expect(advice.map(({ title }) => title)).toEqual([
      'Lanes 0, 2: publication fails',
      'Lane 1: high publication lag',
      'Lane 1: Expired events are late',
      'Lane 3: the projection is stopped',
      'Lane 4: high projection lag',
      'Lane 6: unsigned events, without a new checkpoint for 15 minutes',
      'Commands over Kafka of 2 WWSFs: refused',
      'Commands over Kafka of 1 WWSF: failing',
      'Dead letters: 1 since the start of this process',
      'Commands over Kafka: 1,001 wait',
    ]);
    expect(advice[0]?.text).toMatch(/Check the brokers. set retention.ms=-1$/);
    expect(chapters).toEqual(expect.arrayContaining(advice.map(({ chapter }) => chapter)));
  });

  it.each(['does not answer', 'is read-only', 'is refused'])('has the database first: it %s', (database) => {
    const [advice, ...more] = healthAdvice({ ready: false, state: 'working', database }, [], undefined);
    expect([advice?.title, more]).toEqual([`The database ${database}`, []]);
    expect(chapters).toContain(advice?.chapter);
  });
});
