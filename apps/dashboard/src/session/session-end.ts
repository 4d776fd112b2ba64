import { utcText } from '../ui/utc-text.js';

/** When an access token ends, in milliseconds since 1970. */
export interface SessionEnd {
  readonly at: number;
  /** From then on the user is warned. */
  readonly warnFrom: number;
}

const warnMsMax = 5 * 60_000;
/** Of the token's lifetime: a token of minutes is not accompanied by a warning all the time. */
const warnShare = 0.2;

/**
 * The end of a token by its claims (RFC 7519 clause 4.1), which are in seconds since 1970; null without `exp`.
 * @param claims of the token, unverified
 */
export function sessionEndOf({ exp, iat }: Readonly<Record<string, unknown>>): SessionEnd | null {
  if (typeof exp !== 'number') return null;
  const at = exp * 1_000;
  const warnMs = typeof iat === 'number' ? Math.min(warnMsMax, (at - iat * 1_000) * warnShare) : warnMsMax;
  return { at, warnFrom: at - warnMs };
}

/** What the user is warned of; undefined if it is too early, or the end is not known. */
export function sessionEndText(end: SessionEnd | null, nowMs: number): string | undefined {
  if (end === null || nowMs < end.warnFrom) return undefined;
  const clock = utcText(end.at).slice(11, 16);
  if (nowMs >= end.at) return `Your session ended at ${clock} UTC: the service can refuse the next request.`;
  return `Your session ends at ${clock} UTC. Finish open dialogs and running imports first: the end of the session stops them, and so does a new sign-in.`;
}
