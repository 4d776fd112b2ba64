import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Command, Outcome } from '@allocator/domain';
import { plusSeconds } from '@allocator/domain';
import { LaneScenario, assign, commandId, impi, indicate, newYear, prolong, revoke } from '@allocator/testing';
import { type Answered, audit } from '@allocator/testing/simulation';

/** The answers to commands that are sent one second apart. */
async function answersTo(
  ...commands: readonly Exclude<Command, { type: 'ExpireDue' }>[]
): Promise<readonly Answered[]> {
  const scenario = await LaneScenario.given(1);
  const answered: Answered[] = [];
  for (const [index, command] of commands.entries()) {
    await scenario.at(index);
    const outcome = await scenario.when(command);
    answered.push({ commandId: command.commandId, content: '', command, outcome });
  }
  return answered;
}

/** A copy in which the text of one answer and its command is changed. */
function edited(answers: readonly Answered[], index: number, edit: (text: string) => string): readonly Answered[] {
  return answers.map((answer, at) => {
    if (at !== index) return answer;
    const { command, outcome } = JSON.parse(edit(JSON.stringify(answer))) as { command: Command; outcome: Outcome };
    return { ...answer, command, outcome };
  });
}

describe('audit', () => {
  const least = { quarantineMs: 0, guardMs: 318_000 };
  const tokenEnd = plusSeconds(newYear, 2_682);
  let good: readonly Answered[];
  let ofTwoTokens: readonly Answered[];
  beforeAll(async () => {
    good = await answersTo(assign(1), indicate(2, impi(1), 1), assign(3));
    ofTwoTokens = await answersTo(
      assign(1),
      prolong(2, '0-2'),
      indicate(3, impi(1), 1, { tokenSequence: 2 }),
      assign(4),
    );
  });

  it('accepts holders that follow one another', () => {
    expect(audit(good, least)).toEqual([]);
    expect(audit(ofTwoTokens, least)).toEqual([]);
  });

  it.each<[string, RegExp, () => readonly Answered[]]>([
    ['two holders at one time', /was assigned as .* holds it until/, () => good.toSpliced(1, 1)],
    [
      'one assignment for two commands',
      /answer to two different commands/,
      () => edited(good, 2, (text) => text.replace('"0-4"', '"0-2"')),
    ],
    [
      'a missing generation',
      /has generation 3 .* expected 2/,
      () => edited(good, 2, (text) => text.replace('"generation":2', '"generation":3')),
    ],
    [
      'an identity that was freed without having been assigned',
      /freed without having been assigned/,
      () => edited(good, 1, (text) => text.replace('"generation":1', '"generation":7')),
    ],
    [
      'an identity that was freed while a contact remained',
      /0-2 was freed: 1 contacts were left/,
      () => edited(good, 1, (text) => text.replace('"tokenRefused":true', '"tokenRefused":true,"contactsRemaining":1')),
    ],
    [
      'an identity that was freed by a refusal of an older token, even if the answer to the prolongation arrived later',
      /0-2 was freed: token 1 of 2 was refused/,
      () => {
        const freed = edited(ofTwoTokens, 2, (text) => text.replace('"tokenSequence":2', '"tokenSequence":1'));
        return freed.toSpliced(1, 1).toSpliced(3, 0, ...freed.slice(1, 2));
      },
    ],
    [
      'an identity that was freed by a refusal without a token number, after a prolongation',
      /0-2 was freed: token 1 of 2 was refused/,
      () => edited(ofTwoTokens, 2, (text) => text.replace('"tokenSequence":2,', '').replace(',"tokenSequence":2', '')),
    ],
    [
      'an identity that was freed by a look without a date',
      /0-2 was freed: the indication has no date/,
      () => edited(good, 1, (text) => text.replace('"tokenRefused":true', '"tokenRefused":false')),
    ],
    [
      'an identity that was freed by a look before the end of the guard',
      /0-2 was freed: a token was alive/,
      () => {
        const looked = `"tokenRefused":false,"indicatedAt":${String(tokenEnd + least.guardMs - 1)}`;
        return edited(good, 1, (text) => text.replace('"tokenRefused":true', looked));
      },
    ],
    [
      'an identity that was freed after its revocation',
      /0-2 was freed: the operator had revoked it/,
      () => [...good, revokedBefore(good)],
    ],
  ])('finds %s', (_, sentence, tampered) => {
    expect(audit(tampered(), least)).toContainEqual(expect.stringMatching(sentence));
  });

  it('accepts a look after the end of the guard', () => {
    const looked = `"tokenRefused":false,"indicatedAt":${String(tokenEnd + least.guardMs)}`;
    expect(
      audit(
        edited(good, 1, (text) => text.replace('"tokenRefused":true', looked)),
        least,
      ),
    ).toEqual([]);
  });

  it('finds a quarantine that ended too early', () => {
    expect(audit(good, { ...least, quarantineMs: 1_001 })).toEqual([expect.stringMatching(/holds it until/)]);
  });
});

/** The answer to a revocation of the first holder, a millisecond before the identity was freed. */
function revokedBefore(answers: readonly Answered[]): Answered {
  const [, freed] = answers;
  if (freed?.outcome.kind !== 'indicated') throw new Error('the history has no freed identity');
  const identity = { impi: impi(1), generation: 1 };
  const at = (freed.outcome.answer.reassignableAt ?? 0) - 1;
  return {
    commandId: commandId(9),
    content: '',
    command: revoke(9, { quarantineSeconds: 0 }),
    outcome: { kind: 'stock-changed', identity, at } as unknown as Outcome,
  };
}
