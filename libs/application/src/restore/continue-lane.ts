import type { Identity, RecordedEvent } from '@allocator/domain';
import { decodeEvent, evolve, ImpiIndex, isIdentityEvent } from '@allocator/domain';
import { hashOf } from '../lanes/append-events.js';
import type { LaneHead } from '../ports/event-reader.js';
import type { AnsweredCommand, EventToAppend } from '../ports/lane-store.js';
import type { Continuation } from '../ports/restored-store.js';

/** The published events do not follow those of the store: they are two histories, and only an operator can decide between them. */
class HistoryDiffersError extends Error {
  override readonly name = 'HistoryDiffersError';
}

/** A published event that the store has lost, and its document as it was published. */
export interface LostEvent {
  readonly event: RecordedEvent;
  readonly document: string;
}

/** Reads the documents that follow the head. Throws `HistoryDiffersError` if one does not follow the one before it. */
export function lostEvents(head: LaneHead, documents: readonly string[]): readonly LostEvent[] {
  let { position, hash } = head;
  return documents.map((document) => {
    const event = decodeEvent(document);
    const { previous } = JSON.parse(document) as { readonly previous?: unknown };
    if (event.lane !== head.lane || event.position !== position + 1 || previous !== hash) {
      throw new HistoryDiffersError(
        `the published event ${String(event.lane)}-${String(event.position)} does not follow event ${String(position)} of the store`,
      );
    }
    position = event.position;
    hash = hashOf(document);
    return { event, document };
  });
}

/**
 * Continues the lane with these events, as when they were first recorded: the documents byte for byte, and the inline projection.
 * References of subjects, fingerprints and refusals are in no event and stay lost. Undefined if there are no events.
 * @param known those of the identities named by the events that the store has
 */
export function continueLane(known: readonly Identity[], lost: readonly LostEvent[]): Continuation | undefined {
  const identities = new Map(known.map((identity) => [identity.number, identity]));
  const numbers = new ImpiIndex();
  known.forEach((identity) => numbers.add(identity));
  const imported: Identity[] = [];
  const changed: Identity[] = [];
  const events = lost.map(({ event, document }): EventToAppend => {
    if (isIdentityEvent(event)) {
      const number = numbers.find(event.data.poolId, event.data.impi);
      const before = number === undefined ? undefined : identities.get(number);
      const identity = evolve(before, event);
      numbers.add(identity);
      identities.set(identity.number, identity);
      (before === undefined ? imported : changed).push(identity);
    }
    const { data, position, type } = event;
    const identity = 'impi' in data && data.poolId !== null ? numbers.find(data.poolId, data.impi) : undefined;
    return { position, type, document, identity, command: answeredBy(event) };
  });
  const last = lost.at(-1);
  if (last === undefined) return undefined;
  const { position, recordedAt } = last.event;
  return {
    events,
    head: { position, hash: hashOf(last.document), recordedAt },
    imported,
    changed,
    operators: lost.flatMap(({ event }) => (event.type === 'OperatorProfileSet' ? [event.data] : [])),
    agreements: lost.flatMap(({ event }) => (event.type === 'AgreementSet' ? [event.data] : [])),
    pools: lost.flatMap(({ event }) => (event.type === 'PoolSet' ? [event.data] : [])),
  };
}

/** The command that the event answers. An event that only closed a lease to make room for the answer has none. */
function answeredBy(event: RecordedEvent): AnsweredCommand | undefined {
  if (!('commandId' in event.data)) return undefined;
  if (event.type === 'Released' && event.data.ground === 'taken-back') return undefined;
  return { commandId: event.data.commandId, fingerprint: undefined };
}
