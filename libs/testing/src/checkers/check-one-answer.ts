import { isDeepStrictEqual } from 'node:util';
import type { CommandId, Outcome } from '@allocator/domain';

/** An answer as its client received it. */
export interface Acknowledgement {
  readonly commandId: CommandId;
  /** The full content of the command, with its subject's reference: another command can have the same id. */
  readonly content: string;
  readonly outcome: Outcome;
}

/**
 * A command id has one outcome (P3): a retry gets the first answer, and another command with the same id is refused.
 * @param acknowledgements every answer of one lane, in any order
 * @returns a sentence for each id with two outcomes
 */
export function checkOneAnswer(acknowledgements: readonly Acknowledgement[]): readonly string[] {
  const first = new Map<CommandId, Acknowledgement>();
  const found: string[] = [];
  for (const answer of acknowledgements) {
    if (isKeyTaken(answer.outcome)) continue;
    const before = first.get(answer.commandId);
    if (before === undefined) first.set(answer.commandId, answer);
    else if (before.content !== answer.content) {
      found.push(`${answer.commandId}: two different commands with this id were both carried out`);
    } else if (!isDeepStrictEqual(before.outcome, answer.outcome)) {
      found.push(`${answer.commandId}: answered ${shown(before)}, and later ${shown(answer)}`);
    }
  }
  for (const { commandId, content, outcome } of acknowledgements) {
    if (isKeyTaken(outcome) && first.get(commandId)?.content === content) {
      found.push(
        `${commandId}: the command was refused because its id is in use, but it is the command that uses the id`,
      );
    }
  }
  return [...new Set(found)];
}

/** The answer to a second command with the id; it is not the outcome of the id. */
export function isKeyTaken(outcome: Outcome): boolean {
  return outcome.kind === 'refused' && outcome.refusal.code === 'idempotency-key-reused';
}

function shown({ outcome }: Acknowledgement): string {
  return JSON.stringify(outcome);
}
