import { identitiesNeeded, loadCarried, refusalProbability } from './refusal-probability.js';

/** What a pool has seen of its users of late. */
export interface ObservedDemand {
  /** How long it was looked at, in seconds. */
  readonly seconds: number;
  readonly assigned: number;
  /** Who asked and found nothing. */
  readonly refused: number;
  /** Lendings that ended. */
  readonly ended: number;
  /** Lendings of which a WWSF's hint said that the user is gone. */
  readonly hinted: number;
  /** Sum, over those, of the seconds from the hint to the bound. */
  readonly wastedSeconds: number;
}

export interface PoolToForecast {
  /** Identities that can be lent: neither suspended nor retired. */
  readonly identities: number;
  readonly assignable: number;
  /** L and Q, in seconds. */
  readonly securityLifetimeSeconds: number;
  readonly quarantineSeconds: number;
}

export interface Forecast {
  /** Askings an hour, those refused included. */
  readonly arrivalsPerHour: number;
  /** Identities that would be lent or in quarantine at a time, were there no end of them (Little's law: rate by L + Q). */
  readonly offeredErlang: number;
  readonly refusalProbability: number;
  /** Seconds until nothing is assignable, if all goes on as of late; null where the pool does not shrink. */
  readonly secondsToExhaustion: number | null;
  /** The pool that refuses no more than was asked for; null above ten million. */
  readonly identitiesNeeded: number | null;
  /** The longest lifetime at which this pool refuses no more than that; null where nobody asks, or not even none would do. */
  readonly securityLifetimeSeconds: number | null;
  /** What it would be worth that an eP-CSCF indicates each end that a WWSF hints at today. */
  readonly withIndications: {
    /** Share of the ended lendings that a hint was given of, 0 to 1. */
    readonly hintedShare: number;
    /** From the lending to the hint, in seconds. */
    readonly meanStaySeconds: number | null;
    readonly identitiesNeeded: number | null;
    readonly refusalProbability: number;
  };
}

const hourSeconds = 3_600;

/**
 * What becomes of a pool at the present rate, and what would help (Erlang B: askings come independently, and who is refused goes away).
 * @param share of askings that may be refused, above 0, to 1
 */
export function forecast(demand: ObservedDemand, pool: PoolToForecast, share: number): Forecast {
  const { seconds, assigned, refused, ended } = demand;
  const { identities, assignable, securityLifetimeSeconds: lifetime, quarantineSeconds } = pool;
  const rate = (assigned + refused) / seconds;
  const offered = rate * (lifetime + quarantineSeconds);
  const shrinking = (assigned - ended) / seconds;
  const longest = rate === 0 ? null : Math.floor(loadCarried(identities, share) / rate) - quarantineSeconds;
  return {
    arrivalsPerHour: rate * hourSeconds,
    offeredErlang: offered,
    refusalProbability: refusalProbability(offered, identities),
    secondsToExhaustion: shrinking > 0 ? Math.round(assignable / shrinking) : null,
    identitiesNeeded: identitiesNeeded(offered, share) ?? null,
    securityLifetimeSeconds: longest !== null && longest > 0 ? longest : null,
    withIndications: withIndications(demand, pool, rate, share),
  };
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
