import { describe, expect, it } from '@jest/globals';
import type { LaneSource } from '../../src/chain/lane-source.js';
import { ProofTooLongError, collectSegments } from '../../src/proof/collect-segments.js';
import { Signer, hashOf, laneOf } from '../chain/lane-of.js';

const lane = 5;
const documents = laneOf(lane, 100);
const signer = new Signer();
const signedAt = [20, 60];

/** @param shift of every position that a checkpoint states */
function sourceOf(shift = 0): LaneSource {
  return {
    async *documents(_lane, after, upTo) {
      yield Uint8Array.from(
        Buffer.from(
          documents
            .slice(after, upTo)
            .map((line) => `${line}\n`)
            .join(''),
        ),
      );
    },
    async checkpoints(_lane, after, countMax) {
      const positions = signedAt.filter((position) => position > after).slice(0, countMax);
      return { jws: positions.map((position) => signer.checkpoint(lane, position + shift, hashOf(''))), next: null };
    },
  };
}

const collected = async (...positions: number[]): Promise<[number | undefined, number, boolean][]> => {
  const places = positions.map((position) => ({ lane, position }));
  const segments = await collectSegments(sourceOf(), places, new AbortController().signal);
  return segments.map(({ documents: texts, checkpoint }) => [
    documents.indexOf(texts[0] ?? '') + 1,
    texts.length,
    checkpoint !== null,
  ]);
};

describe('the documents of a proof', () => {
  it('are those from each event up to its next checkpoint, each once', async () => {
    expect(await collected(18, 19)).toEqual([[18, 3, true]]);
    expect(await collected(18, 55)).toEqual([
      [18, 3, true],
      [55, 6, true],
    ]);
    expect(await collected(20, 21, 60)).toEqual([
      [20, 1, true],
      [21, 40, true],
    ]);
  });

  it('end with the last event where nothing is signed yet', async () => {
    expect(await collected(58, 70, 75)).toEqual([
      [58, 3, true],
      [70, 6, false],
    ]);
    expect(await collected()).toEqual([]);
  });

  it('are refused if they are too many', async () => {
    const far = collectSegments(sourceOf(50_001), [{ lane, position: 18 }], new AbortController().signal);
    await expect(far).rejects.toBeInstanceOf(ProofTooLongError);
  });
});
