import { isDeepStrictEqual } from 'node:util';
import type { CommandId, Outcome, RecordedEvent } from '@allocator/domain';
import { decodeEvent } from '@allocator/domain';
import type { Acknowledgement } from './check-one-answer.js';
import { isKeyTaken } from './check-one-answer.js';

/**
 * Every answer is stored: in an event with its command id and the same content, or in the outcomes that are stored beside the
 * events.
 * @param documents a lane's documents in order, of the store or of the topic
 * @param stored the lane's outcomes that no event contains
 * @param acknowledgements answers of that lane, in any order
 * @returns a sentence for each answer that is not stored
 */
export function checkAcknowledged(
  documents: readonly string[],
  stored: ReadonlyMap<CommandId, { readonly outcome: Outcome }>,
  acknowledgements: readonly Acknowledgement[],
): readonly string[] {
  const events = new Map<string, RecordedEvent[]>();
  for (const event of documents.map(decodeEvent)) {
    const command = commandOf(event);
    if (command !== undefined) events.set(command, [...(events.get(command) ?? []), event]);
  }
  const found = new Set<string>();
  for (const { commandId, outcome } of acknowledgements) {
    if (isKeyTaken(outcome)) continue;
    const isStored = isDeepStrictEqual(stored.get(commandId)?.outcome, outcome);
    if (isStored || (events.get(commandId) ?? []).some((event) => confirms(event, outcome))) continue;
    found.add(
      `${commandId}: answered ${JSON.stringify(outcome)}, but neither an event nor a stored outcome confirms it`,
    );
  }
  return [...found];
}

function commandOf({ data }: RecordedEvent): string | undefined {
  return 'commandId' in data ? data.commandId : undefined;
}

function confirms(event: RecordedEvent, outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'assigned':
      return event.type === 'Assigned' && confirmsLease(event, outcome.assignment);
    case 'prolonged':
      return event.type === 'Prolonged' && confirmsLease(event, outcome.assignment);
    case 'released':
      return event.type === 'Released' && confirmsLease(event, outcome.assignment);
    case 'indicated':
      if (outcome.answer.effect === 'ignored') {
        return event.type === 'IndicationIgnored' && event.data.reason === outcome.answer.reason;
      }
      return event.type === 'Released' && event.data.reassignableAt === outcome.answer.reassignableAt;
    // No event contains these answers: they are stored as outcomes.
    case 'refused':
    case 'found':
    case 'stock-changed':
      return false;
  }
}

function confirmsLease(
  { data }: Extract<RecordedEvent, { type: 'Assigned' | 'Prolonged' | 'Released' }>,
  { assignmentId, impi, generation, reassignableAt }: Extract<Outcome, { assignment: object }>['assignment'],
): boolean {
  return isDeepStrictEqual(
    [data.assignmentId, data.impi, data.generation, data.reassignableAt],
    [assignmentId, impi, generation, reassignableAt],
  );
}
