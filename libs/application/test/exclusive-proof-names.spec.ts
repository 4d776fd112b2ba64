import { describe, expect, it } from '@jest/globals';
import { impi, impu, subjectId } from '@allocator/testing';
import { ProofHistory, afterToken, second } from './proof-history.js';

describe('a name in two lanes', () => {
  const other = { impi: impi(2), impus: [impu(1)] };
  const elsewhere = { lane: 2 as never, poolId: 'pool-elsewhere' as never };
  const inLane = (history: ProofHistory, at: number, end: number) =>
    history.assigned(
      at,
      { ...other, poolId: elsewhere.poolId, tokenExpiresAt: second(end - afterToken), reassignableAt: second(end) },
      elsewhere.lane,
    );

  it('accepts one holder after the other, whichever lane is read first', async () => {
    const history = inLane(new ProofHistory().assigned(5_000), 0, 5_000);
    expect(await history.figures()).toMatchObject({ violations: [], smallestGapMs: 0 });
  });

  it('has two holders if they overlap', async () => {
    const history = inLane(new ProofHistory().assigned(5_000), 0, 5_001);
    expect(await history.sentences()).toEqual([expect.stringContaining('is held as 2-1 until 2026-01-01T01:23:21')]);
  });

  it('cannot be taken back by its holder with another IMPI', async () => {
    const alice = { subjectId: subjectId(7) };
    const history = new ProofHistory()
      .assigned(0, alice)
      .released('0-2', 10, { by: 'wwsf', ground: 'taken-back' })
      .assigned(10, { ...alice, ...other, takenBack: true });
    expect(await history.sentences()).toHaveLength(1);
  });

  it('has two holders even with a short lease between them', async () => {
    const long = inLane(
      new ProofHistory().assigned(100, { tokenExpiresAt: second(1_000 - afterToken), reassignableAt: second(1_000) }),
      0,
      9_000,
    );
    const sentences = await long.assigned(8_000).sentences();
    expect(sentences).toHaveLength(2);
    expect(sentences).toContainEqual(
      expect.stringMatching(/assigned as 0-3 .* is held as 2-1 until 2026-01-01T02:30:00/),
    );
  });
});
