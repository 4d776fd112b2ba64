import { hash } from 'node:crypto';
import type {
  CommandId,
  EventOrigin,
  Hash,
  Identity,
  IdentityNumber,
  Position,
  RecordedEvent,
} from '@allocator/domain';
import { encodeEvent, ImpiIndex } from '@allocator/domain';
import type { LaneHead } from '../ports/event-reader.js';
import type { EventToAppend, LaneChanges } from '../ports/lane-store.js';

/** SHA-256 of a document's bytes, in lower-case hex: what `sha256sum` prints. */
export function hashOf(document: string): Hash {
  return hash('sha256', document) as Hash;
}

/** What is stored with an event besides its document: the identity whose history it belongs to, and the command that it answers. */
export interface EventBacklinks {
  identityNumber(event: RecordedEvent): IdentityNumber | undefined;
  /** Undefined if the event at this position does not answer the command. */
  fingerprint(commandId: CommandId, position: Position): string | undefined;
}

/** Writes each event's document once, chained to the one before it. */
export function appendEvents(
  head: LaneHead,
  events: readonly RecordedEvent[],
  origin: EventOrigin,
  backlinks: EventBacklinks,
): Pick<LaneChanges, 'events' | 'head'> | undefined {
  let previous = head.hash;
  const appended = events.map((event): EventToAppend => {
    const document = encodeEvent(event, previous, origin);
    previous = hashOf(document);
    return {
      position: event.position,
      type: event.type,
      document,
      identity: backlinks.identityNumber(event),
      command: commandOf(event, backlinks),
    };
  });
  const last = events.at(-1);
  if (last === undefined) return undefined;
  return { events: appended, head: { position: last.position, hash: previous, recordedAt: last.recordedAt } };
}

function commandOf(event: RecordedEvent, backlinks: EventBacklinks): EventToAppend['command'] {
  if (!('commandId' in event.data)) return undefined;
  const { commandId } = event.data;
  const fingerprint = backlinks.fingerprint(commandId, event.position);
  return fingerprint === undefined ? undefined : { commandId, fingerprint };
}

/** Finds the identity of an event by pool and impi, among the identities of the batch. */
export function numbersOf(identities: Iterable<Identity>): (event: RecordedEvent) => IdentityNumber | undefined {
  const numbers = new ImpiIndex();
  for (const identity of identities) numbers.add(identity);
  return ({ data }) => ('impi' in data && data.poolId !== null ? numbers.find(data.poolId, data.impi) : undefined);
}
