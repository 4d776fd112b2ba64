import type { OperatorProfile } from './terms.js';

/** The terms are in force as they were set; the operator should check them once more. */
export interface TermsWarning {
  readonly code: 'clock-skew-below-tolerance';
  /** For a person: both numbers, and what to change. */
  readonly detail: string;
}

const unchecked: TermsWarning = {
  code: 'clock-skew-below-tolerance',
  detail:
    'clockSkewSeconds is 0 and the service compares no clocks (CLOCK_SKEW_SECONDS_MAX=off), so it tolerates any difference: ' +
    'raise clockSkewSeconds, or set CLOCK_SKEW_SECONDS_MAX',
};

/**
 * @param toleratedSkewSeconds how far the database's clock may be from the service's before nothing is decided; undefined where
 * the service does not compare them
 */
export function warningsOf(
  { guard: { clockSkewSeconds } }: OperatorProfile,
  toleratedSkewSeconds: number | undefined,
): readonly TermsWarning[] {
  if (toleratedSkewSeconds === undefined) return clockSkewSeconds === 0 ? [unchecked] : [];
  if (clockSkewSeconds >= toleratedSkewSeconds) return [];
  const detail =
    `clockSkewSeconds is ${String(clockSkewSeconds)} and the service tolerates clocks that differ by ` +
    `${String(toleratedSkewSeconds)} seconds: raise clockSkewSeconds to ${String(toleratedSkewSeconds)}, ` +
    `or lower CLOCK_SKEW_SECONDS_MAX to ${String(clockSkewSeconds)}`;
  return [{ code: 'clock-skew-below-tolerance', detail }];
}
