import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome } from '@allocator/domain';
import {
  LaneScenario,
  type Acknowledgement,
  assign,
  checkAcknowledged,
  commandId,
  impi,
  indicate,
} from '@allocator/testing';
import { changed, without } from './tampered-history.js';

describe('checkAcknowledged', () => {
  let documents: readonly string[];
  let answers: readonly Acknowledgement[];
  let refused: Outcome;
  const stored = () => new Map([[commandId(2), { outcome: refused }]]);
  beforeAll(async () => {
    const scenario = await LaneScenario.given(1);
    const outcomes = await scenario.batch(assign(1), assign(2), indicate(3, impi(1), 1));
    documents = await scenario.on.documents();
    answers = outcomes.map((outcome, index) => ({ commandId: commandId(index + 1), content: '', outcome }));
    refused = outcomes[1] as Outcome;
  });

  it('accepts answers that an event or a stored outcome confirms', () => {
    expect(checkAcknowledged(documents, stored(), answers)).toEqual([]);
  });

  it('finds a refusal that was not stored', () => {
    expect(checkAcknowledged(documents, new Map(), answers)).toEqual([expect.stringMatching(/000000000002: answered/)]);
  });

  it('finds a refusal that was stored as another one', () => {
    const other = { kind: 'refused', refusal: { code: 'pool-not-found' } } as const;
    const found = checkAcknowledged(documents, new Map([[commandId(2), { outcome: other }]]), answers);
    expect(found).toEqual([expect.stringMatching(/000000000002: answered/)]);
  });

  it.each<[string, number, (documents: readonly string[]) => readonly string[]]>([
    ['a lost assignment', 1, (d) => without(d, 'Assigned', 0)],
    [
      'an assignment with another generation',
      1,
      (d) => changed(d, 'Assigned', 0, ({ data }) => (data['generation'] = 2)),
    ],
    ['a lost indication', 3, (d) => without(d, 'Released', 0)],
  ])('finds %s', (_, n, tamper) => {
    const found = checkAcknowledged(tamper(documents), stored(), answers);
    expect(found).toEqual([expect.stringContaining(`${commandId(n)}: answered`)]);
  });
});
