import { identitiesNeeded, loadCarried, refusalProbability } from './refusal-probability.js';

/** A pool's recent demand. */
export interface ObservedDemand {
  /** Length of the observed time, in seconds. */
  readonly seconds: number;
  readonly assigned: number;
  /** Requests that were refused. */
  readonly refused: number;
  /** Leases that ended. */
  readonly ended: number;
  /** Leases that a WWSF released, as a hint that the user is gone. */
  readonly hinted: number;
  /** Sum of the seconds from these hints to the bounds. */
  readonly wastedSeconds: number;
}

export interface PoolToForecast {
  /** Identities that can be assigned: neither suspended nor retired. */
  readonly identities: number;
  readonly assignable: number;
  /** L and Q, in seconds. */
  readonly securityLifetimeSeconds: number;
  readonly quarantineSeconds: number;
}

export interface Forecast {
  /** Requests an hour, including refused ones. */
  readonly arrivalsPerHour: number;
  /** Identities that would be in use or in quarantine in an infinite pool (Little's law: rate times (L + Q)). */
  readonly offeredErlang: number;
  readonly refusalProbability: number;
  /** Seconds until nothing is assignable at the present rate; null if the pool does not shrink. */
  readonly secondsToExhaustion: number | null;
  /** Size of the smallest pool that refuses at most the given share; null above ten million. */
  readonly identitiesNeeded: number | null;
  /** The longest security lifetime at which this pool refuses at most that share; null if there are no requests, or no lifetime fits. */
  readonly securityLifetimeSeconds: number | null;
  /** The same if an eP-CSCF proved each end that a WWSF hints at now. */
  readonly withIndications: {
    /** Share of the ended leases with a hint, 0 to 1. */
    readonly hintedShare: number;
    /** Mean time from the assignment to the hint, in seconds; null without a hint. */
    readonly meanStaySeconds: number | null;
    readonly identitiesNeeded: number | null;
    readonly refusalProbability: number;
  };
}

const hourSeconds = 3_600;

/**
 * What happens to a pool at the present rate, and what would help (Erlang B: requests arrive independently, and refused ones do not
 * wait).
 * @param share of requests that may be refused, above 0, to 1
 */
export function forecast(demand: ObservedDemand, pool: PoolToForecast, share: number): Forecast {
  const { seconds, assigned, refused } = demand;
  const { identities, assignable, securityLifetimeSeconds: lifetime, quarantineSeconds } = pool;
  const rate = (assigned + refused) / seconds;
  const offered = rate * (lifetime + quarantineSeconds);
  const longest = rate === 0 ? null : Math.floor(loadCarried(identities, share) / rate) - quarantineSeconds;
  return {
    arrivalsPerHour: rate * hourSeconds,
    offeredErlang: offered,
    refusalProbability: refusalProbability(offered, identities),
    secondsToExhaustion: secondsToExhaustion(demand, assignable),
    identitiesNeeded: identitiesNeeded(offered, share) ?? null,
    securityLifetimeSeconds: longest !== null && longest > 0 ? longest : null,
    withIndications: withIndications(demand, pool, rate, share),
  };
}

/** Seconds until nothing is assignable at the present rate; null if the pool does not shrink. */
export function secondsToExhaustion(
  { seconds, assigned, ended }: Pick<ObservedDemand, 'seconds' | 'assigned' | 'ended'>,
  assignable: number,
): number | null {
  const shrinking = (assigned - ended) / seconds;
  return shrinking > 0 ? Math.round(assignable / shrinking) : null;
}

function withIndications(
  { ended, hinted, wastedSeconds }: ObservedDemand,
  { identities, securityLifetimeSeconds: lifetime, quarantineSeconds }: PoolToForecast,
  rate: number,
  share: number,
): Forecast['withIndications'] {
  const hintedShare = ended === 0 ? 0 : Math.min(1, hinted / ended);
  const wasted = hinted === 0 ? 0 : Math.min(lifetime, wastedSeconds / hinted);
  const offered = rate * (lifetime - hintedShare * wasted + quarantineSeconds);
  return {
    hintedShare,
    meanStaySeconds: hinted === 0 ? null : Math.round(lifetime - wasted),
    identitiesNeeded: identitiesNeeded(offered, share) ?? null,
    refusalProbability: refusalProbability(offered, identities),
  };
}
