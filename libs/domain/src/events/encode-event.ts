import type { Hash } from '../ids/ids.js';
import { eventId, parseEventId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { fromIso, toIso } from '../ids/instant.js';
import type { DomainEvent, RecordedEvent } from './domain-event.js';
import { subjectOf } from './domain-event.js';

/** `previous` of a lane's first event. */
export const genesisHash = '0'.repeat(64) as Hash;

/** The members that identify the installation in each of its events. */
export interface EventOrigin {
  /** CloudEvents `source`, a URI reference: an event's source and id together are unique among all installations. */
  readonly source: string;
  /** Base of `dataschema`, which is `<schemasUrl>/<type>/<version>`. */
  readonly schemasUrl: string;
}

/** Prefix of `source`. In events of version 0.1 it is the whole `source`, in every installation. */
export const eventSourcePrefix = '/ims-identity-allocator';

/** @param installationId UUID in lower case, made with the database */
export function eventSourceOf(installationId: string): string {
  return `${eventSourcePrefix}/${installationId}`;
}

/** Version of every event document's schema. Any change other than an optional member needs the next version. */
export const eventSchemaVersion = 1;

/** Members of `data` that are instants: numbers in the domain, ISO 8601 in the document. */
const instantMembers = ['effectiveAt', 'reassignableAt', 'assignableAt', 'tokenExpiresAt', 'indicatedAt'] as const;

/**
 * The event as JSON text (CloudEvents 1.0, JSON format). It is written once: the same bytes are stored, published, streamed and hashed.
 * JSON escapes every control character, so the text contains no line feed.
 * @param previous SHA-256 of the document before it in its lane
 */
export function encodeEvent(event: RecordedEvent, previous: Hash, origin: EventOrigin): string {
  const { type, lane, position } = event;
  const schema = JSON.stringify(`${origin.schemasUrl}/${type}/${String(eventSchemaVersion)}`);
  const data = JSON.stringify(withInstants(event.data, isoOf));
  // Twice as fast as `JSON.stringify` of the whole document. Only these members can need escapes.
  return (
    `{"specversion":"1.0","id":"${eventId(lane, position)}","source":${JSON.stringify(origin.source)},` +
    `"type":"${type}","subject":${JSON.stringify(subjectOf(event))},"time":"${toIso(event.recordedAt)}","dataschema":${schema},` +
    `"datacontenttype":"application/json","lane":${String(lane)},"position":${String(position)},` +
    `"previous":"${previous}","data":${data}}`
  );
}

/** Parses a document from this service's own store; throws for any other text. */
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

/** A copy with converted instants. */
function withInstants(data: object, convert: (value: unknown) => unknown): object {
  const converted = { ...data } as Record<(typeof instantMembers)[number], unknown>;
  for (const member of instantMembers) {
    const value = converted[member];
    if (value !== undefined && value !== null) converted[member] = convert(value);
  }
  return converted;
}
