/** Identities of the largest pool for which a result is calculated. */
const serversMax = 10_000_000;
/** Steps of a bisection: far more than a double has digits. */
const halvings = 200;

/**
 * The Erlang B formula: the share of requests that find every identity in use, if requests arrive independently and do not wait.
 * Calculated by the recurrence 1/B(n) = 1 + n/a * 1/B(n-1), which neither overflows nor loses precision.
 * @param load a in erlang: arrivals a second times the seconds for which each one occupies an identity
 * @param servers identities
 * @returns 0 to 1
 */
export function refusalProbability(load: number, servers: number): number {
  if (load <= 0) return servers === 0 ? 1 : 0;
  let inverse = 1;
  for (let n = 1; n <= servers && inverse !== Infinity; n++) inverse = 1 + (n / load) * inverse;
  return 1 / inverse;
}

/**
 * The smallest pool that refuses at most this share of the requests.
 * @param probability above 0, to 1
 * @returns undefined above ten million identities
 */
export function identitiesNeeded(load: number, probability: number): number | undefined {
  if (load <= 0) return 0;
  let inverse = 1;
  for (let n = 0; n <= serversMax; n++) {
    if (n > 0) inverse = 1 + (n / load) * inverse;
    if (1 / inverse <= probability) return n;
  }
  return undefined;
}

/** The largest load, in erlang, of which a pool refuses at most this share. */
export function loadCarried(servers: number, probability: number): number {
  if (servers === 0) return 0;
  // A pool refuses at least the load beyond its size, so n / (1 - p) is an upper bound.
  let [low, high] = [0, probability >= 1 ? servers * 1e6 : servers / (1 - probability)];
  for (let n = 0; n < halvings && high - low > high * Number.EPSILON; n++) {
    const middle = (low + high) / 2;
    if (refusalProbability(middle, servers) <= probability) low = middle;
    else high = middle;
  }
  return low;
}
