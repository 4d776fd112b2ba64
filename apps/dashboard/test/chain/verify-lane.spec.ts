import { describe, expect, it } from '@jest/globals';
import { chainBegin } from '../../src/chain/chain-follower.js';
import type { ChainPlace } from '../../src/chain/chain-follower.js';
import { trustedKeys } from '../../src/chain/trusted-keys.js';
import type { TrustedKeys } from '../../src/chain/trusted-keys.js';
import type { LaneSource } from '../../src/chain/lane-source.js';
import type { LaneProgress, VerifiedLane } from '../../src/chain/verify-lane.js';
import { verifyLane } from '../../src/chain/verify-lane.js';
import { Signer, documentOf, hashOf, laneOf, remade } from './lane-of.js';

const lane = 3;
const count = 450;
const documents = laneOf(lane, count);
const signer = new Signer();
const keys = await trustedKeys([signer.jwk]);
const checkpointAt = (position: number, by = signer): string =>
  by.checkpoint(lane, position, hashOf(documents[position - 1] ?? ''));

interface History {
  readonly lines?: readonly string[];
  readonly checkpoints?: readonly string[];
  readonly head?: number;
  readonly from?: ChainPlace;
  readonly trusted?: TrustedKeys;
  /** Bytes of a chunk: lines are cut anywhere. */
  readonly chunkBytes?: number;
}

/** Serves lines as bytes in chunks, and checkpoints in pages of two. */
function sourceOf(lines: readonly string[], checkpoints: readonly string[], chunkBytes: number): LaneSource {
  const positionOf = (jws: string): number =>
    (JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as { position: number }).position;
  return {
    async *documents(_lane, after, upTo) {
      const bytes = Buffer.from(
        lines
          .slice(after, upTo)
          .map((line) => `${line}\n`)
          .join(''),
        'utf8',
      );
      for (let from = 0; from < bytes.length; from += chunkBytes) {
        yield Uint8Array.from(bytes.subarray(from, from + chunkBytes));
      }
    },
    async checkpoints(_lane, after, _countMax) {
      const rest = checkpoints.filter((jws) => positionOf(jws) > after);
      const jws = rest.slice(0, 2);
      return { jws, next: rest.length > 2 ? positionOf(jws.at(-1) ?? '') : null };
    },
  };
}

function verify(
  history: History = {},
  report: (progress: LaneProgress) => void = () => undefined,
): Promise<VerifiedLane> {
  const {
    lines = documents,
    checkpoints = signed,
    head = lines.length,
    from = chainBegin,
    chunkBytes = 999,
    trusted = keys,
  } = history;
  const source = sourceOf(lines, checkpoints, chunkBytes);
  return verifyLane(source, trusted, { lane, from, head }, new AbortController().signal, report);
}

const signed = [17, 200, 201, 400, count].map((position) => checkpointAt(position));

describe('the verification of a lane in the browser', () => {
  it('finds an unchanged history sound, whatever the chunks, and signed up to its last checkpoint', async () => {
    const place = { position: count, hash: hashOf(documents[count - 1] ?? ''), signedUpTo: count };
    for (const chunkBytes of [7, 999, 1_000_000]) {
      expect(await verify({ chunkBytes })).toEqual({ place, badCheckpoints: 0, fault: undefined });
    }
    const upTo400 = signed.slice(0, 4);
    expect((await verify({ checkpoints: upTo400 })).place).toEqual({ ...place, signedUpTo: 400 });
    expect(await verify({ lines: [], checkpoints: [] })).toMatchObject({ place: chainBegin, fault: undefined });
  });

  it('finds a changed byte anywhere, with its position', async () => {
    const text = documents.map((line) => `${line}\n`).join('');
    const bytes = Buffer.from(text);
    for (let place = 3; place < bytes.length - 1; place += 4_999) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      const position = bytes.subarray(0, place).toString('latin1').split('\n').length;
      const lines = changed.toString('latin1').split('\n').slice(0, -1);
      const source = sourceOf([], signed, 1);
      const raw: LaneSource = {
        ...source,
        async *documents() {
          yield Uint8Array.from(changed);
        },
      };
      const task = { lane, from: chainBegin, head: lines.length };
      const { fault } = await verifyLane(raw, keys, task, new AbortController().signal, () => undefined);
      expect([place, fault?.kind, fault?.position]).toEqual([place, 'altered', position]);
    }
  });

  it('finds a changed last document by its signature alone', async () => {
    const lines = [...documents.slice(0, -1), (documents.at(-1) ?? '').replace('"count"', '"Count"')];
    expect((await verify({ lines })).fault).toMatchObject({ position: count, kind: 'altered' });
    expect((await verify({ lines, checkpoints: [] })).fault).toBeUndefined();
  });

  it('finds a removed document', async () => {
    const lines = documents.toSpliced(99, 1);
    expect((await verify({ lines })).fault).toEqual({
      position: 100,
      kind: 'missing',
      sentence: 'the event is missing',
    });
  });

  it('finds two documents in the other order', async () => {
    const lines = documents.toSpliced(99, 2, documents[100] ?? '', documents[99] ?? '');
    expect((await verify({ lines })).fault).toMatchObject({ position: 100, kind: 'reordered' });
  });

  it('finds an inserted document, forged or copied', async () => {
    const forged = documentOf(lane, 100, 'f'.repeat(64), 'pool-x');
    expect((await verify({ lines: documents.toSpliced(99, 0, forged) })).fault).toMatchObject({
      position: 100,
      kind: 'inserted',
    });
    const copy = documents[49] ?? '';
    expect((await verify({ lines: documents.toSpliced(99, 0, copy) })).fault).toMatchObject({
      position: 100,
      kind: 'inserted',
    });
    const early = documents[149] ?? '';
    expect((await verify({ lines: documents.toSpliced(99, 0, early) })).fault).toMatchObject({
      position: 100,
      kind: 'inserted',
    });
  });

  it('finds a cut-off end, by the head and by a signature', async () => {
    const lines = documents.slice(0, 420);
    const missing = { position: 421, kind: 'missing' };
    expect((await verify({ lines, checkpoints: [], head: count })).fault).toMatchObject(missing);
    expect((await verify({ lines, head: 420 })).fault).toMatchObject(missing);
    expect((await verify({ lines, head: 420, checkpoints: signed.slice(0, 4) })).fault).toBeUndefined();
  });

  it('finds a line that was cut off in the middle', async () => {
    const lines = [...documents.slice(0, -1), (documents.at(-1) ?? '').slice(0, 300)];
    expect((await verify({ lines, checkpoints: [] })).fault).toMatchObject({ position: count, kind: 'altered' });
  });

  it('finds a chain that was computed again after a change', async () => {
    const changed = documents.toSpliced(299, 1, (documents[299] ?? '').replace('pool-0', 'pool-9'));
    const lines = remade(changed, 300);
    expect((await verify({ lines, checkpoints: [] })).fault).toBeUndefined();
    expect((await verify({ lines })).fault).toMatchObject({ position: 202, kind: 'remade' });
  });

  it('counts checkpoints of another key, of another lane and of another algorithm, and does not use them', async () => {
    const other = new Signer();
    const bad = [
      checkpointAt(17, other),
      signer.checkpoint(lane + 1, 200, hashOf(documents[199] ?? '')),
      signer.jws(
        { lane, position: 300, hash: hashOf(documents[299] ?? ''), time: '2026-11-27T10:00:00.000Z' },
        { alg: 'none', kid: signer.fingerprint },
      ),
      other.jws(
        { lane, position: 310, hash: hashOf(documents[309] ?? ''), time: '2026-11-27T10:00:00.000Z' },
        { alg: 'Ed25519', kid: signer.fingerprint },
      ),
      `${checkpointAt(350).slice(0, -6)}AAAAAA`,
    ];
    expect(await verify({ checkpoints: bad })).toMatchObject({
      badCheckpoints: 5,
      fault: undefined,
      place: { signedUpTo: 0 },
    });
    expect(await verify({ checkpoints: signed })).toMatchObject({ badCheckpoints: 0, place: { signedUpTo: count } });
  });

  it('checks each checkpoint with the key that it names, so that a change of the key keeps older ones', async () => {
    const former = new Signer();
    const checkpoints = [checkpointAt(17, former), checkpointAt(200, former), checkpointAt(count)];
    const both = await trustedKeys([former.jwk, signer.jwk]);
    const place = { signedUpTo: count };
    expect(await verify({ checkpoints, trusted: both })).toMatchObject({ badCheckpoints: 0, place });
    expect(await verify({ checkpoints })).toMatchObject({ badCheckpoints: 2, place });
  });

  it('stops, and continues from the reported place to the same result', async () => {
    const stop = new AbortController();
    const places: ChainPlace[] = [];
    const source = sourceOf(documents, signed, 999);
    const stopped = verifyLane(source, keys, { lane, from: chainBegin, head: count }, stop.signal, ({ place }) => {
      places.push(place);
      if (place.position > 210) stop.abort();
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const from = places.at(-1) ?? chainBegin;
    expect(from).toMatchObject({ signedUpTo: 201 });
    expect(from.position).toBeLessThan(count);
    expect(await verify({ from })).toEqual(await verify());
    const changed = documents.map((line, index) => (index === 399 ? line.replace('"count"', '"Count"') : line));
    expect((await verify({ from, lines: changed })).fault).toMatchObject({ position: 400, kind: 'altered' });
  });

  it('reads on where a signature covers more than the head that was known at the beginning', async () => {
    expect(await verify({ head: 200 })).toEqual(await verify());
  });
});
