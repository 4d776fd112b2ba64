import { describe, expect, it } from '@jest/globals';
import type { LaneSource } from '../../src/chain/lane-source.js';
import { HistoryVerification } from '../../src/pages/history/history-verification.js';
import { laneOf } from '../chain/lane-of.js';

const lanes = [laneOf(0, 300), laneOf(1, 0), laneOf(2, 500)];
const heads = lanes.map((documents, lane) => ({ lane, position: documents.length }));

/** @param onChunk called before each chunk of 100 documents, with the lane */
function sourceOf(onChunk: (lane: number, after: number) => void = () => undefined): LaneSource {
  return {
    async *documents(lane, after, upTo) {
      for (let from = after; from < upTo; from += 100) {
        onChunk(lane, from);
        const lines = lanes[lane]?.slice(from, Math.min(upTo, from + 100)) ?? [];
        yield Uint8Array.from(Buffer.from(lines.map((line) => `${line}\n`).join('')));
      }
    },
    checkpoints: () => Promise.resolve({ jws: [], next: null }),
  };
}

const positionsOf = (verification: HistoryVerification): number[] =>
  verification.view().lanes.map(({ place }) => place.position);

describe('the verification of all lanes', () => {
  it('verifies them one after another to their ends', async () => {
    const verification = new HistoryVerification();
    const statuses = new Set<string>();
    verification.subscribe(() => statuses.add(verification.view().status));
    await verification.start(sourceOf(), undefined, heads);
    expect(positionsOf(verification)).toEqual([300, 0, 500]);
    expect(verification.view()).toMatchObject({ status: 'done', error: undefined });
    expect([...statuses]).toEqual(['idle', 'running', 'done']);
  });

  it('continues after a stop without reading again what it has verified', async () => {
    const verification = new HistoryVerification();
    const read: string[] = [];
    await verification.start(
      sourceOf((lane, after) => {
        read.push(`${lane}:${after}`);
        if (lane === 2 && after === 200) verification.stop();
      }),
      undefined,
      heads,
    );
    expect(verification.view()).toMatchObject({ status: 'stopped', error: undefined });
    expect(positionsOf(verification)).toEqual([300, 0, 200]);
    await verification.continue(
      sourceOf((lane, after) => read.push(`${lane}:${after}`)),
      undefined,
    );
    expect(verification.view().status).toBe('done');
    expect(read).toEqual(['0:0', '0:100', '0:200', '2:0', '2:100', '2:200', '2:200', '2:300', '2:400']);
  });

  it('keeps its place when the service fails, with the reason', async () => {
    const verification = new HistoryVerification();
    const failing = sourceOf((lane, after) => {
      if (lane === 2 && after === 100) throw new Error('503');
    });
    await verification.start(failing, undefined, heads);
    expect(verification.view()).toMatchObject({ status: 'stopped', error: { message: '503' } });
    expect(positionsOf(verification)).toEqual([300, 0, 100]);
    await verification.continue(sourceOf(), undefined);
    expect(positionsOf(verification)).toEqual([300, 0, 500]);
  });
});
