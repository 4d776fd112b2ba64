/** Longest time until `exp` (and `nbf`) that is taken for a real one: a value in milliseconds is 50,000 years ahead. */
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
 * What is wrong with a token's times beyond its being expired or not yet valid: a unit other than seconds, or an issue in
 * the future. Undefined where nothing is.
 * @param now seconds since 1970
 */
export function faultOfTimes(times: TokenTimes, now: number, leewaySeconds: number): string | undefined {
  for (const claim of ['exp', 'nbf', 'iat'] as const) {
    if ((times[claim] ?? 0) > now + secondsAheadMax) return `invalid claim \`${claim}\`: ${numericDate}`;
  }
  if ((times.iat ?? 0) > now + leewaySeconds) return 'invalid claim `iat`: the token was issued in the future';
  return undefined;
}
