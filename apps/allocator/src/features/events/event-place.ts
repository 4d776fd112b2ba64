import type { Lane, Position } from '@allocator/domain';
import { eventId, parseEventId } from '@allocator/domain';
import { ProblemError } from '../../http/problems/problem-error.js';

/** Where a reader is in each of its lanes: it has read up to these positions. */
export type EventPlace = ReadonlyMap<Lane, Position | 0>;

/** The place as the ids of events, by lane, separated by commas. Lanes of which nothing is read are left out. */
export function placeText(place: EventPlace): string {
  return [...place].flatMap(([lane, position]) => (position === 0 ? [] : [eventId(lane, position)])).join(',');
}

/** The place in these lanes that `Last-Event-ID` names. Throws `invalid-request`. */
export function placeOf(lastId: string, lanes: readonly Lane[]): EventPlace {
  const places = lastId.split(',').map((id) => parseEventId(id.trim()));
  const named = new Map(
    places.flatMap((place) => (place === undefined ? [] : [[place.lane, place.position] as const])),
  );
  if (named.size === places.length && [...named.keys()].every((lane) => lanes.includes(lane))) return named;
  const wanted =
    lanes.length === 1 ? `an event of lane ${String(lanes[0])}` : 'one event for each lane, separated by commas';
  throw new ProblemError('invalid-request', { detail: `Last-Event-ID: must be the id of ${wanted}` });
}
