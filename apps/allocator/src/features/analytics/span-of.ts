import type { Instant } from '@allocator/domain';

const minuteMs = 60_000;

/** A span of time as a request names it. */
export interface RequestedSpan {
  readonly from?: Instant | undefined;
  readonly until?: Instant | undefined;
  /** Minutes at most. */
  readonly limit: number;
}

/** The requested span; by default it ends with the current minute and has this length. */
export function spanOf(
  requested: RequestedSpan,
  lengthMs: number,
  now: Instant,
): { readonly from: Instant; readonly until: Instant } {
  const until = requested.until ?? ((now + minuteMs) as Instant);
  return { from: requested.from ?? (Math.max(0, until - lengthMs) as Instant), until };
}
