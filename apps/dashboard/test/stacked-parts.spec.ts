import { describe, expect, it } from '@jest/globals';
import { stackedParts } from '../src/ui/stacked-parts.js';

describe('the parts of a stacked bar', () => {
  it('fill it in the order of the states, without empty parts', () => {
    expect(stackedParts({ suspended: 1, assigned: 1, assignable: 2, held: 0 })).toEqual([
      { state: 'assignable', count: 2, start: 0, share: 0.5 },
      { state: 'assigned', count: 1, start: 0.5, share: 0.25 },
      { state: 'suspended', count: 1, start: 0.75, share: 0.25 },
    ]);
  });

  it('are none without identities', () => {
    expect(stackedParts({ assignable: 0 })).toEqual([]);
  });
});
