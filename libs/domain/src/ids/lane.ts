import type { Lane } from './ids.js';

/** Of the signed 32-bit seed 0x9747b28c, as Kafka's default partitioner has it. */
const murmur2Seed = 0x9747b28c | 0;
const murmur2Multiplier = 0x5bd1e995;

/**
 * The lane of a pool (or of an operator): Kafka's default partitioner over the UTF-8 bytes of the id, so that a
 * producer that keys its commands by pool id writes to the lane's own partition.
 */
export function laneOf(id: string, lanes: number): Lane {
  return ((murmur2(new TextEncoder().encode(id)) & 0x7fffffff) % lanes) as Lane;
}

/** murmur2 in 32 bits as Kafka's `Utils.murmur2` computes it. */
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
