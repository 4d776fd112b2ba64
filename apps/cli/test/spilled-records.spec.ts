import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryRecords } from '@allocator/application';
import type { KeyedRecords } from '@allocator/application';
import fc from 'fast-check';
import { type SpillLimits, SpilledRecords } from '../src/history/spilled-records.js';

const limits: SpillLimits = { folder: tmpdir(), memoryBytesMax: 0, partBytesMax: 1 << 20 };

/** Groups as they come, each checked to come once. */
async function groupsOf(records: KeyedRecords): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>();
  for await (const groups of records.groups()) {
    for (const [key, group] of groups) {
      expect(all.has(key)).toBe(false);
      all.set(key, group);
    }
  }
  return all;
}

function add(records: KeyedRecords, added: readonly (readonly [string, string])[]): void {
  for (const [key, record] of added) records.add(key, record);
}

describe('records that are spilled to a file', () => {
  let folder: string;
  let records: SpilledRecords;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spilled-'));
    records = new SpilledRecords({ ...limits, folder });
  });
  afterEach(() => {
    records.close();
    rmSync(folder, { recursive: true });
  });

  it('come back by key as records in memory do, however they are divided', async () => {
    // JSON text: no tab, no line feed, and characters of more than one byte.
    const text = fc.string({ unit: 'binary', maxLength: 12 }).map((drawn) => JSON.stringify(drawn));
    const limit = fc.record({
      folder: fc.constant(tmpdir()),
      memoryBytesMax: fc.constantFrom(0, 200_000),
      partBytesMax: fc.constantFrom(1, 60, 1 << 20),
    });
    const keys = fc.array(text, { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        limit,
        keys,
        fc.array(fc.tuple(fc.nat(), text), { maxLength: 300 }),
        async (drawnLimits, names, drawn) => {
          const added = drawn.map(([nth, record]) => [names[nth % names.length] ?? '', record] as const);
          const spilled = new SpilledRecords(drawnLimits);
          const inMemory = new MemoryRecords();
          add(spilled, added);
          add(inMemory, added);
          expect(spilled.count).toBe(added.length);
          expect(await groupsOf(spilled)).toEqual(await groupsOf(inMemory));
          spilled.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keep a record that is longer than a block', async () => {
    const long = JSON.stringify('x'.repeat(200_000));
    add(records, [
      ['"a"', '1'],
      ['"a"', long],
      ['"a"', '2'],
    ]);
    expect(await groupsOf(records)).toEqual(new Map([['"a"', ['1', long, '2']]]));
  });

  it('come back some at a time: a part is divided until it is small', async () => {
    const small = new SpilledRecords({ ...limits, partBytesMax: 2_000 });
    add(
      small,
      Array.from({ length: 20_000 }, (_, n) => [String(n), 'x'.repeat(20)] as const),
    );
    const sizes: number[] = [];
    for await (const groups of small.groups()) sizes.push([...groups.values()].flat().length);
    small.close();
    expect(sizes.reduce((all, size) => all + size, 0)).toBe(20_000);
    expect(Math.max(...sizes)).toBeLessThan(100);
  });

  it('stay in memory while they are few', () => {
    const few = new SpilledRecords();
    const openBefore = openFiles();
    add(
      few,
      Array.from({ length: 100 }, (_, n) => ['"a"', String(n).repeat(2_000)] as const),
    );
    expect(openFiles()).toBe(openBefore);
    few.close();
  });

  it('say what to do where there is no room for them', () => {
    const nowhere = new SpilledRecords({ ...limits, folder: join(folder, 'absent') });
    expect(() => {
      add(
        nowhere,
        Array.from({ length: 100 }, (_, n) => ['"a"', String(n).repeat(2_000)] as const),
      );
    }).toThrow(/^no temporary file in .*absent.*ENOENT.*: set TMPDIR to a folder with room$/);
  });

  it('leave nothing behind, not even while they are there', () => {
    const openBefore = openFiles();
    add(
      records,
      Array.from({ length: 100 }, (_, n) => ['"a"', String(n).repeat(2_000)] as const),
    );
    expect(openFiles()).toBe(openBefore + 1);
    expect(readdirSync(folder)).toEqual([]);
    records.close();
    expect(openFiles()).toBe(openBefore);
  });
});

function openFiles(): number {
  return readdirSync('/dev/fd').length;
}
