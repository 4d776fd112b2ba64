import type { Agreement, Identity, OperatorProfile, PoolTerms, RecordedEvent } from '@allocator/domain';
import { decodeEvent, evolve, ImpiIndex, isIdentityEvent } from '@allocator/domain';
import { hashOf } from '../lanes/append-events.js';
import type { LaneHead } from '../ports/event-reader.js';
import type { AnsweredCommand, EventToAppend, LaneChanges } from '../ports/lane-store.js';

/** What is published does not follow what the store has: they are two histories, and nobody here can tell the true one. */
export class HistoryDiffersError extends Error {
  override readonly name = 'HistoryDiffersError';
}

/** A published event that the store has lost, and its document as it was published. */
export interface LostEvent {
  readonly event: RecordedEvent;
  readonly document: string;
}

/** What a store has to write to have these events again. */
export interface Continuation extends Omit<LaneChanges, 'subjects' | 'outcomes'> {
  readonly operators: readonly OperatorProfile[];
  readonly agreements: readonly Agreement[];
  readonly pools: readonly PoolTerms[];
}

/** Reads the documents that follow the head. Throws `HistoryDiffersError` where one does not follow the one before it. */
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
 * The lane with these events behind its head, as it was when they were first recorded: the documents byte for byte, and what the
 * inline projection writes beside them. What no event tells (references of subjects, fingerprints, refusals) stays lost.
 * Undefined where there are none.
 * @param known the identities that the events name, those of them that the store has
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

/** The command that the event is the answer to; what closed a lease to make room for the answer is not one. */
function answeredBy(event: RecordedEvent): AnsweredCommand | undefined {
  if (!('commandId' in event.data)) return undefined;
  if (event.type === 'Released' && event.data.ground === 'taken-back') return undefined;
  return { commandId: event.data.commandId, fingerprint: undefined };
}
