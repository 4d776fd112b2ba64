import { isDeepStrictEqual } from 'node:util';
import type { CommandId, Outcome } from '@allocator/domain';

/** An answer that somebody was given, as it was given. */
export interface Acknowledgement {
  readonly commandId: CommandId;
  /** The whole content of the answered command, with its subject's reference: another command can have the same id. */
  readonly content: string;
  readonly outcome: Outcome;
}

/**
 * A command id has one outcome (P3): whoever asks again gets the first answer, and another command under the id is told that
 * it is taken.
 * @param acknowledgements every answer that was given in one lane, in any order
 * @returns a sentence for each id that was answered in two ways
 */
export function checkOneAnswer(acknowledgements: readonly Acknowledgement[]): readonly string[] {
  const first = new Map<CommandId, Acknowledgement>();
  const found: string[] = [];
  for (const answer of acknowledgements) {
    if (isKeyTaken(answer.outcome)) continue;
    const before = first.get(answer.commandId);
    if (before === undefined) first.set(answer.commandId, answer);
    else if (before.content !== answer.content) {
      found.push(`${answer.commandId}: two commands under one id were both carried out`);
    } else if (!isDeepStrictEqual(before.outcome, answer.outcome)) {
      found.push(`${answer.commandId}: answered ${shown(before)} and ${shown(answer)}`);
    }
  }
  for (const { commandId, content, outcome } of acknowledgements) {
    if (isKeyTaken(outcome) && first.get(commandId)?.content === content) {
      found.push(`${commandId}: refused as taken, by the command that has taken it`);
    }
  }
  return [...new Set(found)];
}

/** The answer to another command than the one that has the id; it is nobody's outcome. */
export function isKeyTaken(outcome: Outcome): boolean {
  return outcome.kind === 'refused' && outcome.refusal.code === 'idempotency-key-reused';
}

function shown({ outcome }: Acknowledgement): string {
  return JSON.stringify(outcome);
}
