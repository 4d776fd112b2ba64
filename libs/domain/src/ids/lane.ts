import type { Brand } from './brand.js';

/** A lane's number, 0 to lanes - 1. A lane has one writer at a time and its own sequence of events without gaps. */
export type Lane = Brand<number, 'Lane'>;

/** The seed of Kafka's default partitioner, as a signed 32-bit integer. */
const murmur2Seed = 0x9747b28c | 0;
const murmur2Multiplier = 0x5bd1e995;

/**
 * The lane of a pool or of an operator: Kafka's default partitioner over the UTF-8 bytes of the id. So a producer that uses the pool
 * id as the record's key writes to the partition of the pool's lane.
 */
export function laneOf(id: string, lanes: number): Lane {
  return ((murmur2(new TextEncoder().encode(id)) & 0x7fffffff) % lanes) as Lane;
}

/** 32-bit murmur2, equal to Kafka's `Utils.murmur2`. */
function murmur2(bytes: Uint8Array): number {
  const mix = (value: number): number => {
    const k = Math.imul(value, murmur2Multiplier);
    return Math.imul(k ^ (k >>> 24), murmur2Multiplier);
  };
  const byteAt = (index: number): number => bytes[index] ?? 0;
  const tail = bytes.length & ~3;
  let hash = murmur2Seed ^ bytes.length;
  for (let i = 0; i < tail; i += 4) {
    const word = byteAt(i) | (byteAt(i + 1) << 8) | (byteAt(i + 2) << 16) | (byteAt(i + 3) << 24);
    hash = Math.imul(hash, murmur2Multiplier) ^ mix(word);
  }
  const rest = bytes.length - tail;
  if (rest >= 3) hash ^= byteAt(tail + 2) << 16;
  if (rest >= 2) hash ^= byteAt(tail + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ byteAt(tail), murmur2Multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), murmur2Multiplier);
  return hash ^ (hash >>> 15);
}
