import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Command, Outcome } from '@allocator/domain';
import { type Answered, LaneScenario, assign, audit, impi, indicate } from '@allocator/testing';

describe('the auditor', () => {
  let good: readonly Answered[];
  beforeAll(async () => {
    const scenario = await LaneScenario.given(1);
    const commands = [assign(1), indicate(2, impi(1), 1), assign(3)];
    good = [];
    for (const [index, command] of commands.entries()) {
      await scenario.at(index);
      good = [
        ...good,
        { commandId: command.commandId, fingerprint: '', command, outcome: await scenario.when(command) },
      ];
    }
  });
  const edited = (index: number, edit: (text: string) => string): readonly Answered[] =>
    good.map((answer, at) => {
      if (at !== index) return answer;
      const { command, outcome } = JSON.parse(edit(JSON.stringify(answer))) as { command: Command; outcome: Outcome };
      return { ...answer, command, outcome };
    });

  it('passes holders in turn', () => {
    expect(audit(good, 0)).toEqual([]);
  });

  it.each<[string, RegExp, () => readonly Answered[]]>([
    ['a holder beside another', /was lent as .* has it until/, () => good.toSpliced(1, 1)],
    [
      'one assignment for two commands',
      /given to two commands/,
      () => edited(2, (text) => text.replace('"0-4"', '"0-2"')),
    ],
    [
      'a generation that is left out',
      /has generation 3/,
      () => edited(2, (text) => text.replace('"generation":2', '"generation":3')),
    ],
    [
      'a word about nobody',
      /freed and never lent/,
      () => edited(1, (text) => text.replace('"generation":1', '"generation":7')),
    ],
  ])('finds %s', (_, sentence, tampered) => {
    expect(audit(tampered(), 0)).toContainEqual(expect.stringMatching(sentence));
  });

  it('finds a quarantine that was cut short', () => {
    expect(audit(good, 1_001)).toEqual([expect.stringMatching(/has it until/)]);
  });
});
