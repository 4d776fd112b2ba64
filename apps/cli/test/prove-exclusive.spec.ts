import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ProofFigures } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { runSeed } from '@allocator/testing/simulation';
import { exitCodes } from '../src/command/command-error.js';
import { outputOf } from '../src/command/output.js';
import { proveExclusive } from '../src/history/prove-exclusive.js';
import type { HistorySource } from '../src/history/history-source.js';

/** @param read is called when all of it was given */
function sourceOf(lanes: readonly (readonly string[])[], read: () => void = () => undefined): HistorySource {
  return {
    title: 'a history',
    lanes: async () => lanes.map((documents, lane) => ({ lane: lane as Lane, position: documents.length as Position })),
    documents: async function* (lane) {
      yield lanes[lane] ?? [];
      if (lane === lanes.length - 1) read();
    },
    checkpoints: async () => [],
    close: async () => undefined,
  };
}

describe('allocator prove-exclusive', () => {
  const never = new AbortController().signal;
  let good: readonly (readonly string[])[];
  beforeAll(async () => {
    good = (await runSeed(1)).documents;
  });

  async function proved(lanes: readonly (readonly string[])[], json = false) {
    const lines: string[] = [];
    const exitCode = await proveExclusive(
      sourceOf(lanes),
      {},
      never,
      outputOf({ json }, (line) => lines.push(line)),
    );
    return { exitCode, lines };
  }

  it('reports that no two holders had one identity, and what it has read', async () => {
    const { exitCode, lines } = await proved(good);
    expect(exitCode).toBe(exitCodes.done);
    expect(lines).toContainEqual(expect.stringMatching(/^assignments +[1-9]/));
    expect(lines.at(-1)).toBe('no two holders had the same identity at the same time');
  });

  it('says what is wrong, and where', async () => {
    const tampered = good.map((documents) => documents.map(withShortBound));
    const { exitCode, lines } = await proved(tampered);
    expect(exitCode).toBe(exitCodes.found);
    expect(lines).toContainEqual(expect.stringMatching(/^\d-\d+: the bound of \d-\d+ is short by/));
    expect(lines.at(-1)).toMatch(/^NOT PROVEN/);
    const json = await proved(tampered, true);
    const { violations } = JSON.parse(json.lines.join('')) as ProofFigures;
    expect(violations.length).toBeGreaterThan(0);
    expect(json.exitCode).toBe(exitCodes.found);
  });

  it('proves nothing without the profiles that bounds rest on', async () => {
    const without = good.map((documents) => documents.filter((document) => !document.includes('"OperatorProfileSet"')));
    const { exitCode, lines } = await proved(without);
    expect(exitCode).toBe(exitCodes.found);
    expect(lines).toContainEqual(expect.stringMatching(/^bounds not checked +[1-9]/));
    expect(lines.at(-1)).toMatch(/^NOT PROVEN: .*profile/);
  });

  it('stops when its signal is aborted, while it reads and while it checks', async () => {
    const stop = new AbortController();
    const silent = outputOf({ json: false }, () => undefined);
    const ending = sourceOf(good, () => stop.abort());
    const checking = proveExclusive(ending, {}, stop.signal, silent);
    await expect(checking).rejects.toThrow(/abort/i);
    const reading = proveExclusive(sourceOf(good), {}, stop.signal, silent);
    await expect(reading).rejects.toThrow(/abort/i);
  });
});

function withShortBound(document: string): string {
  if (!document.includes('"type":"Assigned"')) return document;
  return document.replace(/"reassignableAt":"[^"]*"/, '"reassignableAt":"2026-01-01T00:00:00.000Z"');
}
