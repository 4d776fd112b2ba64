import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '@allocator/domain';
import { type Acknowledgement, checkOneAnswer, commandId } from '@allocator/testing';

const exhausted: Outcome = { kind: 'refused', refusal: { code: 'pool-exhausted', nextReassignableAt: null } };
const missing: Outcome = { kind: 'refused', refusal: { code: 'assignment-not-found' } };
const taken: Outcome = { kind: 'refused', refusal: { code: 'idempotency-key-reused' } };
const answer = (outcome: Outcome, content = 'a', n = 1): Acknowledgement => ({
  commandId: commandId(n),
  content,
  outcome,
});

describe('checkOneAnswer', () => {
  it('accepts a repeated first answer, and the refusal of another command with the same id', () => {
    expect(checkOneAnswer([answer(taken, 'b'), answer(exhausted), answer(exhausted), answer(missing, 'c', 2)])).toEqual(
      [],
    );
  });

  it.each<[string, RegExp, readonly Acknowledgement[]]>([
    [
      'a retry with another answer',
      /answered .*pool-exhausted.*, and later .*not-found/,
      [answer(exhausted), answer(missing)],
    ],
    ['two commands with one id', /both carried out/, [answer(exhausted), answer(exhausted, 'b')]],
    [
      'a command that is refused because of itself',
      /it is the command that uses the id/,
      [answer(exhausted), answer(taken)],
    ],
  ])('finds %s', (_, sentence, answers) => {
    expect(checkOneAnswer(answers)).toEqual([expect.stringMatching(sentence)]);
  });
});
