import type { Brand } from './brand.js';

/** Milliseconds since 1970-01-01T00:00:00Z: a whole number, always by the database's clock. */
export type Instant = Brand<number, 'Instant'>;

/** Recently formatted instants: a batch has one time and few different bounds, each of which is formatted a thousand times. */
const texts = new Map<Instant, string>();
const textsMax = 64;

/** UTC, ISO 8601 with milliseconds: the only format of instants outside the service. */
export function toIso(instant: Instant): string {
  const known = texts.get(instant);
  if (known !== undefined) return known;
  const text = new Date(instant).toISOString();
  if (texts.size >= textsMax) texts.clear();
  texts.set(instant, text);
  return text;
}

/** Throws `RangeError` if the text is not an instant. */
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
