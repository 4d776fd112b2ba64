/** A pool size, and the share of requests that a pool of this size refuses. */
export interface RefusalPoint {
  readonly size: number;
  /** 0 to 1 */
  readonly probability: number;
}

/**
 * The Erlang B formula: the share of requests that find every identity in use, if requests arrive independently and do not wait
 * (A. K. Erlang, 1917). By the recursion B(n) = a B(n-1) / (n + a B(n-1)), which neither overflows nor loses precision.
 * @param load a in erlang: arrivals a second times the seconds for which each one occupies an identity
 * @param size identities of the pool
 * @returns 0 to 1
 */
export function refusalProbability(load: number, size: number): number {
  return refusalCurve(load, size, 1).at(-1)?.probability ?? 1;
}

/**
 * The refusal probability of pools of 0 to `sizeMax` identities, in one pass.
 * @param points number of steps between the first and the last point, at most `sizeMax`
 */
export function refusalCurve(load: number, sizeMax: number, points: number): readonly RefusalPoint[] {
  const curve: RefusalPoint[] = [];
  let probability = 1;
  let next = 0;
  for (let size = 0; size <= sizeMax; size++) {
    if (size > 0) probability = load <= 0 ? 0 : (load * probability) / (size + load * probability);
    if (size < next && size < sizeMax) continue;
    curve.push({ size, probability });
    next = Math.ceil((curve.length * sizeMax) / points);
  }
  return curve;
}

/**
 * The smallest pool that refuses at most this share of the requests.
 * @param share above 0, to 1
 * @returns undefined if it is larger than `sizeMax`
 */
export function sizeNeeded(load: number, share: number, sizeMax: number): number | undefined {
  let probability = load <= 0 ? 0 : 1;
  for (let size = 0; size <= sizeMax; size++) {
    if (size > 0 && load > 0) probability = (load * probability) / (size + load * probability);
    if (probability <= share) return size;
  }
  return undefined;
}
