import { isDeepStrictEqual } from 'node:util';
import type { CommandId, Outcome, RecordedEvent } from '@allocator/domain';
import { decodeEvent } from '@allocator/domain';
import type { Acknowledgement } from './check-one-answer.js';
import { isKeyTaken } from './check-one-answer.js';

/**
 * What was answered is kept: each answer stands in an event that names its command and says the same, or in the outcomes
 * that are stored beside the events.
 * @param documents a lane's documents in order, of the store or of the topic
 * @param kept the lane's outcomes that no event tells
 * @param acknowledgements answers that were given in that lane, in any order
 * @returns a sentence for each answer that nothing bears out
 */
export function checkAcknowledged(
  documents: readonly string[],
  kept: ReadonlyMap<CommandId, { readonly outcome: Outcome }>,
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
    const isKept = isDeepStrictEqual(kept.get(commandId)?.outcome, outcome);
    if (isKept || (events.get(commandId) ?? []).some((event) => says(event, outcome))) continue;
    found.add(`${commandId}: answered ${JSON.stringify(outcome)}, and nothing that is kept says so`);
  }
  return [...found];
}

function commandOf({ data }: RecordedEvent): string | undefined {
  return 'commandId' in data ? data.commandId : undefined;
}

function says(event: RecordedEvent, outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'assigned':
      return event.type === 'Assigned' && saysOf(event, outcome.assignment);
    case 'prolonged':
      return event.type === 'Prolonged' && saysOf(event, outcome.assignment);
    case 'released':
      return event.type === 'Released' && saysOf(event, outcome.assignment);
    case 'indicated':
      if (outcome.answer.effect === 'ignored') {
        return event.type === 'IndicationIgnored' && event.data.reason === outcome.answer.reason;
      }
      return event.type === 'Released' && event.data.reassignableAt === outcome.answer.reassignableAt;
    // A refusal is stored as an outcome; the other two are answers of commands without an event that repeats them.
    case 'refused':
    case 'found':
    case 'stock-changed':
      return false;
  }
}

function saysOf(
  { data }: Extract<RecordedEvent, { type: 'Assigned' | 'Prolonged' | 'Released' }>,
  { assignmentId, impi, generation, reassignableAt }: Extract<Outcome, { assignment: object }>['assignment'],
): boolean {
  return isDeepStrictEqual(
    [data.assignmentId, data.impi, data.generation, data.reassignableAt],
    [assignmentId, impi, generation, reassignableAt],
  );
}
