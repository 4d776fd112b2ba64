import { type Impi, type Lane, laneOf, type PoolId } from '@allocator/domain';
import { impi } from '../builders.js';

/** Few, so that commands meet; one lane each. */
export const simulatedPools = ['pool-a', 'pool-b'] as const;
export const lanesSimulated = simulatedPools.length;

/** @param pool its index among the simulated pools; so in every function here */
export function poolIdOf(pool: number): PoolId {
  return simulatedPools[pool] as string as PoolId;
}

export function laneOfPool(pool: number): Lane {
  return laneOf(poolIdOf(pool), lanesSimulated);
}

export function otherPool(pool: number): number {
  return (pool + 1) % simulatedPools.length;
}

export function impiOf(pool: number, number: number): Impi {
  return impi(numberInAllPools(pool, number));
}

/** Numbers identities across pools: no two pools share a name. */
export function numberInAllPools(pool: number, number: number): number {
  return number + 100 * pool;
}
