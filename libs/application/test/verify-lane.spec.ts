import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import type { Checkpoint } from '@allocator/application';
import { verifyLane } from '@allocator/application';
import type { Hash, Instant, Lane, Position } from '@allocator/domain';
import { LaneScenario, assign, prolong, release } from '@allocator/testing';
import fc from 'fast-check';

const lane = 0 as Lane;

async function historyOf(): Promise<readonly string[]> {
  const scenario = await LaneScenario.given(12);
  for (let n = 1; n <= 8; n++) await (await scenario.at(n)).when(assign(n));
  await scenario.when(release(9, '0-13'));
  await scenario.when(prolong(10, '0-14'));
  await (await scenario.at(7_200)).when({ type: 'ExpireDue', countMax: 100 });
  for (let n = 11; n <= 18; n++) await scenario.when(assign(n));
  return scenario.on.documents();
}

const documents = await historyOf();
const hashOf = (document: string): Hash => hash('sha256', document, 'hex') as Hash;
const checkpointAt = (position: number, of = documents): Checkpoint => ({
  lane,
  position: position as Position,
  hash: hashOf(of[position - 1] ?? ''),
  time: 0 as Instant,
});
/** Somewhere in the middle, and at the end. */
const checkpoints = [checkpointAt(17), checkpointAt(documents.length)];

const verify = (altered: readonly string[], of = checkpoints) => verifyLane(lane, inPages(altered), of);

async function* inPages(altered: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let index = 0; index < altered.length; index += 7) yield Promise.resolve(altered.slice(index, index + 7));
}

/** The bytes of a file: a flipped bit can create or remove a line end. */
const linesOf = (bytes: Buffer): string[] => bytes.toString('latin1').split('\n').slice(0, -1);
const bytesOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');

describe('the verification of a lane', () => {
  it('finds an unchanged history sound to its end', async () => {
    const end = documents.length;
    expect(await verify(documents)).toEqual({
      lane,
      soundUpTo: end,
      signedUpTo: end,
      fault: undefined,
      hash: checkpoints[1]?.hash,
    });
    expect(await verify(documents, [])).toMatchObject({ soundUpTo: end, signedUpTo: 0, fault: undefined });
    expect(await verify([], [])).toMatchObject({ soundUpTo: 0, fault: undefined });
  });

  it('finds and locates 2,000 random single mutations', async () => {
    const positions = fc.integer({ min: 1, max: documents.length });
    const flip = fc.record({ what: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) });
    const other = fc.record({
      what: fc.constantFrom('drop' as const, 'duplicate' as const, 'insert' as const, 'truncate' as const),
      at: positions,
      from: positions,
    });
    const swap = fc
      .record({ what: fc.constant('swap' as const), at: positions, from: positions })
      .filter(({ at, from }) => at !== from);
    await fc.assert(
      fc.asyncProperty(fc.oneof(flip, other, swap), async (mutation) => {
        const { lines, position, kinds } = mutated(mutation);
        const { fault, soundUpTo } = await verify(lines);
        expect([fault?.position, kinds.includes(fault?.kind ?? '')]).toEqual([position, true]);
        expect(soundUpTo).toBe(position - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds that the line end before the last document was lost, with and without signatures', async () => {
    const joined = [...documents.slice(0, -2), documents.slice(-2).join('')];
    const fault = { position: documents.length - 1, kind: 'altered' };
    expect(await verify(joined)).toMatchObject({ fault });
    expect(await verify(joined, [])).toMatchObject({ fault });
  });

  it('finds a chain that was computed again from an altered event on, between two signatures', async () => {
    const remade = [...documents];
    remade[19] = (remade[19] ?? '').replace('"poolId":"pool-a"', '"poolId":"pool-b"');
    for (let index = 20; index < remade.length; index++) {
      const previous = hashOf(remade[index - 1] ?? '');
      remade[index] = (remade[index] ?? '').replace(/"previous":"[0-9a-f]{64}"/, `"previous":"${previous}"`);
    }
    expect((await verify(remade, [])).fault).toBeUndefined();
    // The last signature shows it; everything up to the one before is signed.
    expect((await verify(remade)).fault).toMatchObject({ position: documents.length, kind: 'altered' });
    const early = [checkpointAt(17), checkpointAt(documents.length - 2)];
    expect((await verify(remade, early)).fault).toMatchObject({ position: 18, kind: 'remade' });
  });
});

type Mutation =
  | { readonly what: 'flip'; readonly at: number; readonly bit: number }
  | {
      readonly what: 'drop' | 'duplicate' | 'insert' | 'truncate' | 'swap';
      readonly at: number;
      readonly from: number;
    };

interface Mutated {
  readonly lines: readonly string[];
  readonly position: number;
  readonly kinds: readonly string[];
}

function mutated(mutation: Mutation): Mutated {
  const lines = [...documents];
  const { at } = mutation;
  const end = documents.length;
  switch (mutation.what) {
    case 'flip': {
      const bytes = bytesOf(documents);
      // Without the last line end, which no event needs.
      const place = at % (bytes.length - 1);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << mutation.bit);
      const position = bytesOf(documents).subarray(0, place).toString('latin1').split('\n').length;
      return { lines: linesOf(bytes), position, kinds: ['altered'] };
    }
    case 'drop':
      lines.splice(at - 1, 1);
      return { lines, position: at, kinds: ['missing'] };
    case 'duplicate':
      lines.splice(at, 0, lines[at - 1] ?? '');
      return { lines, position: at + 1, kinds: ['inserted'] };
    case 'insert': {
      const forged = (lines[mutation.from - 1] ?? '')
        .replace(/"id":"0-\d+"/, `"id":"0-${String(at)}"`)
        .replace(/"position":\d+/, `"position":${String(at)}`)
        .replace(/"previous":"[0-9a-f]{64}"/, `"previous":"${'f'.repeat(64)}"`);
      lines.splice(at - 1, 0, forged);
      return { lines, position: at, kinds: ['inserted'] };
    }
    case 'truncate':
      return { lines: lines.slice(0, at - 1), position: at, kinds: ['missing'] };
    case 'swap': {
      const [a, b] = [Math.min(at, mutation.from), Math.max(at, mutation.from)];
      [lines[a - 1], lines[b - 1]] = [lines[b - 1] ?? '', lines[a - 1] ?? ''];
      expect(b).toBeLessThanOrEqual(end);
      return { lines, position: a, kinds: ['reordered'] };
    }
  }
}
