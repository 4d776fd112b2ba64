import { describe, expect, it } from '@jest/globals';
import { laneRows, totalLag } from '../src/pages/health/lane-rows.js';

const hash = '0'.repeat(64);
const working = { ready: true, state: 'working' } as const;

describe('the lanes on the health page', () => {
  it('are those that any source names, by number', () => {
    const ready = {
      ...working,
      closedLanes: [{ lane: 5, reason: 'store-behind' }],
      relay: [{ lane: 2, state: 'publishing', publishedUpTo: 40, lag: 2 } as const],
      stoppedProjections: [0],
    };
    const rows = laneRows(ready, [{ lane: 2, position: 42, hash }]);
    expect(
      rows.map(({ lane, position, lag, closed, isProjected }) => [lane, position, lag, closed, isProjected]),
    ).toEqual([
      [0, null, null, null, false],
      [2, 42, 2, null, true],
      [5, null, null, 'store-behind', true],
    ]);
  });

  it('are none while the process starts', () => {
    expect(laneRows({ ready: false, state: 'starting' }, undefined)).toEqual([]);
  });

  it('have a lag together if one of them is known: unknown is not zero', () => {
    const relay = [
      { lane: 0, state: 'publishing', lag: 3 },
      { lane: 1, state: 'standby' },
      { lane: 2, state: 'failing', lag: 4 },
    ] as const;
    expect(totalLag(laneRows({ ...working, relay }, undefined))).toBe(7);
    expect(totalLag(laneRows({ ...working, relay: [{ lane: 1, state: 'standby' }] }, undefined))).toBeNull();
  });
});
