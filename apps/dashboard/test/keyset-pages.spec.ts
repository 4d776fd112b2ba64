import { describe, expect, it } from '@jest/globals';
import { firstPage, nextPage, previousPage } from '../src/ui/keyset-pages.js';

describe('pages by key', () => {
  it('lead back on the same way', () => {
    const third = nextPage(nextPage(firstPage, 'key-100'), 'key-200');
    expect(third.after).toBe('key-200');
    const second = previousPage(third);
    expect(second.after).toBe('key-100');
    expect(previousPage(second)).toEqual(firstPage);
    expect(previousPage(firstPage)).toEqual(firstPage);
  });
});
