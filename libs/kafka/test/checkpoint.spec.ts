import { describe, expect, it } from '@jest/globals';
import type { Hash, Lane, Position } from '@allocator/domain';
import { checkpointOffset, checkpointOf } from '../src/publication/relay-checkpoint.js';

const hash = 'a'.repeat(64) as Hash;

describe('a checkpoint', () => {
  it('is the position that comes next, with the hash of the last one', () => {
    const checkpoint = { publishedUpTo: { position: 7 as Position, hash }, end: 31 };
    const offset = checkpointOffset(1 as Lane, checkpoint);
    expect(offset).toEqual({ partition: 1, offset: '8', metadata: `${hash}@31` });
    expect(checkpointOf(offset.offset, offset.metadata)).toEqual(checkpoint);
  });

  it('can say that nothing is published', () => {
    const nothing = { publishedUpTo: { position: 0, hash: undefined }, end: 0 } as const;
    const { offset, metadata } = checkpointOffset(1 as Lane, nothing);
    expect([offset, metadata]).toEqual(['1', '@0']);
    expect(checkpointOf(offset, metadata)).toEqual(nothing);
  });

  it('of an earlier version does not say where the partition ends', () => {
    expect(checkpointOf('8', hash)).toEqual({ publishedUpTo: { position: 7, hash }, end: undefined });
  });

  it.each([
    ['-1', null],
    ['0', ''],
    ['5', null],
    ['5', ''],
    ['5', 'not a hash'],
    ['5', '@7'],
    ['5', `${hash}@`],
    ['', hash],
  ])('is missing where Kafka answers %p with %p', (offset, metadata) => {
    expect(checkpointOf(offset, metadata)).toBeUndefined();
  });
});
