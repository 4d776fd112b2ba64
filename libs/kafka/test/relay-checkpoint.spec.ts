import { describe, expect, it } from '@jest/globals';
import type { Hash, Lane, Position } from '@allocator/domain';
import { checkpointOffset, checkpointOf } from '../src/publication/relay-checkpoint.js';

const hash = 'a'.repeat(64) as Hash;

describe('a relay checkpoint', () => {
  it('holds the next position, the hash of the last event and the end of the partition', () => {
    const checkpoint = { publishedUpTo: { position: 7 as Position, hash }, end: 31 };
    const offset = checkpointOffset(1 as Lane, checkpoint);
    expect(offset).toEqual({ partition: 1, offset: '8', metadata: `${hash}@31` });
    expect(checkpointOf(offset.offset, offset.metadata)).toEqual(checkpoint);
  });

  it('can state that nothing is published', () => {
    const nothing = { publishedUpTo: { position: 0, hash: undefined }, end: 0 } as const;
    const { offset, metadata } = checkpointOffset(1 as Lane, nothing);
    expect([offset, metadata]).toEqual(['1', '@0']);
    expect(checkpointOf(offset, metadata)).toEqual(nothing);
  });

  it('of an earlier version has no end of the partition', () => {
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
  ])('is undefined if Kafka answers offset %p with metadata %p', (offset, metadata) => {
    expect(checkpointOf(offset, metadata)).toBeUndefined();
  });
});
