/** Latest `exp` and `nbf` that are accepted. A value in milliseconds is 50,000 years ahead. */
const yearsAheadMax = 10;
const secondsAheadMax = yearsAheadMax * 365.25 * 86_400;

const numericDate = `must be in seconds since 1970-01-01T00:00:00Z, at most ${String(yearsAheadMax)} years ahead`;

/** The claims that hold a time (RFC 7519 clause 4.1): seconds since 1970. */
export interface TokenTimes {
  readonly exp?: number;
  readonly nbf?: number;
  readonly iat?: number;
}

/**
 * Faults in a token's times other than "expired" and "not valid yet": a unit other than seconds, or an `iat` in the future.
 * Undefined if there is none.
 * @param now seconds since 1970
 */
export function faultOfTimes(times: TokenTimes, now: number, leewaySeconds: number): string | undefined {
  for (const claim of ['exp', 'nbf', 'iat'] as const) {
    if ((times[claim] ?? 0) > now + secondsAheadMax) return `invalid claim \`${claim}\`: ${numericDate}`;
  }
  if ((times.iat ?? 0) > now + leewaySeconds) return 'invalid claim `iat`: the token was issued in the future';
  return undefined;
}
