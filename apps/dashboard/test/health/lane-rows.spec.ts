import { describe, expect, it } from '@jest/globals';
import { known, laneRows } from '../../src/pages/health/lane-rows.js';
import { figuresOf } from './figures-of.js';

const working = { ready: true, state: 'working', closedLanes: [], stoppedProjections: [] } as const;

describe('the lanes on the health page', () => {
  it('are those that any source names, by number', () => {
    const ready = {
      ...working,
      closedLanes: [{ lane: 5, reason: 'store-behind' }],
      relay: [{ lane: 2, state: 'publishing', publishedUpTo: 40, lag: 2 } as const],
      stoppedProjections: [0],
    };
    const rows = laneRows(ready, [figuresOf(2, { projectorLag: 7 })]);
    expect(
      rows.map(({ lane, figures, lag, closed, isStopped }) => [lane, figures?.projectorLag, lag, closed, isStopped]),
    ).toEqual([
      [0, undefined, null, null, true],
      [2, 7, 2, null, false],
      [5, undefined, null, 'store-behind', false],
    ]);
  });

  it('are not called open by a process that is not ready', () => {
    const [row] = laneRows({ ready: false, state: 'working', database: 'does not answer' }, [figuresOf(2)]);
    expect(row).toMatchObject({ lane: 2, closed: undefined, isStopped: undefined });
  });

  it('are none while the process starts', () => {
    expect(laneRows({ ready: false, state: 'starting' }, undefined)).toEqual([]);
  });

  it('have the lags that are known: unknown is not zero', () => {
    const relay = [
      { lane: 0, state: 'publishing', lag: 0 },
      { lane: 1, state: 'standby' },
      { lane: 2, state: 'failing', lag: 4 },
    ] as const;
    expect(known(laneRows({ ...working, relay }), ({ lag }) => lag)).toEqual([0, 4]);
  });
});
