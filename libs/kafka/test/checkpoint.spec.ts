import { describe, expect, it } from '@jest/globals';
import type { Hash, Lane, Position } from '@allocator/domain';
import { checkpointOffset, publishedUpToOf } from '../src/checkpoint.js';

const hash = 'a'.repeat(64) as Hash;

describe('a checkpoint', () => {
  it('is the position that comes next, with the hash of the last one', () => {
    const offset = checkpointOffset(1 as Lane, { position: 7 as Position, hash });
    expect(offset).toEqual({ partition: 1, offset: '8', metadata: hash });
    expect(publishedUpToOf(offset.offset, offset.metadata)).toEqual({ position: 7, hash });
  });

  it('can say that nothing is published', () => {
    const { offset, metadata } = checkpointOffset(1 as Lane, { position: 0, hash: undefined });
    expect([offset, metadata]).toEqual(['1', '']);
    expect(publishedUpToOf(offset, metadata)).toEqual({ position: 0, hash: undefined });
  });

  it.each([
    ['-1', null],
    ['0', ''],
    ['5', null],
    ['5', ''],
    ['5', 'not a hash'],
    ['', hash],
  ])('is missing where Kafka answers %p with %p', (offset, metadata) => {
    expect(publishedUpToOf(offset, metadata)).toBeUndefined();
  });
});
