import type { EventFraming } from './event-framing.js';
import type { EventRange, EventSupply } from './event-looks.js';
import { eventLooks } from './event-looks.js';

/** Interval of comments in a quiet stream of server-sent events: proxies close idle connections. */
const keepAliveMs = 15_000;

/** The documents in chunks, as fast as the reader consumes them. A follower waits at the end for more, until it is ended. */
export async function* eventLines(
  supply: EventSupply,
  { after, ...range }: EventRange,
  { frame, framePlace, keepAlive }: EventFraming,
  ended: AbortSignal,
): AsyncGenerator<Buffer> {
  const place = new Map(after);
  // A reader of server-sent events learns immediately where it is: it can have started at the end, and lose its connection there.
  let quietSince = keepAlive === undefined ? performance.now() : -Infinity;
  for await (const events of eventLooks(supply, range, place, ended)) {
    const isQuiet = performance.now() - quietSince > keepAliveMs;
    const text =
      events.length > 0 ? events.map(frame).join('') + (framePlace?.(place) ?? '') : isQuiet && keepAlive?.(place);
    if (!text) continue;
    yield Buffer.from(text);
    quietSince = performance.now();
  }
}
