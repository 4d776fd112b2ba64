import type { ReceivedEvent } from './event-document.js';

/** An event with the text of its document: the text is what was stored and hashed. */
export interface LiveEvent {
  readonly event: ReceivedEvent;
  readonly text: string;
}

/** Whether an event is among those that are shown. */
export type Matcher = (live: LiveEvent) => boolean;

/** What the page keeps of an endless stream. */
export interface EventWindow {
  readonly matches: Matcher;
  /** Events that match, the newest first, at most `keptMax`: events that do not match push none of them out. */
  readonly kept: readonly LiveEvent[];
  /** The newest events, whether they match or not, at most `keptMax`: what another filter searches. */
  readonly newest: readonly LiveEvent[];
  /** Events since the stream began, kept or not. */
  readonly received: number;
  /** Those of them that match, kept or not, without those that were not searched. */
  readonly matched: number;
  /** Events that were no longer kept when the filter was chosen: whether they match is unknown. */
  readonly unsearched: number;
}

/** Each is about a kilobyte. */
export const keptMax = 2_000;

/** Before the first event. */
export function emptyWindow(matches: Matcher): EventWindow {
  return { matches, kept: [], newest: [], received: 0, matched: 0, unsearched: 0 };
}

/** @param arrived in the order in which they arrived */
export function withArrived(window: EventWindow, arrived: readonly LiveEvent[]): EventWindow {
  const latest = arrived.toReversed();
  const matching = latest.filter(window.matches);
  return {
    ...window,
    kept: [...matching, ...window.kept].slice(0, keptMax),
    newest: [...latest, ...window.newest].slice(0, keptMax),
    received: window.received + arrived.length,
    matched: window.matched + matching.length,
  };
}

/** The window with another filter, which searches what is still kept. */
export function withFilter({ kept, newest, received }: EventWindow, matches: Matcher): EventWindow {
  const isNewest = new Set(newest);
  const searched = [...newest, ...kept.filter((live) => !isNewest.has(live))];
  const matching = searched.filter(matches);
  return {
    matches,
    kept: matching.slice(0, keptMax),
    newest,
    received,
    matched: matching.length,
    unsearched: received - searched.length,
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

export function isEmpty(filter: EventFilter): boolean {
  return Object.values(filter).every((text) => text === '');
}

export function matches({ event }: LiveEvent, { type, pool, impi }: EventFilter): boolean {
  if (type !== '' && event.type !== type) return false;
  return isPartOf(pool, event.data['poolId']) && isPartOf(impi, event.data['impi']);
}

/** Events of agreements and operators are of no pool. */
export function isOfPool({ data }: ReceivedEvent, poolId: string): boolean {
  return data['poolId'] === poolId;
}

/** In any case: people paste what they have. */
function isPartOf(part: string, whole: unknown): boolean {
  if (part === '') return true;
  return typeof whole === 'string' && whole.toLowerCase().includes(part.toLowerCase());
}
