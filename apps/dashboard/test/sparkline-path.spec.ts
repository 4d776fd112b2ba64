import { describe, expect, it } from '@jest/globals';
import { sparklinePath } from '../src/ui/sparkline-path.js';

describe('the path of a sparkline', () => {
  it.each([
    [[], ''],
    [[7], ''],
    [[0, 0, 0], 'M0 24L50 24L100 24'],
    [[0, 5, 10], 'M0 24L50 12L100 0'],
    [[10, null, 10], 'M0 0M100 0'],
  ])('through %j is "%s"', (values, path) => {
    expect(sparklinePath(values)).toBe(path);
  });
});
