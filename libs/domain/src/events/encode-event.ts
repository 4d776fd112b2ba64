import type { Hash } from '../ids/ids.js';
import { eventId, parseEventId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { fromIso, toIso } from '../ids/instant.js';
import type { DomainEvent, RecordedEvent } from './domain-event.js';
import { subjectOf } from './domain-event.js';

/** `previous` of the first event of a lane. */
export const genesisHash = '0'.repeat(64) as Hash;

/** The origin that every event of one installation contains. */
export interface EventOrigin {
  /** CloudEvents `source`, a URI reference: together with it an event's id is unique among all installations. */
  readonly source: string;
  /** Where `dataschema` points: `<schemasUrl>/<type>/<version>`. */
  readonly schemasUrl: string;
}

/** `source` of events of version 0.1 in every installation; since then its prefix. */
export const eventSourcePrefix = '/ims-identity-allocator';

/** @param installationId UUID in lower case, made with the database */
export function eventSourceOf(installationId: string): string {
  return `${eventSourcePrefix}/${installationId}`;
}

/** The version of every event document's schema; a change that a consumer could trip over gets the next one. */
export const eventSchemaVersion = 1;

/** Members of `data` that hold an instant: numbers in the domain, ISO 8601 in the document. */
const instantMembers = ['effectiveAt', 'reassignableAt', 'assignableAt', 'tokenExpiresAt', 'indicatedAt'] as const;

/**
 * The event as JSON text (CloudEvents 1.0, JSON format). It is made once: these bytes are stored, published, streamed and
 * hashed, and nothing writes them again. JSON escapes every control character, so the text holds no line feed.
 * @param previous SHA-256 of the document before it in its lane
 */
export function encodeEvent(event: RecordedEvent, previous: Hash, origin: EventOrigin): string {
  const { type, lane, position } = event;
  const schema = JSON.stringify(`${origin.schemasUrl}/${type}/${String(eventSchemaVersion)}`);
  const data = JSON.stringify(withInstants(event.data, isoOf));
  // The envelope by hand takes half the time that `JSON.stringify` of the whole does; only these members can need escapes.
  return (
    `{"specversion":"1.0","id":"${eventId(lane, position)}","source":${JSON.stringify(origin.source)},` +
    `"type":"${type}","subject":${JSON.stringify(subjectOf(event))},"time":"${toIso(event.recordedAt)}","dataschema":${schema},` +
    `"datacontenttype":"application/json","lane":${String(lane)},"position":${String(position)},` +
    `"previous":"${previous}","data":${data}}`
  );
}

/** Reads a document of this service's own store back; a text that is none throws. */
export function decodeEvent(document: string): RecordedEvent {
  const { id, type, time, data } = JSON.parse(document) as { id: string; type: string; time: string; data: object };
  const place = parseEventId(id);
  if (place === undefined) throw new Error(`not an event id: ${id}`);
  const event = { type, data: withInstants(data, (value) => fromIso(value as string)) } as DomainEvent;
  return { ...event, ...place, recordedAt: fromIso(time) };
}

function isoOf(instant: unknown): string {
  return toIso(instant as Instant);
}

/** A copy, in which the instants are converted. */
function withInstants(data: object, convert: (value: unknown) => unknown): object {
  const converted = { ...data } as Record<(typeof instantMembers)[number], unknown>;
  for (const member of instantMembers) {
    const value = converted[member];
    if (value !== undefined && value !== null) converted[member] = convert(value);
  }
  return converted;
}
