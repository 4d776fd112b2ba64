import { describe, expect, it } from '@jest/globals';
import type { OperatorId } from '@allocator/domain';
import { RecordedLog } from '@allocator/testing';
import { FindMisplaced } from '../src/index.js';

const names = { operatorId: 'op-a' as OperatorId, realms: ['op-a.example'] };
const found = { namesOutside: 1, othersInside: [] };

describe('the comparison of declared names with the names in the store', () => {
  it('runs one at a time: a second caller gets `not-compared` without waiting', async () => {
    let answer: (value: typeof found) => void = () => undefined;
    const finding = new FindMisplaced(
      { misplaced: () => new Promise((resolve) => (answer = resolve)) },
      new RecordedLog(),
    );
    const first = finding.find(names);
    expect(await finding.find(names)).toBe('not-compared');
    answer(found);
    expect(await first).toEqual(found);
    const next = finding.find(names);
    answer(found);
    expect(await next).toEqual(found);
  });

  it('answers `not-compared` and logs it if the query fails', async () => {
    const log = new RecordedLog();
    const finding = new FindMisplaced({ misplaced: () => Promise.reject(new Error('statement timeout')) }, log);
    expect(await finding.find(names)).toBe('not-compared');
    expect(await finding.find(names)).toBe('not-compared');
    expect(JSON.stringify(log.lines)).toContain('name-comparison-failed');
  });

  it('is skipped for a profile without declared names', async () => {
    const finding = new FindMisplaced(
      { misplaced: () => Promise.reject(new Error('must not be called')) },
      new RecordedLog(),
    );
    expect(await finding.find({ operatorId: names.operatorId })).toEqual({ namesOutside: 0, othersInside: [] });
  });
});
