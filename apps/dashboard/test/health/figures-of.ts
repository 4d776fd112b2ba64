import type { LaneFigures } from '../../src/pages/health/lane-rows.js';

/** A lane of which nothing is behind, except the given figures. */
export function figuresOf(lane: number, given: Partial<LaneFigures> = {}): LaneFigures {
  return {
    lane,
    expiryOverdueSeconds: 0,
    projectorLag: 0,
    checkpointLag: 0,
    checkpointAt: null,
    ...given,
  };
}
