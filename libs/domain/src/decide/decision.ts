import type { Command } from '../commands/command.js';
import type { OutcomeOf, Refused } from '../commands/outcome.js';
import type { Refusal } from '../commands/refusal.js';
import type { DomainEvent } from '../events/domain-event.js';

/** The result of a command: the events to record, in order, and its answer. The last event is the one that names the command. */
export interface Decision<C extends Command = Command> {
  readonly events: readonly DomainEvent[];
  readonly answer: OutcomeOf<C>;
}

/** No events, and the refusal as the answer. */
export function refuse(refusal: Refusal): { readonly events: readonly []; readonly answer: Refused } {
  return { events: [], answer: { kind: 'refused', refusal } };
}
