import type { AnswerType, forecastAnswer } from '@allocator/contracts';

/** What a pool's refusals depend on, besides the rate of requests. */
export interface Scenario {
  readonly lifetimeSeconds: number;
  readonly quarantineSeconds: number;
  readonly size: number;
}

const hourSeconds = 3_600;
/** The largest pool that is drawn: its curve is calculated in a few milliseconds. */
const sizeDrawnMax = 2_000_000;

/** The pool as it is. */
export function scenarioOf(forecast: AnswerType<typeof forecastAnswer>): Scenario {
  const { securityLifetimeSeconds, quarantineSeconds, identities } = forecast;
  return { lifetimeSeconds: securityLifetimeSeconds, quarantineSeconds, size: identities };
}

/** The offered load in erlang: each request occupies an identity for L and the quarantine. */
export function loadOf(arrivalsPerHour: number, { lifetimeSeconds, quarantineSeconds }: Scenario): number {
  return (arrivalsPerHour / hourSeconds) * (lifetimeSeconds + quarantineSeconds);
}

/** The largest size of the plot: beyond the load, where nothing is refused any more, and beyond the present size. */
export function sizeMaxOf(load: number, presentSize: number): number {
  const enough = Math.ceil(1.25 * load + 4 * Math.sqrt(load));
  return Math.min(sizeDrawnMax, Math.max(10, enough, Math.ceil(presentSize * 1.1)));
}
