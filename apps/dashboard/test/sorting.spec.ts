import { describe, expect, it } from '@jest/globals';
import { sorted, toggled } from '../src/ui/sorting.js';

describe('the sorting of a table', () => {
  const rows = [{ name: 'pool-10' }, { name: 'pool-9' }, { name: null }, { name: 'pool-1' }];
  const names = (direction: 'ascending' | 'descending') =>
    sorted(rows, ({ name }) => name, direction).map(({ name }) => name);

  it('compares numbers in names as numbers, and has unknown values last in both directions', () => {
    expect(names('ascending')).toEqual(['pool-1', 'pool-9', 'pool-10', null]);
    expect(names('descending')).toEqual(['pool-10', 'pool-9', 'pool-1', null]);
  });

  it('sorts numbers by size, and keeps the order of equal rows', () => {
    const sizes = [
      { id: 'a', size: 10 },
      { id: 'b', size: 9 },
      { id: 'c', size: 10 },
    ];
    expect(sorted(sizes, ({ size }) => size, 'descending').map(({ id }) => id)).toEqual(['a', 'c', 'b']);
  });

  it('is reversed by a second click, and another column begins ascending', () => {
    const first = toggled('name', undefined);
    const second = toggled('name', first);
    expect([first.direction, second.direction]).toEqual(['ascending', 'descending']);
    expect(toggled('size', second)).toEqual({ column: 'size', direction: 'ascending' });
    expect(toggled('name', second).direction).toBe('ascending');
  });
});
