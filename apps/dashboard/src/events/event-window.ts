import type { ReceivedEvent } from './event-document.js';

/** An event with the text of its document: the text is what was stored and hashed. */
export interface LiveEvent {
  readonly event: ReceivedEvent;
  readonly text: string;
}

/** What the page keeps of an endless stream. */
export interface EventWindow {
  /** The newest first, at most `keptMax`. */
  readonly kept: readonly LiveEvent[];
  /** Events since the stream began, kept or not. */
  readonly received: number;
  /** Events that are older than those that are kept. */
  readonly leftOut: number;
}

/** Each is about a kilobyte. */
export const keptMax = 2_000;

export const emptyWindow: EventWindow = { kept: [], received: 0, leftOut: 0 };

/** @param arrived in the order in which they arrived */
export function withArrived({ kept, received, leftOut }: EventWindow, arrived: readonly LiveEvent[]): EventWindow {
  const all = [...arrived.toReversed(), ...kept];
  return {
    kept: all.slice(0, keptMax),
    received: received + arrived.length,
    leftOut: leftOut + Math.max(0, all.length - keptMax),
  };
}

export interface EventFilter {
  /** Empty: all types. */
  readonly type: string;
  /** Part of the pool's id; empty: all. */
  readonly pool: string;
  /** Part of the IMPI; empty: all. */
  readonly impi: string;
}

export const noFilter: EventFilter = { type: '', pool: '', impi: '' };

export function matches({ event }: LiveEvent, { type, pool, impi }: EventFilter): boolean {
  if (type !== '' && event.type !== type) return false;
  return isPartOf(pool, event.data['poolId']) && isPartOf(impi, event.data['impi']);
}

/** In any case: people paste what they have. */
function isPartOf(part: string, whole: unknown): boolean {
  if (part === '') return true;
  return typeof whole === 'string' && whole.toLowerCase().includes(part.toLowerCase());
}
