import { describe, expect, it } from '@jest/globals';
import { unsignedLanes } from '../../src/pages/health/unsigned-lanes.js';
import { figuresOf } from './figures-of.js';

const [nine, ten] = ['2026-11-27T09:00:00.000Z', '2026-11-27T10:00:00.000Z'];
const seen = [{ lane: 4, checkpointAt: nine, sinceMs: 1_000 }];

describe('lanes with unsigned events', () => {
  it('begin with the reading that saw them first, however old the checkpoint is', () => {
    const figures = [figuresOf(4, { checkpointLag: 1, checkpointAt: nine })];
    expect(unsignedLanes([], figures, 1_000)).toEqual(seen);
    expect(unsignedLanes(seen, figures, 6_000)).toEqual(seen);
  });

  it('begin again after each new checkpoint', () => {
    const figures = [figuresOf(4, { checkpointLag: 3, checkpointAt: ten })];
    expect(unsignedLanes(seen, figures, 6_000)).toEqual([{ lane: 4, checkpointAt: ten, sinceMs: 6_000 }]);
  });

  it('are none where all is signed, or nothing is', () => {
    const signed = figuresOf(4, { checkpointAt: nine });
    const never = figuresOf(5, { checkpointLag: 20_000 });
    expect(unsignedLanes(seen, [signed, never], 6_000)).toEqual([]);
  });
});
