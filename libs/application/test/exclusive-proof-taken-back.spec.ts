import { describe, expect, it } from '@jest/globals';
import { subjectId } from '@allocator/testing';
import { ProofHistory, lifetime, second } from './proof-history.js';

const held = (id: string, missing: string): unknown =>
  expect.stringMatching(new RegExp(`is held as ${id} until .*: no proof of an earlier end, .*${missing}`));

describe('a holder that takes its identity back', () => {
  const alice = { subjectId: subjectId(7) };
  const takenBack = () =>
    new ProofHistory()
      .assigned(0, alice)
      .released('0-2', 10, { by: 'wwsf', ground: 'taken-back' })
      .assigned(10, { ...alice, takenBack: true });

  it('overlaps with no other holder', async () => {
    expect(await takenBack().figures()).toMatchObject({ violations: [], endedWithoutProof: 0 });
  });

  it('cannot be ended by a refusal: a token of the former lease can still be in use', async () => {
    const freed = takenBack().released('0-4', 20, { ground: 'token-refused', tokenSequence: 1 }).assigned(20);
    expect(await freed.sentences()).toEqual([held('0-4', 'a token of a former lease')]);
  });

  it('holds it until the later of both bounds', async () => {
    const shorter = new ProofHistory()
      .assigned(0, alice)
      .released('0-2', 10, { by: 'wwsf', ground: 'taken-back' })
      .assigned(10, { ...alice, takenBack: true, tokenExpiresAt: second(82), reassignableAt: second(1_000) })
      .assigned(1_000);
    expect(await shorter.sentences()).toEqual([expect.stringContaining('is held as 0-2 until 2026-01-01T01:00:00')]);
  });

  it('must be an authenticated subject', async () => {
    const anonymous = new ProofHistory()
      .assigned(0, { ...alice, subjectKind: 'anonymous' })
      .released('0-2', 10, { by: 'wwsf', ground: 'taken-back' })
      .assigned(10, { ...alice, subjectKind: 'anonymous', takenBack: true });
    expect(await anonymous.sentences()).toHaveLength(1);
  });
});

describe('a revoked identity', () => {
  const [alice, bob] = [{ subjectId: subjectId(7) }, { subjectId: subjectId(8) }];
  const revoked = () => new ProofHistory().assigned(0, alice).expired('0-2', lifetime).revoked('0-2', 3_700, alice);

  it('is not assigned to the subject from whom it was revoked', async () => {
    const sentences = await revoked().assigned(4_000, alice).sentences();
    expect(sentences).toEqual([
      expect.stringContaining('as 0-5 to the subject from whom it was revoked at 2026-01-01T01:01:40.000Z'),
    ]);
  });

  it('is assigned to it again after another holder', async () => {
    const history = revoked().assigned(4_000, bob).expired('0-5', 7_600).assigned(7_600, alice);
    expect(await history.sentences()).toEqual([]);
  });
});
