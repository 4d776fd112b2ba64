import type { OperatorProfile } from './terms.js';

/** Terms that are in force as they were set, and that the operator should look at once more. */
export interface TermsWarning {
  readonly code: 'clock-skew-below-tolerance';
  /** For a person: both numbers, and what to change. */
  readonly detail: string;
}

/**
 * @param toleratedSkewSeconds how far the database's clock may be from the service's before nothing is decided; undefined where
 * the service does not compare them
 */
export function warningsOf(
  { guard: { clockSkewSeconds } }: OperatorProfile,
  toleratedSkewSeconds: number | undefined,
): readonly TermsWarning[] {
  if (toleratedSkewSeconds === undefined || clockSkewSeconds >= toleratedSkewSeconds) return [];
  const detail =
    `clockSkewSeconds is ${String(clockSkewSeconds)} and the service tolerates clocks that differ by ` +
    `${String(toleratedSkewSeconds)} seconds: raise clockSkewSeconds to ${String(toleratedSkewSeconds)}, ` +
    `or lower CLOCK_SKEW_SECONDS_MAX to ${String(clockSkewSeconds)}`;
  return [{ code: 'clock-skew-below-tolerance', detail }];
}
