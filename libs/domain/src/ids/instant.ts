import type { Instant } from './ids.js';

/** Texts of instants made lately: a batch has one time, and its bounds are few different ones, a thousand times each. */
const texts = new Map<Instant, string>();
const textsMax = 64;

/** UTC, ISO 8601 with milliseconds: the only form in which an instant leaves the service. */
export function toIso(instant: Instant): string {
  const known = texts.get(instant);
  if (known !== undefined) return known;
  const text = new Date(instant).toISOString();
  if (texts.size >= textsMax) texts.clear();
  texts.set(instant, text);
  return text;
}

export function fromIso(iso: string): Instant {
  const instant = Date.parse(iso);
  if (Number.isNaN(instant)) throw new RangeError(`not an ISO 8601 instant: ${iso}`);
  return instant as Instant;
}

export function plusSeconds(instant: Instant, seconds: number): Instant {
  return (instant + seconds * 1000) as Instant;
}

export function later(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}

export function earlier(a: Instant, b: Instant): Instant {
  return a <= b ? a : b;
}
